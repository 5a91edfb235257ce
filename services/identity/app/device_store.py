"""What cameras' keys and kiosks need of the store."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from services.identity.domain.device_key import DeviceKey
from services.identity.domain.kiosk import KioskPairing, KioskToken


class DeviceKeyTable(Protocol):
    """Keys of cameras and kiosks."""

    async def hold_camera(self, camera_id: UUID) -> None:
        """Others who hold the same camera wait until this transaction ends."""

    async def add(self, key: DeviceKey) -> None:
        """A new key."""

    async def get(self, key_id: UUID) -> DeviceKey | None:
        """Revoked ones included."""

    async def valid_count(self, camera_id: UUID) -> int:
        """How many of the camera's keys are not revoked."""

    async def page(self, camera_id: UUID | None, after: UUID | None, size: int) -> Sequence[DeviceKey]:
        """Oldest first, from the key after `after`; of all cameras when `camera_id` is None."""

    async def revoke(self, key_id: UUID, now: datetime) -> None:
        """Ends it, unless it has ended, and tells those who follow revocations."""

    async def note_use(self, key_id: UUID, now: datetime) -> None:
        """Sets when it was last used."""


class KioskTable(Protocol):
    """Codes not yet used, and the tokens by which tablets are known."""

    async def put_pairing(self, pairing: KioskPairing) -> None:
        """Replaces the camera's earlier one."""

    async def take_pairing(self, digest: bytes) -> KioskPairing | None:
        """Gets and removes it: of several at once, one gets it."""

    async def find(self, digest: bytes) -> tuple[DeviceKey, KioskToken] | None:
        """By token; others who ask for the same key wait until this transaction ends."""

    async def token(self, digest: bytes) -> KioskToken | None:
        """The token, without waiting for anybody."""

    async def add_token(self, token: KioskToken) -> None:
        """A new one."""

    async def replace(self, digest: bytes, successor: KioskToken) -> None:
        """Uses the token up at the time its successor is created."""
