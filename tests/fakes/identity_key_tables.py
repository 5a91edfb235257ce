"""Revocations, device keys and signing keys in memory; they pass the same contract suite as PostgreSQL."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from services.identity.domain.change import Position
from services.identity.domain.device_key import DeviceKey
from services.identity.domain.revocation import Revocation
from services.identity.domain.signing import SigningKey
from tests.fakes.identity_state import Part, record_revocations


class Revocations(Part):
    async def since(self, after: int, size: int) -> tuple[Sequence[Revocation], Position]:
        state = self._state
        later = [revocation for revocation in state.revocations if revocation.number > after]
        return later[:size], Position(state.revocation_epoch, state.revocation_number, state.revocations_through)


class DeviceKeys(Part):
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
            record_revocations(self._state, [key_id], now)

    async def note_use(self, key_id: UUID, now: datetime) -> None:
        self._state.device_keys[key_id] = replace(self._state.device_keys[key_id], last_use_time=now)


class SigningKeys(Part):
    async def hold(self) -> None:
        pass  # one transaction runs at a time anyway

    async def all(self) -> Sequence[SigningKey]:
        return sorted(self._state.signing_keys.values(), key=lambda key: (key.sign_after, key.key_id))

    async def add(self, key: SigningKey) -> None:
        self._state.signing_keys[key.key_id] = key

    async def replace(self, key: SigningKey) -> None:
        self._state.signing_keys[key.key_id] = key

    async def remove(self, key_id: str) -> None:
        self._state.signing_keys.pop(key_id, None)
