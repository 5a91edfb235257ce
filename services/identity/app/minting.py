"""Access tokens: short-lived, signed, checked by every service on its own."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from services.common.principal import Role
from services.identity.app.given import Clock
from services.identity.domain.signing import SigningKey

IDENTITY, RECOGNITION, ATTENDANCE = "identity", "recognition", "attendance"
CALLEES = (IDENTITY, RECOGNITION, ATTENDANCE)
USER_AUDIENCE = CALLEES
CAMERA_AUDIENCE = (RECOGNITION,)
KIOSK_AUDIENCE = (RECOGNITION, ATTENDANCE)


@dataclass(frozen=True)
class Claims:
    """What an access token says."""

    subject: str  # a person's or camera's id, or a service's name
    role: Role
    audience: tuple[str, ...]
    issue_time: datetime
    expire_time: datetime
    token_id: UUID
    login_id: str = ""  # the log-in, or the device key; empty for services


@dataclass(frozen=True)
class AccessToken:
    """A signed token and what its holder must know about it."""

    token: str
    claims: Claims


class TokenSigner(Protocol):
    """Makes a JWT of claims."""

    def sign(self, claims: Claims, key: SigningKey) -> str:
        """With the key's id in its header."""


class SigningKeys(Protocol):
    """Where the key to sign with comes from."""

    async def signer(self) -> SigningKey:
        """The key that signs now."""


class Minter:
    """Mints tokens that live for `lifetime`."""

    def __init__(
        self, keys: SigningKeys, signer: TokenSigner, clock: Clock, new_id: Callable[[], UUID], lifetime: timedelta
    ) -> None:
        self._keys = keys
        self._signer = signer
        self._clock = clock
        self._new_id = new_id
        self._lifetime = lifetime

    async def mint(self, subject: str, role: Role, audience: tuple[str, ...], login_id: str = "") -> AccessToken:
        """A token for the subject that the audience will accept until the log-in ends."""
        key = await self._keys.signer()
        now = self._clock()
        claims = Claims(subject, role, audience, now, now + self._lifetime, self._new_id(), login_id)
        return AccessToken(self._signer.sign(claims, key), claims)
