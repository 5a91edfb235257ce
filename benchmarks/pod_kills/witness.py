"""Sees what attendance has stored, from beside it, and tells afterwards what of it is gone."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import asyncpg

LOOK_SECONDS = 0.1
_STORED = "select sighting_id, first_seen_time, last_seen_time from sighting"


@dataclass
class Witness:
    """Whatever is acknowledged has been committed before, and whatever is committed is seen here, but for what is
    overtaken within LOOK_SECONDS."""

    url: str
    seen: dict[UUID, tuple[datetime, datetime]] = field(default_factory=dict)

    @asynccontextmanager
    async def watching(self) -> AsyncIterator[None]:
        """For the block."""
        looking = asyncio.create_task(self._look())
        try:
            yield
            if looking.done():
                looking.result()  # a witness that looked away proves nothing
        finally:
            looking.cancel()
            await asyncio.wait((looking,))

    async def gone(self) -> list[str]:
        """Sightings that are no longer there, or say less than they did."""
        connection = await asyncpg.connect(self.url)
        now = {row[0]: (row[1], row[2]) for row in await connection.fetch(_STORED)}
        await connection.close()
        return [str(one) for one, span in self.seen.items() if one not in now or not _holds(now[one], span)]

    async def _look(self) -> None:
        while True:
            with contextlib.suppress(Exception):  # whatever a connection to a killed server comes to
                connection = await asyncpg.connect(self.url, timeout=5)
                try:
                    while True:
                        for row in await connection.fetch(_STORED, timeout=5):
                            self.seen[row[0]] = (row[1], row[2])
                        await asyncio.sleep(LOOK_SECONDS)
                finally:
                    connection.terminate()
            await asyncio.sleep(LOOK_SECONDS)  # the database has been killed, too


def _holds(now: tuple[datetime, datetime], before: tuple[datetime, datetime]) -> bool:
    return now[0] <= before[0] and now[1] >= before[1]
