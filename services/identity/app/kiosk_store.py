"""What kiosks need of the store."""

from typing import Protocol

from services.identity.domain.device_key import DeviceKey
from services.identity.domain.kiosk import KioskPairing, KioskToken


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
