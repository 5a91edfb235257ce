"""Pairing codes and tokens of kiosks in memory; they pass the same contract suite as PostgreSQL."""

from dataclasses import replace

from services.identity.domain.device_key import DeviceKey
from services.identity.domain.kiosk import KioskPairing, KioskToken
from tests.fakes.identity_state import Part


class Kiosks(Part):
    async def put_pairing(self, pairing: KioskPairing) -> None:
        self._state.kiosk_pairings[pairing.camera_id] = pairing

    async def take_pairing(self, digest: bytes) -> KioskPairing | None:
        pairings = self._state.kiosk_pairings
        found = next((pairing for pairing in pairings.values() if pairing.digest == digest), None)
        return pairings.pop(found.camera_id) if found is not None else None

    async def find(self, digest: bytes) -> tuple[DeviceKey, KioskToken] | None:
        token = await self.token(digest)
        return (self._state.device_keys[token.key_id], token) if token is not None else None

    async def token(self, digest: bytes) -> KioskToken | None:
        return self._state.kiosk_tokens.get(digest)

    async def add_token(self, token: KioskToken) -> None:
        self._state.kiosk_tokens[token.digest] = token

    async def replace(self, digest: bytes, successor: KioskToken) -> None:
        tokens = self._state.kiosk_tokens
        tokens[digest] = replace(tokens[digest], use_time=successor.create_time)
        await self.add_token(successor)
