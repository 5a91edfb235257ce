"""Passkeys, challenges and recovery codes in memory; passes the same contract suite as PostgreSQL."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from services.identity.domain.passkey import Passkey, PasskeyChallenge, Purpose
from tests.fakes.identity_state import State


class Passkeys:
    def __init__(self, state: State) -> None:
        self._state = state

    async def hold(self, person_id: UUID) -> None:
        pass  # one transaction runs at a time anyway

    async def add(self, passkey: Passkey) -> bool:
        if await self.by_credential(passkey.credential.credential_id) is not None:
            return False
        self._state.passkeys[passkey.passkey_id] = passkey
        return True

    async def save(self, passkey: Passkey) -> None:
        known = self._state.passkeys[passkey.passkey_id]
        credential = replace(known.credential, sign_count=passkey.credential.sign_count)
        self._state.passkeys[passkey.passkey_id] = replace(
            known, credential=credential, last_use_time=passkey.last_use_time
        )

    async def get(self, passkey_id: UUID) -> Passkey | None:
        return self._state.passkeys.get(passkey_id)

    async def by_credential(self, credential_id: bytes) -> Passkey | None:
        found = (one for one in self._state.passkeys.values() if one.credential.credential_id == credential_id)
        return next(found, None)

    async def of_person(self, person_id: UUID) -> Sequence[Passkey]:
        own = [one for one in self._state.passkeys.values() if one.person_id == person_id]
        return sorted(own, key=lambda one: (one.create_time, one.passkey_id))

    async def remove(self, passkey_id: UUID) -> None:
        self._state.passkeys.pop(passkey_id, None)

    async def put_challenge(self, challenge: PasskeyChallenge) -> None:
        self._state.challenges[challenge.digest] = challenge

    async def take_challenge(self, digest: bytes, purpose: Purpose) -> PasskeyChallenge | None:
        found = self._state.challenges.get(digest)
        if found is None or found.purpose is not purpose:
            return None
        return self._state.challenges.pop(digest)

    async def put_codes(self, person_id: UUID, digests: Sequence[bytes]) -> None:
        others = {code for code in self._state.codes if code[0] != person_id}
        self._state.codes = frozenset(others | {(person_id, digest) for digest in digests})

    async def take_code(self, person_id: UUID, digest: bytes) -> bool:
        found = (person_id, digest) in self._state.codes
        self._state.codes -= {(person_id, digest)}
        return found

    async def codes_left(self, person_id: UUID) -> int:
        return sum(1 for code in self._state.codes if code[0] == person_id)


def drop_passkeys(state: State, person_id: UUID) -> None:
    """As the foreign keys do when a person is deleted."""
    state.passkeys = {id_: kept for id_, kept in state.passkeys.items() if kept.person_id != person_id}
    state.challenges = {id_: kept for id_, kept in state.challenges.items() if kept.person_id != person_id}
    state.codes = frozenset(code for code in state.codes if code[0] != person_id)
