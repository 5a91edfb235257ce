"""Device keys and signing keys in PostgreSQL."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import asyncpg

from services.common.postgres import Connection
from services.identity.adapters.postgres.revocations import record_revocations
from services.identity.domain.device_key import DeviceKey, DeviceKind
from services.identity.domain.signing import SigningKey

COLUMNS = "key_id, camera_id, label, digest, create_time, last_use_time, revoke_time, kind"


class DeviceKeys:
    """See `app.device_store.DeviceKeyTable`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def hold_camera(self, camera_id: UUID) -> None:
        # cameras are attendance's: there is no row here to lock
        await self._connection.execute("select pg_advisory_xact_lock(hashtextextended($1, 2))", str(camera_id))

    async def add(self, key: DeviceKey) -> None:
        await self._connection.execute(
            f"insert into device_keys ({COLUMNS}) values ($1, $2, $3, $4, $5, $6, $7, $8)",  # noqa: S608 - a constant
            key.key_id,
            key.camera_id,
            key.label,
            key.digest,
            key.create_time,
            key.last_use_time,
            key.revoke_time,
            key.kind,
        )

    async def get(self, key_id: UUID) -> DeviceKey | None:
        row = await self._connection.fetchrow(
            f"select {COLUMNS} from device_keys where key_id = $1",  # noqa: S608 - a constant
            key_id,
        )
        return device_key_from(row) if row is not None else None

    async def valid_count(self, camera_id: UUID) -> int:
        sql = "select count(*) from device_keys where camera_id = $1 and revoke_time is null"
        return int(await self._connection.fetchval(sql, camera_id))

    async def page(self, camera_id: UUID | None, after: UUID | None, size: int) -> Sequence[DeviceKey]:
        sql = f"""select {COLUMNS} from device_keys where ($1::uuid is null or camera_id = $1)
            and ($2::uuid is null
                or (create_time, key_id) > (select a.create_time, a.key_id from device_keys a where a.key_id = $2))
            order by create_time, key_id limit $3"""  # noqa: S608 - a constant
        return [device_key_from(row) for row in await self._connection.fetch(sql, camera_id, after, size)]

    async def revoke(self, key_id: UUID, now: datetime) -> None:
        ended = await self._connection.fetch(
            "update device_keys set revoke_time = $2 where key_id = $1 and revoke_time is null returning key_id",
            key_id,
            now,
        )
        await record_revocations(self._connection, [row["key_id"] for row in ended], now)

    async def note_use(self, key_id: UUID, now: datetime) -> None:
        await self._connection.execute("update device_keys set last_use_time = $2 where key_id = $1", key_id, now)


def device_key_from(row: asyncpg.Record) -> DeviceKey:
    """A row of `COLUMNS`."""
    return DeviceKey(**{**dict(row), "kind": DeviceKind(row["kind"])})


class SigningKeys:
    """See `app.store.SigningKeyTable`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def hold(self) -> None:
        # keeps out other holders alone; also while there is no row yet
        await self._connection.execute("lock table signing_keys in share row exclusive mode")

    async def all(self) -> Sequence[SigningKey]:
        rows = await self._connection.fetch(
            "select key_id, public_key, sealed_private_key, sign_after from signing_keys order by sign_after, key_id"
        )
        return [SigningKey(**dict(row)) for row in rows]

    async def add(self, key: SigningKey) -> None:
        await self._connection.execute(
            "insert into signing_keys (key_id, public_key, sealed_private_key, sign_after) values ($1, $2, $3, $4)",
            key.key_id,
            key.public_key,
            key.sealed_private_key,
            key.sign_after,
        )

    async def replace(self, key: SigningKey) -> None:
        await self._connection.execute(
            "update signing_keys set sealed_private_key = $2 where key_id = $1", key.key_id, key.sealed_private_key
        )

    async def remove(self, key_id: str) -> None:
        await self._connection.execute("delete from signing_keys where key_id = $1", key_id)
