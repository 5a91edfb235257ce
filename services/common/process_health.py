"""What every process can say of itself: its version, its clock, its database, and what runs by itself."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from presence.system.v1 import process_pb2 as pb

from services.common.auth import utc_now
from services.common.errors import DatabaseUnavailable
from services.common.migrations import MIGRATIONS_TABLE
from services.common.postgres import Database
from services.common.timestamps import timestamp
from services.common.upkeep import UpkeepLog, UpkeepRun
from services.common.version import VERSION

ANSWER_SECONDS = 1.5  # whoever looks at the page waits no longer for a database that hangs

T = TypeVar("T")

_DATABASE = f"""
    select current_setting('server_version') as version, pg_database_size(current_database()) as size_bytes,
        (select max(version) from {MIGRATIONS_TABLE}) as migration
"""  # noqa: S608  a constant of ours


async def known(answer: Awaitable[T]) -> T | None:
    """The answer of a database; None when it is away or has not answered within `ANSWER_SECONDS`."""
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            return await answer
    except (DatabaseUnavailable, TimeoutError):
        return None


class ProcessHealth:
    """One for the process."""

    def __init__(
        self,
        database: Database,
        migrations: Path,
        upkeep: UpkeepLog,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self._database = database
        self._wanted = max(path.name.partition("_")[0] for path in migrations.glob("*.sql"))
        self._upkeep = upkeep
        self._clock = clock
        self._start = clock()

    async def tell(self) -> pb.Process:
        """As it is now; answers while the database is away, too."""
        database = await self._of_database()
        return pb.Process(
            version=VERSION,
            start_time=timestamp(self._start),
            answer_time=timestamp(self._clock()),
            database=database,
            upkeep=[_upkeep(run) for run in self._upkeep.runs()],
        )

    async def _of_database(self) -> pb.Database:
        began = time.monotonic()
        row = await known(self._database.fetchrow(_DATABASE))
        if row is None:
            return pb.Database(reachable=False, wanted_migration=self._wanted)
        return pb.Database(
            reachable=True,
            version=row["version"],
            answer_seconds=time.monotonic() - began,
            size_bytes=row["size_bytes"],
            newest_migration=row["migration"] or "",
            wanted_migration=self._wanted,
        )


def _upkeep(run: UpkeepRun) -> pb.Upkeep:
    return pb.Upkeep(
        name=run.name, run_time=timestamp(run.time), done=run.done, failed=run.failed, unreadable=run.unreadable
    )
