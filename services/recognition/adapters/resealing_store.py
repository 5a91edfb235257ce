"""All sealed columns, to be sealed anew with the newest key."""

import asyncio
from dataclasses import dataclass

import asyncpg

from services.common.postgres import Database
from services.recognition.adapters.cipher import Cipher
from services.recognition.adapters.review_rows import CROP, FACE, OF_REVIEW
from services.recognition.adapters.sample_store import ENCODING, IMAGE

AT_ONCE = 20  # photos in memory
_FIRST = "00000000-0000-0000-0000-000000000000"


@dataclass(frozen=True)
class _Column:
    """`select` answers (key_id, part, owner_id, sealed) after a key; `update` takes what it was and what it is."""

    bound_as: str
    select: str
    update: str


def _column(
    bound_as: str, table: str, column: str, key: str, owner: str, join: str = "", part: str = "''::text"
) -> _Column:
    """The statements of one column; every argument is a constant below."""
    return _Column(
        bound_as,
        f"""
        select t.{key}::text as key_id, {part} as part, {owner} as owner_id, t.{column} as sealed from {table} t {join}
        where (t.{key}, {part}) > ($1::uuid, $2) and substring(t.{column} from 1 for $3) <> $4
        order by t.{key}, {part} limit $5
        """,  # noqa: S608  constants
        f"update {table} t set {column} = $4 where {key} = $1::uuid and {part} = $2 and {column} = $3",  # noqa: S608
    )


_COLUMNS = (
    _column(IMAGE, "face_sample", "image", "sample_id", "t.person_id::text"),
    _column(
        ENCODING,
        "face_encoding",
        "encoding",
        "sample_id",
        "s.person_id::text",
        "join face_sample s using (sample_id)",
        "t.model_hash",
    ),
    _column(CROP, "review", "crop", "review_id", f"'{OF_REVIEW}'"),
    _column(FACE, "review", "encoding", "review_id", f"'{OF_REVIEW}'"),
    _column(FACE, "refused_encoding", "encoding", "encoding_id", "t.person_id::text"),
)


class PostgresSealed:
    """Implements app.resealing.SealedStore."""

    def __init__(self, database: Database, cipher: Cipher) -> None:
        self._database = database
        self._cipher = cipher

    async def seal_anew(self) -> tuple[int, int]:
        done = unreadable = 0
        for column in _COLUMNS:
            after: tuple[str, str] = (_FIRST, "")
            more = True
            while more:
                head = self._cipher.newest_head
                rows = await self._database.fetch(column.select, *after, len(head), head, AT_ONCE)
                sealed = await asyncio.to_thread(self._resealed, column, rows)
                for row, anew in zip(rows, sealed, strict=True):
                    unreadable += anew is None
                    if anew is not None:  # erased or replaced meanwhile, it stays so
                        await self._database.execute(column.update, row["key_id"], row["part"], row["sealed"], anew)
                        done += 1
                more = len(rows) == AT_ONCE
                after = (rows[-1]["key_id"], rows[-1]["part"]) if rows else after
        return done, unreadable

    def _resealed(self, column: _Column, rows: list[asyncpg.Record]) -> list[bytes | None]:
        return [self._cipher.resealed(row["sealed"], row["owner_id"], row["key_id"], column.bound_as) for row in rows]
