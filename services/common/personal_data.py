"""What a service stores about one person, counted and given away: one statement for each kind of thing."""

from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import TypeAlias
from uuid import UUID

import asyncpg

from services.common.personal_files import Pages, Part, as_csv, as_json, cut, plain
from services.common.postgres import Database

PAGE_SIZE = 200  # rows in memory at once
_ORDER = ("sort_time", "sort_key")

# Pages by key, each a moment of its own: a slow reader holds no transaction open.
_PAGE = """
select * from ({sql}) as given
where $2::timestamptz is null or (given.sort_time, given.sort_key) > ($2, $3::text)
order by given.sort_time, given.sort_key limit {size:d}
"""
_COUNT = "select count(*) from ({sql}) as given"


class Kept(Enum):
    """What ends the time for which something is kept."""

    DAYS = "days"  # so many after it was over
    PERSON = "person"  # the deletion of the person
    CONSENT = "consent"  # its withdrawal
    USE = "use"  # that it is used, removed or over
    RECORD = "record"  # nothing; the name goes with the person


@dataclass(frozen=True)
class DataSet:
    """One kind of thing.

    `sql` selects all of person $1's, with `sort_time` (timestamptz) and `sort_key` (text), which order them and are
    not given away. `opened` makes of a row what is: for what is stored sealed.
    """

    name: str
    kept: Kept
    sql: str
    kept_days: int = 0
    opened: Callable[[asyncpg.Record], Mapping[str, object]] = dict


@dataclass(frozen=True)
class Counted:
    """How much there is of one kind."""

    data_set: DataSet
    entries: int


# Files of a person, in pieces of any size: photos, or what was sent with an excuse.
Files: TypeAlias = Callable[[UUID], AsyncIterator[Part]]


class PersonalData:
    """Of one service, over its database."""

    def __init__(self, database: Database, data_sets: Sequence[DataSet], files: Files | None = None) -> None:
        self._database = database
        self._data_sets = tuple(data_sets)
        self._files = files

    async def counts(self, person_id: UUID) -> list[Counted]:
        """Of every kind there is, even where there is nothing."""
        return [
            Counted(one, await self._database.fetchval(_COUNT.format(sql=one.sql), person_id))
            for one in self._data_sets
        ]

    async def parts(self, person_id: UUID) -> AsyncGenerator[Part, None]:
        """Each kind as JSON and as CSV, then the files; nothing of what there is nothing of."""
        for one in self._data_sets:
            for write in (as_json, as_csv):
                async with aclosing(write(one.name, self._rows(one, person_id))) as parts:
                    async for part in parts:
                        yield part
        if self._files is not None:
            async for part in self._files(person_id):
                for piece in cut(part):
                    yield piece

    async def _rows(self, one: DataSet, person_id: UUID) -> Pages:
        sql = _PAGE.format(sql=one.sql, size=PAGE_SIZE)
        place: tuple[datetime | None, str | None] = (None, None)
        while True:
            rows = await self._database.fetch(sql, person_id, *place)
            if rows:
                opened = [one.opened(row) for row in rows]
                yield [{name: plain(value) for name, value in row.items() if name not in _ORDER} for row in opened]
            if len(rows) < PAGE_SIZE:
                return
            place = (rows[-1]["sort_time"], rows[-1]["sort_key"])
