"""What every store of identity must do about kiosks' codes and tokens."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from services.identity.app.store import Store
from services.identity.domain.device_key import DeviceKey, DeviceKind
from services.identity.domain.kiosk import KioskPairing, KioskToken

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def pairing_of(camera_id: UUID) -> KioskPairing:
    return KioskPairing(camera_id, uuid4().bytes, "door", uuid4(), NOW + timedelta(minutes=10))


async def kiosk(store: Store) -> tuple[DeviceKey, KioskToken]:
    key = DeviceKey(uuid4(), uuid4(), "door", bytes(32), NOW, kind=DeviceKind.KIOSK)
    token = KioskToken(uuid4().bytes, key.key_id, NOW)
    async with store.transaction() as tx:
        await tx.device_keys.add(key)
        await tx.kiosks.add_token(token)
    return key, token


class KiosksContract:
    """Inherited by a test class of each store."""

    async def test_a_pairing_code_is_taken_once_and_voided_by_the_next(self, store: Store) -> None:
        old = pairing_of(uuid4())
        new = pairing_of(old.camera_id)
        async with store.transaction() as tx:
            await tx.kiosks.put_pairing(old)
            await tx.kiosks.put_pairing(new)

        async def take(digest: bytes) -> KioskPairing | None:
            async with store.transaction() as tx:
                return await tx.kiosks.take_pairing(digest)

        assert await take(old.digest) is None
        taken = await asyncio.gather(*(take(new.digest) for _ in range(3)))
        assert [one for one in taken if one is not None] == [new]

    async def test_a_kiosks_token_finds_its_key_until_long_after_it_was_replaced(self, store: Store) -> None:
        key, token = await kiosk(store)
        later = NOW + timedelta(days=1)
        successor = KioskToken(uuid4().bytes, key.key_id, later)
        async with store.transaction() as tx:
            assert await tx.kiosks.find(token.digest) == (key, token)
            assert await tx.kiosks.find(b"made up") is None
            await tx.kiosks.replace(token.digest, successor)
        used = replace(token, use_time=later)
        async with store.transaction() as tx:
            assert await tx.kiosks.find(token.digest) == (key, used)
            assert await tx.kiosks.find(successor.digest) == (key, successor)
            await tx.upkeep.drop_kiosk_tokens(later)
            assert await tx.kiosks.token(token.digest) == used
            await tx.upkeep.drop_kiosk_tokens(later + timedelta(seconds=1))
            assert await tx.kiosks.token(token.digest) is None
            assert await tx.kiosks.token(successor.digest) == successor

    async def test_codes_past_their_time_are_dropped(self, store: Store) -> None:
        pairing = pairing_of(uuid4())
        async with store.transaction() as tx:
            await tx.kiosks.put_pairing(pairing)
        async with store.transaction() as tx:
            await tx.upkeep.drop_expired(pairing.expire_time)
        async with store.transaction() as tx:
            assert await tx.kiosks.take_pairing(pairing.digest) is None
