"""identity's store in memory: passes the same contract suite as PostgreSQL (`identity_store_contract.py`)."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from services.common.principal import Role
from services.identity.app.store import ListPlace, PeopleFilter
from services.identity.domain.activation import Activation
from services.identity.domain.attempts import Attempts
from services.identity.domain.audit import AuditEntry
from services.identity.domain.change import Change, Position
from services.identity.domain.device_key import DeviceKey
from services.identity.domain.errors import AlreadyTaken
from services.identity.domain.guardian import GuardianRequest
from services.identity.domain.login import Login, RefreshToken
from services.identity.domain.person import ConsentRecord, Person
from services.identity.domain.revocation import Revocation
from services.identity.domain.signing import SigningKey
from tests.fakes.identity_mails import KnownAddresses, Mails, OidcLinks, Resets
from tests.fakes.identity_passkeys import Passkeys, drop_passkeys
from tests.fakes.identity_state import State


class _Part:
    def __init__(self, state: State) -> None:
        self._state = state


class People(_Part):
    async def hold_writers(self) -> None:
        pass  # one transaction runs at a time anyway

    async def get(self, person_id: UUID, *, keep: bool = False) -> Person | None:
        return self._state.people.get(person_id)

    async def by_email(self, email: str) -> Person | None:
        return next((person for person in self._state.people.values() if person.details.email == email), None)

    async def administrators(self) -> Sequence[Person]:
        found = [person for person in self._state.people.values() if person.details.role is Role.ADMIN]
        return sorted(found, key=lambda person: (person.create_time, person.person_id))

    async def page(self, wanted: PeopleFilter, after: ListPlace | None, size: int) -> Sequence[Person]:
        place = (after.sort_name, after.person_id) if after else None
        found = [person for person in self._wanted(wanted) if place is None or _place(person) > place]
        return sorted(found, key=_place)[:size]

    async def count(self, wanted: PeopleFilter) -> int:
        return len(self._wanted(wanted))

    async def claim_request(self, request_id: UUID, person_id: UUID, now: datetime) -> UUID:
        return self._state.requests.setdefault(request_id, (person_id, now))[0]

    async def add(self, person: Person) -> None:
        await self.save(person)

    async def save(self, person: Person) -> None:
        for other in self._state.people.values():
            if other.person_id == person.person_id:
                continue
            if other.details.email == person.details.email:
                raise AlreadyTaken("email")
            key = person.details.student_number_key
            if key is not None and other.details.student_number_key == key:
                raise AlreadyTaken("student_number")
        self._state.people[person.person_id] = person
        self._state.people_numbers[person.person_id] = self._next_number()

    async def remove(self, person_id: UUID, now: datetime) -> None:
        state = self._state
        del state.people[person_id], state.people_numbers[person_id]
        state.deleted[person_id] = (self._next_number(), now)
        state.passwords.pop(person_id, None)
        drop_passkeys(state, person_id)
        state.activations.pop(person_id, None)
        state.resets.pop(person_id, None)
        state.mails = {id_: mail for id_, mail in state.mails.items() if mail.letter.person_id != person_id}
        state.oidc_links = {known: whose for known, whose in state.oidc_links.items() if whose != person_id}
        state.guardians.pop(person_id, None)
        state.consents = [entry for entry in state.consents if entry[0] != person_id]
        own = [login for login in state.logins.values() if login.person_id == person_id]
        _record(state, [login.login_id for login in own if login.revoke_time is None], now)
        _drop_logins(state, own)

    async def record_consent(self, person: Person, now: datetime) -> None:
        self._state.consents.append((person.person_id, person.consent, now))

    async def consents(self, person_id: UUID) -> Sequence[ConsentRecord]:
        return [
            ConsentRecord(consent.granted, consent.text_version, time, consent.recorded_by)
            for whose, consent, time in reversed(self._state.consents)
            if whose == person_id
        ]

    async def changes(self, after: int, size: int) -> tuple[Sequence[Change], Position]:
        state = self._state
        found = [Change(state.people_numbers[id_], id_, person) for id_, person in state.people.items()]
        found += [Change(number, id_, None) for id_, (number, _) in state.deleted.items()]
        later = sorted((change for change in found if change.number > after), key=lambda change: change.number)
        return later[:size], Position(state.epoch, state.number, state.compacted_through)

    def _wanted(self, wanted: PeopleFilter) -> list[Person]:
        return [
            person
            for person in self._state.people.values()
            if wanted.role in (None, person.details.role)
            and all(word in person.details.search_text for word in wanted.words)
        ]

    def _next_number(self) -> int:
        self._state.number += 1
        return self._state.number


class Passwords(_Part):
    async def get(self, person_id: UUID, *, keep: bool = False) -> str | None:
        return self._state.passwords.get(person_id)

    async def put(self, person_id: UUID, password_hash: str) -> None:
        self._state.passwords[person_id] = password_hash


class Activations(_Part):
    async def put(self, activation: Activation) -> None:
        self._state.activations[activation.person_id] = activation

    async def get(self, digest: bytes) -> Activation | None:
        return next((found for found in self._state.activations.values() if found.digest == digest), None)

    async def take(self, digest: bytes) -> Activation | None:
        found = await self.get(digest)
        if found is not None:
            del self._state.activations[found.person_id]
        return found


class Guardians(_Part):
    async def put(self, request: GuardianRequest) -> None:
        self._state.guardians[request.person_id] = request

    async def get(self, digest: bytes) -> GuardianRequest | None:
        return next((found for found in self._state.guardians.values() if found.digest == digest), None)

    async def of_person(self, person_id: UUID) -> GuardianRequest | None:
        return self._state.guardians.get(person_id)

    async def drop(self, person_id: UUID) -> None:
        self._state.guardians.pop(person_id, None)


class AttemptsPart(_Part):
    async def get(self, account: bytes) -> Attempts | None:
        return self._state.attempts.get(account)

    async def put(self, account: bytes, attempts: Attempts) -> None:
        self._state.attempts[account] = attempts

    async def clear(self, account: bytes) -> None:
        self._state.attempts.pop(account, None)


class Logins(_Part):
    async def add(self, login: Login, token: RefreshToken) -> None:
        self._state.logins[login.login_id] = login
        self._state.tokens[token.digest] = token

    async def find(self, digest: bytes) -> tuple[Login, RefreshToken] | None:
        token = self._state.tokens.get(digest)
        return (self._state.logins[token.login_id], token) if token else None

    async def token(self, digest: bytes) -> RefreshToken | None:
        return self._state.tokens.get(digest)

    async def rotate(self, digest: bytes, successor: RefreshToken) -> None:
        self._state.tokens[digest] = replace(self._state.tokens[digest], use_time=successor.create_time)
        self._state.tokens[successor.digest] = successor
        login = self._state.logins[successor.login_id]
        self._state.logins[login.login_id] = replace(login, last_use_time=successor.create_time)

    async def get(self, login_id: UUID) -> Login | None:
        return self._state.logins.get(login_id)

    async def of_person(self, person_id: UUID, now: datetime, size: int) -> Sequence[Login]:
        found = [one for one in self._state.logins.values() if one.person_id == person_id and one.goes_on(now)]
        return sorted(found, key=lambda one: (-one.create_time.timestamp(), one.login_id))[:size]

    async def revoke(self, login_id: UUID, now: datetime) -> None:
        login = self._state.logins.get(login_id)
        if login is not None and login.revoke_time is None:
            self._state.logins[login_id] = replace(login, revoke_time=now)
            _record(self._state, [login_id], now)

    async def revoke_all(self, person_id: UUID, now: datetime, *, but: UUID | None = None) -> int:
        own = [login for login in self._state.logins.values() if login.person_id == person_id]
        ended = [login for login in own if login.revoke_time is None and login.login_id != but]
        for login in ended:
            await self.revoke(login.login_id, now)
        return len(ended)


class Revocations(_Part):
    async def since(self, after: int, size: int) -> tuple[Sequence[Revocation], Position]:
        state = self._state
        later = [revocation for revocation in state.revocations if revocation.number > after]
        return later[:size], Position(state.revocation_epoch, state.revocation_number, state.revocations_through)


class DeviceKeys(_Part):
    async def hold_camera(self, camera_id: UUID) -> None:
        pass  # one transaction runs at a time anyway

    async def add(self, key: DeviceKey) -> None:
        self._state.device_keys[key.key_id] = key

    async def get(self, key_id: UUID) -> DeviceKey | None:
        return self._state.device_keys.get(key_id)

    async def valid_count(self, camera_id: UUID) -> int:
        keys = self._state.device_keys.values()
        return sum(1 for key in keys if key.camera_id == camera_id and key.revoke_time is None)

    async def page(self, camera_id: UUID | None, after: UUID | None, size: int) -> Sequence[DeviceKey]:
        keys = sorted(self._state.device_keys.values(), key=lambda key: (key.create_time, key.key_id))
        if after is not None:
            ids = [key.key_id for key in keys]
            keys = keys[ids.index(after) + 1 :] if after in ids else []
        return [key for key in keys if camera_id in (None, key.camera_id)][:size]

    async def revoke(self, key_id: UUID, now: datetime) -> None:
        key = self._state.device_keys[key_id]
        if key.revoke_time is None:
            self._state.device_keys[key_id] = replace(key, revoke_time=now)
            _record(self._state, [key_id], now)

    async def note_use(self, key_id: UUID, now: datetime) -> None:
        self._state.device_keys[key_id] = replace(self._state.device_keys[key_id], last_use_time=now)


class SigningKeys(_Part):
    async def hold(self) -> None:
        pass  # one transaction runs at a time anyway

    async def all(self) -> Sequence[SigningKey]:
        return sorted(self._state.signing_keys.values(), key=lambda key: (key.sign_after, key.key_id))

    async def add(self, key: SigningKey) -> None:
        self._state.signing_keys[key.key_id] = key

    async def remove(self, key_id: str) -> None:
        self._state.signing_keys.pop(key_id, None)


class Audit(_Part):
    async def add(self, entry: AuditEntry) -> None:
        self._state.audit.append(entry)


class Upkeep(_Part):
    async def drop_expired(self, now: datetime) -> None:
        state = self._state
        _drop_logins(state, [login for login in state.logins.values() if login.expire_time <= now])
        state.challenges = {id_: kept for id_, kept in state.challenges.items() if kept.expire_time > now}
        state.activations = {id_: kept for id_, kept in state.activations.items() if kept.expire_time > now}
        state.resets = {id_: kept for id_, kept in state.resets.items() if kept.expire_time > now}
        state.guardians = {id_: kept for id_, kept in state.guardians.items() if kept.expire_time > now}
        state.mails = {
            id_: replace(mail, sealed_link=None) if mail.is_useless(now) else mail for id_, mail in state.mails.items()
        }

    async def drop_mails(self, before: datetime) -> None:
        mails = self._state.mails
        self._state.mails = {id_: mail for id_, mail in mails.items() if mail.create_time >= before}

    async def drop_known_addresses(self, before: datetime) -> None:
        known = self._state.known_addresses
        self._state.known_addresses = {pair: time for pair, time in known.items() if time >= before}

    async def drop_attempts(self, before: datetime) -> None:
        attempts = self._state.attempts
        self._state.attempts = {account: kept for account, kept in attempts.items() if kept.last_time >= before}

    async def drop_audit(self, before: datetime) -> None:
        self._state.audit = [entry for entry in self._state.audit if entry.time >= before]

    async def drop_revocations(self, before: datetime) -> None:
        state = self._state
        gone = [revocation.number for revocation in state.revocations if revocation.time < before]
        state.revocations_through = max([state.revocations_through, *gone])
        state.revocations = [revocation for revocation in state.revocations if revocation.time >= before]

    async def compact(self, before: datetime) -> None:
        state = self._state
        gone = [number for number, time in state.deleted.values() if time < before]
        state.compacted_through = max([state.compacted_through, *gone])
        state.deleted = {id_: kept for id_, kept in state.deleted.items() if kept[1] >= before}
        state.requests = {id_: kept for id_, kept in state.requests.items() if kept[1] >= before}


class MemoryTransaction:
    """All tables over one draft."""

    def __init__(self, state: State) -> None:
        self.people = People(state)
        self.passwords = Passwords(state)
        self.activations = Activations(state)
        self.guardians = Guardians(state)
        self.attempts = AttemptsPart(state)
        self.logins = Logins(state)
        self.device_keys = DeviceKeys(state)
        self.revocations = Revocations(state)
        self.passkeys = Passkeys(state)
        self.signing_keys = SigningKeys(state)
        self.audit = Audit(state)
        self.mails = Mails(state)
        self.resets = Resets(state)
        self.known_addresses = KnownAddresses(state)
        self.oidc_links = OidcLinks(state)
        self.upkeep = Upkeep(state)


class MemoryStore:
    """One transaction at a time, on a copy that replaces the state when it ends well."""

    def __init__(self) -> None:
        self.state = State()
        self._alone = asyncio.Lock()
        self._followers: set[asyncio.Event] = set()

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[MemoryTransaction]:
        async with self._alone:
            draft = self.state.draft()
            yield MemoryTransaction(draft)
            changed = (draft.number, draft.revocation_number) != (self.state.number, self.state.revocation_number)
            self.state = draft
            if changed:
                for follower in self._followers:
                    follower.set()

    async def changes(self) -> AsyncGenerator[None, None]:
        """Wakes those who follow people, as LISTEN does."""
        woken = asyncio.Event()
        woken.set()
        self._followers.add(woken)
        try:
            while True:
                await woken.wait()
                woken.clear()
                yield
        finally:
            self._followers.discard(woken)


def _place(person: Person) -> tuple[str, UUID]:
    return person.details.sort_name, person.person_id


def _record(state: State, login_ids: Sequence[UUID], now: datetime) -> None:
    for login_id in login_ids:
        state.revocation_number += 1
        state.revocations.append(Revocation(state.revocation_number, login_id, now))


def _drop_logins(state: State, logins: Sequence[Login]) -> None:
    gone = {login.login_id for login in logins}
    state.logins = {id_: login for id_, login in state.logins.items() if id_ not in gone}
    state.tokens = {digest: token for digest, token in state.tokens.items() if token.login_id not in gone}
