"""Ended logins and device keys in PostgreSQL, numbered in the order of commits."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from services.common.postgres import Connection
from services.identity.domain.change import Position
from services.identity.domain.revocation import Revocation

CHANNEL = "revocations"


async def record_revocations(connection: Connection, login_ids: Sequence[UUID], now: datetime) -> None:
    """Part of the transaction that ends them. Holds the counter until it commits, so that numbers follow commits."""
    if not login_ids:
        return
    await connection.execute(
        """with counted as (
            update revocation_counter set number = number + cardinality($1::uuid[])
            returning number - cardinality($1::uuid[]) as before
        )
        insert into revocations (number, login_id, record_time)
        select counted.before + ended.place, ended.login_id, $2
        from counted, unnest($1::uuid[]) with ordinality as ended (login_id, place)""",
        list(login_ids),
        now,
    )
    await connection.execute("select pg_notify($1, '')", CHANNEL)  # sent at the commit, if there is one


class Revocations:
    """See `app.store.RevocationTable`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def since(self, after: int, size: int) -> tuple[Sequence[Revocation], Position]:
        rows = await self._connection.fetch(
            "select number, login_id, record_time from revocations where number > $1 order by number limit $2",
            after,
            size,
        )
        # read second: what is dropped between the two is told of although it was still found, never the reverse
        counter = await self._connection.fetchrow("select epoch, number, compacted_through from revocation_counter")
        assert counter is not None, "the migration makes this row and nothing removes it"
        found = [Revocation(row["number"], row["login_id"], row["record_time"]) for row in rows]
        return found, Position(counter["epoch"], counter["number"], counter["compacted_through"])
