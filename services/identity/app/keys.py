"""Keys with which cameras and services prove who they are."""

import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from services.common.errors import InvalidInput
from services.common.principal import Role
from services.identity.app.given import Clock, NewId, Secrets, digest
from services.identity.app.minting import CALLEES, CAMERA_AUDIENCE, AccessToken, Minter
from services.identity.app.store import Store, Transaction
from services.identity.domain.audit import Action, AuditEntry
from services.identity.domain.device_key import (
    KEYS_PER_CAMERA_MAX,
    LABEL_CHARACTERS_MAX,
    USE_NOTED_EVERY,
    DeviceKey,
    DeviceKind,
)
from services.identity.domain.errors import DeviceKeyNotFound, TooManyDeviceKeys
from services.identity.domain.login_errors import CredentialRefused


@dataclass(frozen=True)
class IssuedKey:
    """A key and its secret, which is kept nowhere."""

    key: DeviceKey
    secret: str


def checked_label(label: str) -> str:
    """Without superfluous spaces; InvalidInput when it is too long."""
    text = " ".join(label.split())
    if len(text) > LABEL_CHARACTERS_MAX:
        raise InvalidInput("label", f"must have at most {LABEL_CHARACTERS_MAX} characters")
    return text


async def hold_with_room(tx: Transaction, camera_id: UUID) -> None:
    """Nobody else adds a key to the camera before this transaction ends; TooManyDeviceKeys if there is no room."""
    await tx.device_keys.hold_camera(camera_id)
    if await tx.device_keys.valid_count(camera_id) >= KEYS_PER_CAMERA_MAX:
        raise TooManyDeviceKeys(str(camera_id))


class DeviceKeys:
    """Two valid keys a camera at most, so that one can be replaced without a gap."""

    def __init__(self, store: Store, minter: Minter, secrets: Secrets, clock: Clock, new_id: NewId) -> None:
        self._store = store
        self._minter = minter
        self._secrets = secrets
        self._clock = clock
        self._new_id = new_id

    async def issue(self, camera_id: UUID, label: str, by: UUID) -> IssuedKey:
        """TooManyDeviceKeys at the third valid one."""
        text = checked_label(label)
        now = self._clock()
        secret = self._secrets.new()
        key = DeviceKey(self._new_id(), camera_id, text, digest(secret), now)
        async with self._store.transaction() as tx:
            await hold_with_room(tx, camera_id)
            await tx.device_keys.add(key)
            await tx.audit.add(AuditEntry(now, str(by), Action.DEVICE_KEY_ISSUED, str(key.key_id), str(camera_id)))
        return IssuedKey(key, secret)

    async def list(
        self, camera_id: UUID | None, after: UUID | None, size: int
    ) -> tuple[Sequence[DeviceKey], UUID | None]:
        """At most `size` keys, oldest first, and the key id to go on after, None at the end."""
        async with self._store.transaction() as tx:
            found = await tx.device_keys.page(camera_id, after, size + 1)
        keys = found[:size]
        return keys, keys[-1].key_id if len(found) > size else None

    async def revoke(self, key_id: UUID, by: UUID) -> None:
        """Ends the key, unless it has ended; DeviceKeyNotFound if there never was one."""
        now = self._clock()
        async with self._store.transaction() as tx:
            key = await tx.device_keys.get(key_id)
            if key is None:
                raise DeviceKeyNotFound(str(key_id))
            if key.revoke_time is None:
                await tx.device_keys.revoke(key_id, now)
                entry = AuditEntry(now, str(by), Action.DEVICE_KEY_REVOKED, str(key_id), str(key.camera_id))
                await tx.audit.add(entry)

    async def authenticate(self, key_id: UUID, secret: str) -> AccessToken:
        """A token with which the camera may stream as itself. CredentialRefused whatever was wrong."""
        now = self._clock()
        async with self._store.transaction() as tx:
            key = await tx.device_keys.get(key_id)
            if key is not None and key.kind is not DeviceKind.CAMERA:
                key = None  # a kiosk's key makes no camera
            known = key.digest if key else bytes(32)
            if not hmac.compare_digest(digest(secret), known) or key is None or key.revoke_time is not None:
                raise CredentialRefused
            if key.last_use_time is None or now - key.last_use_time >= USE_NOTED_EVERY:
                await tx.device_keys.note_use(key_id, now)
        return await self._minter.mint(str(key.camera_id), Role.CAMERA, CAMERA_AUDIENCE, str(key_id))


class ServiceKeys:
    """Keys that the installation's configuration gives to its own services."""

    def __init__(self, digests: Mapping[str, bytes], minter: Minter) -> None:
        """`digests` are SHA-256 of the keys, by the service's name."""
        self._digests = digests
        self._minter = minter

    async def authenticate(self, name: str, secret: str, audience: str) -> AccessToken:
        """A token for calls to `audience` alone. Needs no database, so that services outlast its absence."""
        known = self._digests.get(name)
        if not hmac.compare_digest(digest(secret), known or bytes(32)) or known is None:
            raise CredentialRefused
        if audience not in CALLEES:
            raise InvalidInput("audience", f"must be one of {', '.join(CALLEES)}")
        return await self._minter.mint(name, Role.SERVICE, (audience,))
