"""What every store of identity must do about ended logins, passkeys, challenges and recovery codes."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from services.common.principal import Role
from services.identity.app.store import Store
from services.identity.domain.device_key import DeviceKey
from services.identity.domain.login import Client, Login, RefreshToken
from services.identity.domain.passkey import Credential, Passkey, PasskeyChallenge, Purpose
from services.identity.domain.person import Consent, Person, person_details

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
MONTH = timedelta(days=30)


async def somebody(store: Store) -> UUID:
    person_id = uuid4()
    details = person_details("Ada Byron", f"{person_id.hex}@example.edu", "", Role.TEACHER)
    person = Person(person_id, details, active=True, activated=True, consent=Consent(), create_time=NOW, revision=1)
    async with store.transaction() as tx:
        await tx.people.hold_writers()
        await tx.people.add(person)
    return person_id


async def logged_in(store: Store, person_id: UUID, count: int) -> list[UUID]:
    """Ids of the logins, newest first."""
    logins = [
        Login(
            uuid4(),
            person_id,
            NOW - timedelta(minutes=number),
            NOW + MONTH,
            NOW + MONTH,
            client=Client("192.0.2.1", "Firefox"),
        )
        for number in range(count)
    ]
    async with store.transaction() as tx:
        for login in logins:
            await tx.logins.add(login, RefreshToken(login.login_id.bytes, login.login_id, NOW))
        assert list(await tx.logins.of_person(person_id, NOW, count)) == logins
        assert await tx.logins.get(logins[0].login_id) == logins[0]
        assert list(await tx.logins.of_person(person_id, NOW + MONTH, count)) == []
    return [login.login_id for login in logins]


async def position(store: Store) -> int:
    async with store.transaction() as tx:
        return (await tx.revocations.since(0, 0))[1].number


def passkey_of(person_id: UUID) -> Passkey:
    return Passkey(uuid4(), person_id, "phone", Credential(uuid4().bytes, b"public", 3), NOW)


class PasskeysContract:
    """Inherited by a test class of each store."""

    async def test_ended_logins_and_keys_are_numbered_once_each(self, store: Store) -> None:
        person_id = await somebody(store)
        first, second, third = await logged_in(store, person_id, 3)
        key = DeviceKey(uuid4(), uuid4(), "door", b"digest", NOW)
        start = await position(store)
        async with store.transaction() as tx:
            await tx.logins.revoke(first, NOW)
            await tx.logins.revoke(first, NOW)
            assert await tx.logins.revoke_all(person_id, NOW, but=third) == 1
            await tx.device_keys.add(key)
            await tx.device_keys.revoke(key.key_id, NOW)
            await tx.device_keys.revoke(key.key_id, NOW)
        async with store.transaction() as tx:
            await tx.people.hold_writers()
            await tx.people.remove(person_id, NOW)
        async with store.transaction() as tx:
            found, reached = await tx.revocations.since(start, 10)
            assert [one.login_id for one in found] == [first, second, key.key_id, third]
            assert [one.number for one in found] == [start + place for place in range(1, 5)]
            assert list((await tx.revocations.since(start + 1, 2))[0]) == list(found[1:3])
            assert reached.number == start + 4

    async def test_old_revocations_are_dropped_and_said_to_be(self, store: Store) -> None:
        person_id = await somebody(store)
        old, new = await logged_in(store, person_id, 2)
        async with store.transaction() as tx:
            await tx.logins.revoke(old, NOW)
            await tx.logins.revoke(new, NOW + timedelta(minutes=1))
        last = await position(store)
        async with store.transaction() as tx:
            await tx.upkeep.drop_revocations(NOW + timedelta(seconds=1))
        async with store.transaction() as tx:
            found, reached = await tx.revocations.since(0, 100)
            assert [one.login_id for one in found] == [new]
            assert (reached.number, reached.compacted_through) == (last, last - 1)
            await tx.upkeep.drop_revocations(NOW + MONTH)

    async def test_passkeys_are_kept_with_their_count_until_removed(self, store: Store) -> None:
        person_id = await somebody(store)
        one, other = passkey_of(person_id), replace(passkey_of(person_id), create_time=NOW + timedelta(seconds=1))
        copied = replace(passkey_of(person_id), credential=one.credential)
        used = replace(one, credential=replace(one.credential, sign_count=4), last_use_time=NOW)
        async with store.transaction() as tx:
            await tx.passkeys.hold(person_id)
            assert await tx.passkeys.add(one)
            assert not await tx.passkeys.add(copied)
            assert await tx.passkeys.add(other)
            await tx.passkeys.save(used)
        async with store.transaction() as tx:
            assert list(await tx.passkeys.of_person(person_id)) == [used, other]
            assert await tx.passkeys.by_credential(one.credential.credential_id) == used
            await tx.passkeys.remove(one.passkey_id)
            assert await tx.passkeys.get(one.passkey_id) is None
            assert await tx.passkeys.get(other.passkey_id) == other

    async def test_challenges_and_recovery_codes_are_used_once(self, store: Store) -> None:
        person_id = await somebody(store)
        challenge = PasskeyChallenge(person_id.bytes, person_id, Purpose.LOG_IN, b"sign this", NOW)
        async with store.transaction() as tx:
            await tx.passkeys.put_challenge(challenge)
            await tx.passkeys.put_codes(person_id, [b"old"])
            await tx.passkeys.put_codes(person_id, [b"one", b"two"])
        async with store.transaction() as tx:
            assert await tx.passkeys.take_challenge(challenge.digest, Purpose.ADD) is None
            assert await tx.passkeys.take_challenge(challenge.digest, Purpose.LOG_IN) == challenge
            assert await tx.passkeys.take_challenge(challenge.digest, Purpose.LOG_IN) is None
            assert not await tx.passkeys.take_code(person_id, b"old")
            assert await tx.passkeys.take_code(person_id, b"one")
            assert not await tx.passkeys.take_code(person_id, b"one")
            assert await tx.passkeys.codes_left(person_id) == 1
