"""Replaces an encryption key: what an earlier key sealed is sealed anew with the newest, so that the old key can go."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import asyncpg
import structlog

from services.common.hourly import Done, hourly
from services.common.postgres import Database
from services.common.sealer import AesGcmSealer
from services.common.upkeep import UpkeepLog

_log: structlog.typing.FilteringBoundLogger = structlog.get_logger("resealing")

AT_ONCE = 20  # values in memory
UPKEEP = "resealing"
_FIRST = "00000000-0000-0000-0000-000000000000"


@dataclass(frozen=True)
class SealedColumn:
    """A column of bytes that a sealer with named keys made; all of it is SQL that the program itself holds.

    A row is told by its `key`, a uuid, and where that is not enough by `part`. `beside` is what else `bound_to` reads:
    it is given `key`, `part` and those.
    """

    table: str
    column: str
    key: str
    bound_to: Callable[[asyncpg.Record], str]
    part: str = "''"
    beside: str = ""
    join: str = ""

    @property
    def select(self) -> str:
        """After a key and part, what does not begin as the newest key's does."""
        beside = f", {self.beside}" if self.beside else ""
        return f"""
            select t.{self.key} as key, {self.part}::text as part, t.{self.column} as sealed{beside}
            from {self.table} t {self.join}
            where (t.{self.key}, {self.part}::text) > ($1::uuid, $2)
                and substring(t.{self.column} from 1 for $3) <> $4
            order by t.{self.key}, {self.part}::text limit $5
        """  # noqa: S608  see the class

    @property
    def update(self) -> str:
        """Only what is still as it was read: erased or replaced meanwhile, it stays so."""
        return (
            f"update {self.table} t set {self.column} = $4 "  # noqa: S608  see the class
            f"where {self.key} = $1 and {self.part}::text = $2 and {self.column} = $3"
        )


async def seal_anew(database: Database, sealer: AesGcmSealer, columns: Sequence[SealedColumn]) -> Done:
    """All columns, some rows at a time; what no configured key opens stays as it is.

    Repeatable, also by several replicas at once. DatabaseUnavailable.
    """
    values = unreadable = 0
    head = sealer.newest_head
    for column in columns:
        after: tuple[object, str] = (_FIRST, "")
        more = True
        while more:
            rows = await database.fetch(column.select, *after, len(head), head, AT_ONCE)
            for row, anew in zip(rows, await asyncio.to_thread(_resealed, sealer, column, rows), strict=True):
                unreadable += anew is None
                if anew is not None:
                    await database.execute(column.update, row["key"], row["part"], row["sealed"], anew)
                    values += 1
            more = len(rows) == AT_ONCE
            after = (rows[-1]["key"], rows[-1]["part"]) if rows else after
    return Done(values, unreadable)


async def keep_resealing(
    database: Database, sealer: AesGcmSealer, columns: Sequence[SealedColumn], upkeep: UpkeepLog
) -> None:
    """At once and then hourly, until cancelled: a replica that is a step behind may seal with the old key meanwhile."""

    async def work() -> Done:
        done = await seal_anew(database, sealer, columns)
        if done.unreadable:
            _log.error("no configured key opens some of what is stored", values=done.unreadable)
        else:
            _log.info("all that is stored is sealed with the newest key", sealed_anew=done.rows)
        return done

    await hourly(UPKEEP, work, _log, upkeep)


def _resealed(sealer: AesGcmSealer, column: SealedColumn, rows: "Sequence[asyncpg.Record]") -> list[bytes | None]:
    return [sealer.resealed(row["sealed"], column.bound_to(row)) for row in rows]
