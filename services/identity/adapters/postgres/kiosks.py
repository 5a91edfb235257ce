"""Pairing codes and tokens of kiosks in PostgreSQL."""

import asyncpg

from services.common.postgres import Connection
from services.identity.adapters.postgres.keys import COLUMNS, device_key_from
from services.identity.domain.device_key import DeviceKey
from services.identity.domain.kiosk import KioskPairing, KioskToken


class Kiosks:
    """See `app.device_store.KioskTable`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def put_pairing(self, pairing: KioskPairing) -> None:
        await self._connection.execute(
            """insert into kiosk_pairings (camera_id, digest, label, created_by, expire_time)
            values ($1, $2, $3, $4, $5)
            on conflict (camera_id) do update set digest = excluded.digest, label = excluded.label,
                created_by = excluded.created_by, expire_time = excluded.expire_time""",
            pairing.camera_id,
            pairing.digest,
            pairing.label,
            pairing.created_by,
            pairing.expire_time,
        )

    async def take_pairing(self, digest: bytes) -> KioskPairing | None:
        row = await self._connection.fetchrow(
            """delete from kiosk_pairings where digest = $1
            returning camera_id, digest, label, created_by, expire_time""",
            digest,
        )
        return KioskPairing(**dict(row)) if row is not None else None

    async def find(self, digest: bytes) -> tuple[DeviceKey, KioskToken] | None:
        # the key is locked first and its token read by the next statement, which sees what the holder before us did
        key = await self._connection.fetchrow(
            f"""select {COLUMNS} from device_keys
            where key_id = (select key_id from kiosk_tokens where digest = $1) for update""",  # noqa: S608 - a constant
            digest,
        )
        token = await self.token(digest)
        return (device_key_from(key), token) if key is not None and token is not None else None

    async def token(self, digest: bytes) -> KioskToken | None:
        return _token(
            await self._connection.fetchrow(
                "select digest, key_id, create_time, use_time from kiosk_tokens where digest = $1", digest
            )
        )

    async def add_token(self, token: KioskToken) -> None:
        await self._connection.execute(
            "insert into kiosk_tokens (digest, key_id, create_time, use_time) values ($1, $2, $3, $4)",
            token.digest,
            token.key_id,
            token.create_time,
            token.use_time,
        )

    async def replace(self, digest: bytes, successor: KioskToken) -> None:
        await self._connection.execute(
            "update kiosk_tokens set use_time = $2 where digest = $1", digest, successor.create_time
        )
        await self.add_token(successor)


def _token(row: "asyncpg.Record | None") -> KioskToken | None:
    return KioskToken(**dict(row)) if row is not None else None
