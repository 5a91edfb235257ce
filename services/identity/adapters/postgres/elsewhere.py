"""Password resets, known addresses and links to an OpenID Connect provider in PostgreSQL."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import asyncpg

from services.common.postgres import Connection
from services.identity.domain.password_reset import PasswordReset


class Resets:
    """See `app.mail_store.ResetTable`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def put(self, reset: PasswordReset) -> None:
        await self._connection.execute(
            """insert into password_resets (person_id, digest, expire_time) values ($1, $2, $3)
            on conflict (person_id) do update set digest = excluded.digest, expire_time = excluded.expire_time""",
            reset.person_id,
            reset.digest,
            reset.expire_time,
        )

    async def get(self, digest: bytes) -> PasswordReset | None:
        return _reset(
            await self._connection.fetchrow(
                "select person_id, digest, expire_time from password_resets where digest = $1", digest
            )
        )

    async def take(self, digest: bytes) -> PasswordReset | None:
        return _reset(
            await self._connection.fetchrow(
                "delete from password_resets where digest = $1 returning person_id, digest, expire_time", digest
            )
        )

    async def drop(self, person_id: UUID) -> None:
        await self._connection.execute("delete from password_resets where person_id = $1", person_id)


class KnownAddresses:
    """See `app.mail_store.KnownAddressTable`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def has(self, account: bytes, address: bytes) -> bool:
        found: bool = await self._connection.fetchval(
            "select exists (select from known_addresses where account = $1 and address = $2)", account, address
        )
        return found

    async def of_account(self, account: bytes) -> Sequence[bytes]:
        rows = await self._connection.fetch("select address from known_addresses where account = $1", account)
        return [row["address"] for row in rows]

    async def note(self, account: bytes, address: bytes, now: datetime) -> None:
        await self._connection.execute(
            """insert into known_addresses (account, address, last_time) values ($1, $2, $3)
            on conflict (account, address) do update set last_time = excluded.last_time""",
            account,
            address,
            now,
        )


class OidcLinks:
    """See `app.mail_store.OidcLinkTable`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def person(self, issuer: str, subject: str) -> UUID | None:
        found: UUID | None = await self._connection.fetchval(
            "select person_id from oidc_links where issuer = $1 and subject = $2", issuer, subject
        )
        return found

    async def subject(self, issuer: str, person_id: UUID) -> str | None:
        found: str | None = await self._connection.fetchval(
            "select subject from oidc_links where issuer = $1 and person_id = $2", issuer, person_id
        )
        return found

    async def put(self, issuer: str, subject: str, person_id: UUID, now: datetime) -> None:
        await self._connection.execute(
            """insert into oidc_links (issuer, subject, person_id, link_time) values ($1, $2, $3, $4)
            on conflict do nothing""",
            issuer,
            subject,
            person_id,
            now,
        )

    async def drop(self, person_id: UUID) -> None:
        await self._connection.execute("delete from oidc_links where person_id = $1", person_id)


def _reset(row: "asyncpg.Record | None") -> PasswordReset | None:
    return PasswordReset(**dict(row)) if row is not None else None
