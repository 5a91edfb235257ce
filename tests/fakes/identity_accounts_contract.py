"""What every store of identity must do with passwords, links, logins and keys."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

from services.identity.app.store import Store
from services.identity.domain.activation import Activation
from services.identity.domain.attempts import Attempts
from services.identity.domain.device_key import DeviceKey
from services.identity.domain.login import RefreshToken
from services.identity.domain.signing import SigningKey
from tests.fakes.identity_people_contract import DAY, NOW, added, login_of, person


class AccountsContract:
    """Subclass it with a `store` fixture."""

    async def test_a_password_is_replaced(self, store: Store) -> None:
        ada = person()
        await added(store, ada)
        async with store.transaction() as tx:
            assert await tx.passwords.get(ada.person_id) is None
            await tx.passwords.put(ada.person_id, "old")
            await tx.passwords.put(ada.person_id, "new")
            assert await tx.passwords.get(ada.person_id, keep=True) == "new"

    async def test_a_new_link_voids_the_old_and_is_taken_once(self, store: Store) -> None:
        ada = person()
        await added(store, ada)
        newer = Activation(ada.person_id, b"newer", NOW + DAY)
        async with store.transaction() as tx:
            await tx.activations.put(Activation(ada.person_id, b"older", NOW))
            await tx.activations.put(newer)
        async with store.transaction() as tx:
            assert await tx.activations.get(b"older") is None
            assert await tx.activations.get(b"newer") == newer
            assert await tx.activations.take(b"newer") == newer
            assert await tx.activations.take(b"newer") is None
            await tx.activations.put(newer)
            assert await tx.activations.of_person(ada.person_id) == newer
            assert await tx.activations.drop(ada.person_id)
            assert await tx.activations.of_person(ada.person_id) is None
            assert not await tx.activations.drop(ada.person_id)
            assert await tx.activations.get(b"newer") is None

    async def test_attempts_are_kept_until_cleared_or_old(self, store: Store) -> None:
        async with store.transaction() as tx:
            assert await tx.attempts.get(b"a") is None
            await tx.attempts.put(b"a", Attempts(1, NOW))
            await tx.attempts.put(b"a", Attempts(2, NOW))
            await tx.attempts.put(b"b", Attempts(1, NOW - DAY))
            await tx.attempts.put(b"c", Attempts(1, NOW))
            await tx.attempts.put(b"d", Attempts(1, NOW))
            await tx.attempts.clear(b"c", b"d")
        async with store.transaction() as tx:
            await tx.upkeep.drop_attempts(NOW)
            assert await tx.attempts.get(b"a") == Attempts(2, NOW)
            assert await tx.attempts.get(b"b") is None
            assert await tx.attempts.get(b"c") is None
            assert await tx.attempts.get(b"d") is None

    async def test_attempts_at_the_same_time_are_each_counted(self, store: Store) -> None:
        async def count() -> None:
            async with store.transaction() as tx:
                before = await tx.attempts.get(b"account")
                await tx.attempts.put(b"account", Attempts(before.failed + 1 if before else 1, NOW))

        await asyncio.gather(*(count() for _ in range(8)))
        async with store.transaction() as tx:
            assert await tx.attempts.get(b"account") == Attempts(8, NOW)

    async def test_a_refresh_token_is_rotated_within_its_login(self, store: Store) -> None:
        ada = person()
        await added(store, ada)
        login, first = login_of(ada)
        later = NOW + timedelta(minutes=10)
        second = RefreshToken(b"second", login.login_id, later)
        async with store.transaction() as tx:
            await tx.logins.add(login, first)
        async with store.transaction() as tx:
            assert await tx.logins.find(b"first") == (login, first)
            await tx.logins.rotate(b"first", second, later + DAY)
        async with store.transaction() as tx:
            used = replace(login, last_use_time=later, expire_time=later + DAY)
            assert await tx.logins.find(b"first") == (used, replace(first, use_time=later))
            assert await tx.logins.find(b"second") == (used, second)
            assert await tx.logins.token(b"second") == second
            assert await tx.logins.find(b"third") is None

    async def test_a_proof_is_noted_of_a_login_that_goes_on(self, store: Store) -> None:
        ada = person()
        await added(store, ada)
        login, first = login_of(ada)
        async with store.transaction() as tx:
            await tx.logins.add(login, first)
            assert await tx.logins.note_proof(login.login_id, NOW)
            assert await tx.logins.get(login.login_id) == replace(login, prove_time=NOW)
            assert not await tx.logins.note_proof(login.login_id, login.expire_time)
            await tx.logins.revoke(login.login_id, NOW)
            assert not await tx.logins.note_proof(login.login_id, NOW)
            assert not await tx.logins.note_proof(uuid4(), NOW)

    async def test_logins_end_one_by_one_or_all_of_a_person(self, store: Store) -> None:
        ada, bob = person(), person()
        await added(store, ada, bob)
        one, two, other = login_of(ada, b"one"), login_of(ada, b"two"), login_of(bob, b"other")
        async with store.transaction() as tx:
            for login, token in (one, two, other):
                await tx.logins.add(login, token)
            await tx.logins.revoke(one[0].login_id, NOW)
            await tx.logins.revoke_all(ada.person_id, NOW + DAY)
        async with store.transaction() as tx:
            found = [await tx.logins.find(digest) for digest in (b"one", b"two", b"other")]
        assert [pair[0].revoke_time for pair in found if pair] == [NOW, NOW + DAY, None]

    async def test_what_has_expired_is_dropped(self, store: Store) -> None:
        ada, bob = person(), person()
        await added(store, ada, bob)
        old, young = login_of(ada, b"old"), login_of(ada, b"young")
        async with store.transaction() as tx:
            await tx.logins.add(replace(old[0], expire_time=NOW), old[1])
            await tx.logins.add(*young)
            await tx.activations.put(Activation(ada.person_id, b"old", NOW))
            await tx.activations.put(Activation(bob.person_id, b"young", NOW + DAY))
            await tx.upkeep.drop_expired(NOW)
        async with store.transaction() as tx:
            assert await tx.logins.find(b"old") is None
            assert await tx.logins.find(b"young") == young
            assert await tx.activations.get(b"old") is None
            assert await tx.activations.get(b"young") is not None

    async def test_device_keys_are_listed_counted_and_revoked(self, store: Store) -> None:
        camera, other = uuid4(), uuid4()
        keys = [DeviceKey(uuid4(), camera, f"key {n}", bytes([n]) * 32, NOW + n * DAY) for n in range(3)]
        foreign = DeviceKey(uuid4(), other, "", bytes(32), NOW + 5 * DAY)
        async with store.transaction() as tx:
            for key in (*keys, foreign):
                await tx.device_keys.hold_camera(key.camera_id)
                await tx.device_keys.add(key)
            await tx.device_keys.revoke(keys[0].key_id, NOW)
            await tx.device_keys.revoke(keys[0].key_id, NOW + DAY)
            await tx.device_keys.note_use(keys[1].key_id, NOW)
        expected = [replace(keys[0], revoke_time=NOW), replace(keys[1], last_use_time=NOW), keys[2]]
        async with store.transaction() as tx:
            assert await tx.device_keys.valid_count(camera) == 2
            assert await tx.device_keys.get(keys[0].key_id) == expected[0]
            assert await tx.device_keys.get(uuid4()) is None
            assert list(await tx.device_keys.page(camera, None, 2)) == expected[:2]
            assert list(await tx.device_keys.page(camera, keys[1].key_id, 2)) == expected[2:]
            assert list(await tx.device_keys.page(None, None, 9)) == [*expected, foreign]

    async def test_signing_keys_are_kept_until_removed(self, store: Store) -> None:
        old = SigningKey("old", bytes(32), b"sealed", NOW)
        new = SigningKey("new", bytes(32), b"sealed too", NOW + DAY)
        async with store.transaction() as tx:
            await tx.signing_keys.hold()
            await tx.signing_keys.add(new)
            await tx.signing_keys.add(old)
        async with store.transaction() as tx:
            assert list(await tx.signing_keys.all()) == [old, new]
            await tx.signing_keys.replace(replace(new, sealed_private_key=b"sealed anew"))
            await tx.signing_keys.remove("old")
            assert list(await tx.signing_keys.all()) == [replace(new, sealed_private_key=b"sealed anew")]
