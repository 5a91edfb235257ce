"""Tablets that are kiosks: an administrator gives a code, the tablet trades it for a key of its own."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.common.principal import Role
from services.identity.app.given import Clock, NewId, Secrets, digest
from services.identity.app.keys import checked_label, hold_with_room
from services.identity.app.minting import KIOSK_AUDIENCE, Minter
from services.identity.app.sessions import Session
from services.identity.app.slow_down import SlowDown
from services.identity.app.store import Store
from services.identity.domain.audit import Action, AuditEntry
from services.identity.domain.device_key import USE_NOTED_EVERY, DeviceKey, DeviceKind
from services.identity.domain.kiosk import (
    PAIRING_LIFETIME,
    KioskPairing,
    KioskRefresh,
    KioskToken,
    judge_kiosk,
    plain_code,
    shown_code,
)
from services.identity.domain.kiosk_errors import KioskCodeWrong, KioskEnded


@dataclass(frozen=True)
class PairingCode:
    """The code itself, shown once."""

    code: str
    expire_time: datetime


class Kiosks:
    """A kiosk is a device key that a tablet holds: whoever revokes the key ends the kiosk everywhere."""

    def __init__(
        self, store: Store, minter: Minter, secrets: Secrets, slow_down: SlowDown, clock: Clock, new_id: NewId
    ) -> None:
        self._store = store
        self._minter = minter
        self._secrets = secrets
        self._slow_down = slow_down
        self._clock = clock
        self._new_id = new_id

    async def offer(self, camera_id: UUID, label: str, by: UUID) -> PairingCode:
        """A code for one tablet; the camera's earlier one is void. TooManyDeviceKeys."""
        text, now, code = checked_label(label), self._clock(), self._secrets.pairing_code()
        pairing = KioskPairing(camera_id, digest(code), text, by, now + PAIRING_LIFETIME)
        async with self._store.transaction() as tx:
            await tx.kiosks.put_pairing(
                pairing
            )  # before the camera, as in `pair`, or the two could wait for each other
            await hold_with_room(tx, camera_id)
            await tx.audit.add(AuditEntry(now, str(by), Action.KIOSK_OFFERED, str(camera_id)))
        return PairingCode(shown_code(code), pairing.expire_time)

    async def pair(self, code: str, address: str) -> Session:
        """Makes whoever has the code the kiosk. KioskCodeWrong, TooManyAttempts; TooManyDeviceKeys leaves the code."""
        now = self._clock()
        async with self._store.transaction() as tx:  # committed by itself: a wrong code must count
            await self._slow_down.note_pairing(tx, address)
        token = self._secrets.new()
        async with self._store.transaction() as tx:
            pairing = await tx.kiosks.take_pairing(digest(plain_code(code)))
            if pairing is None or pairing.expire_time <= now:
                raise KioskCodeWrong
            await hold_with_room(tx, pairing.camera_id)
            # nobody knows this secret: the tablet is known by tokens, and the key makes no camera
            key = DeviceKey(
                self._new_id(),
                pairing.camera_id,
                pairing.label,
                digest(self._secrets.new()),
                now,
                last_use_time=now,
                kind=DeviceKind.KIOSK,
            )
            await tx.device_keys.add(key)
            await tx.kiosks.add_token(KioskToken(digest(token), key.key_id, now))
            note = f"{key.camera_id} kiosk"
            await tx.audit.add(
                AuditEntry(now, str(pairing.created_by), Action.DEVICE_KEY_ISSUED, str(key.key_id), note)
            )
        return await self._session(key, token)

    async def refresh(self, token: str) -> Session:
        """A fresh access token, and the token to go on with. KioskEnded; a token used twice revokes its key."""
        now, successors = self._clock(), self._secrets.successors(token)
        async with self._store.transaction() as tx:
            found = await tx.kiosks.find(digest(token))
            if found is None:
                raise KioskEnded
            key, presented = found
            next_token, successor = successors[0], None
            for candidate in successors if presented.use_time is not None else ():
                successor = await tx.kiosks.token(digest(candidate))
                if successor is not None:
                    next_token = candidate
                    break
            decision = judge_kiosk(key, presented, successor, now)
            if decision is KioskRefresh.KEEP:
                next_token = token
            elif decision is KioskRefresh.REPLACE:
                await tx.kiosks.replace(digest(token), KioskToken(digest(next_token), key.key_id, now))
            elif decision is KioskRefresh.REUSED:
                await tx.device_keys.revoke(key.key_id, now)
                await tx.audit.add(
                    AuditEntry(now, "", Action.REFRESH_TOKEN_REUSED, str(key.key_id), str(key.camera_id))
                )
            if decision not in _OVER and (key.last_use_time is None or now - key.last_use_time >= USE_NOTED_EVERY):
                await tx.device_keys.note_use(key.key_id, now)
        # after the commit: raising inside would undo the revocation
        if decision in _OVER:
            raise KioskEnded
        return await self._session(key, next_token)

    async def end(self, token: str) -> None:
        """Revokes the key that the token belongs to, if any; for the tablet itself."""
        now = self._clock()
        async with self._store.transaction() as tx:
            found = await tx.kiosks.find(digest(token))
            if found is None or found[0].revoke_time is not None:
                return
            key = found[0]
            await tx.device_keys.revoke(key.key_id, now)
            entry = AuditEntry(now, str(key.key_id), Action.DEVICE_KEY_REVOKED, str(key.key_id), str(key.camera_id))
            await tx.audit.add(entry)

    async def _session(self, key: DeviceKey, token: str) -> Session:
        access = await self._minter.mint(str(key.camera_id), Role.KIOSK, KIOSK_AUDIENCE, str(key.key_id))
        return Session(access, token)


_OVER = frozenset({KioskRefresh.ENDED, KioskRefresh.REUSED})
