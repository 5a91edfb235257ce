"""Ten years of a college of 5,000 in a real PostgreSQL, and how long its pages take through the real service.

    python -m benchmarks.marks_at_scale [--students N] [--days N] [--folder FOLDER]

10 million marks, sealed and each with its entry in a chained ledger, take about a quarter of an hour to write and
10 GB; a folder that has been filled before is used again. Prints the plans of what each page asks, then the times of
calls that two callers at once make, for students, sessions and days drawn by a seed. Exits with 1 above a limit.
"""

import argparse
import asyncio
import random
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import asyncpg
from presence.attendance.v1 import attendance_service_pb2 as pb
from presence.attendance.v1 import calendar_service_pb2 as calendar
from presence.attendance.v1 import student_service_pb2 as students
from rich.console import Console
from rich.table import Table

from benchmarks.decade import Decade, fill, person_id, session_id
from benchmarks.plans import plan_of, statements
from cli.local.postgres import EmbeddedPostgres
from services.attendance.__main__ import MIGRATIONS
from services.common.migrations import migrate
from services.common.telemetry import configure_logging
from tests.fakes.attendance_identity import SERVICE_KEY, ScriptedIdentity, scripted_identity
from tests.fakes.attendance_server import AttendanceClient, attendance_server

FIRST_DAY = date(2016, 1, 4)
TERM_REQUEST = UUID("5f0c1c8e-6a55-4f7e-9f0d-5d2b3a1f7c40")
CALLERS = 2
CHUNK_BYTES = 1 << 22
SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "1GB",
    "max_wal_size": "8GB",
    "maintenance_work_mem": "512MB",
    "work_mem": "32MB",
}


@dataclass(frozen=True)
class Page:
    """What is asked for, how often, and what may not be passed."""

    name: str
    calls: int
    limit_ms: float  # of the 99th percentile
    ask: Callable[[AttendanceClient, random.Random], Awaitable[object]]


def pages(decade: Decade, term: calendar.Term) -> list[Page]:
    """The pages of the promise, and the list a teacher opens first."""

    async def overview(client: AttendanceClient, chance: random.Random) -> object:
        who = str(person_id(chance.randrange(decade.students)))
        return await client.students.GetStudentOverview(
            students.GetStudentOverviewRequest(student_id=who, term_id=term.term_id)
        )

    async def month(client: AttendanceClient, chance: random.Random) -> object:
        who = str(person_id(chance.randrange(decade.students)))
        when = FIRST_DAY + timedelta(days=chance.randrange(decade.days))
        return await client.students.GetStudentCalendar(
            students.GetStudentCalendarRequest(student_id=who, month=when.strftime("%Y-%m"))
        )

    async def student(client: AttendanceClient, chance: random.Random) -> object:
        who = str(person_id(chance.randrange(decade.students)))
        return await client.attendance.ListStudentMarks(pb.ListStudentMarksRequest(student_id=who, page_size=50))

    async def session(client: AttendanceClient, chance: random.Random) -> object:
        which = session_id(chance.randrange(decade.days), chance.randrange(decade.classes))
        return await client.attendance.GetSession(pb.GetSessionRequest(session_id=str(which)))

    async def day(client: AttendanceClient, chance: random.Random) -> object:
        when = FIRST_DAY + timedelta(days=chance.randrange(decade.days))
        return await client.attendance.ListSessions(pb.ListSessionsRequest(day=when.isoformat(), page_size=200))

    async def newest(client: AttendanceClient, chance: random.Random) -> object:
        return await client.attendance.ListSessions(pb.ListSessionsRequest(page_size=50))

    return [
        Page("a student's page, streak and rates of a term", 1000, 50.0, overview),
        Page("a student's page, a month of the calendar", 1000, 50.0, month),
        Page("a student's page, 50 of their marks with totals over all", 1000, 50.0, student),
        Page("a session's page, all its marks", 1000, 50.0, session),
        Page("a day's overview, all its sessions with counts", 300, 200.0, day),
        Page("the newest sessions, as an administrator", 300, 50.0, newest),
    ]


async def main() -> int:
    """0 when every page keeps its limit."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--students", type=int, default=Decade.students)
    parser.add_argument("--days", type=int, default=Decade.days)
    parser.add_argument("--folder", type=Path, help="keep the database here; default: a folder that is removed")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    decade = Decade(args.students, args.days)
    folder = args.folder or Path(tempfile.mkdtemp(prefix="presence-scale-"))
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o711)  # PostgreSQL may have to run as somebody else, who must get through
    console = Console(width=None if sys.stdout.isatty() else 160)
    configure_logging("benchmark", "json", "warning")  # a line a call would be measured, too
    server = EmbeddedPostgres(folder / "postgres", settings=SETTINGS)
    await server.start()
    try:
        url = await filled(server.dsn, decade, console)
        await asyncio.to_thread(read_through, server.cluster / "base")
        await show_plans(url, decade, console)
        return await measure(url, decade, args.seed, console)
    finally:
        await server.stop()
        if args.folder is None:
            shutil.rmtree(folder, ignore_errors=True)


async def filled(server_url: str, decade: Decade, console: Console) -> str:
    """The address of a database with the decade in it."""
    name = f"decade_{decade.students}_{decade.days}"
    url = server_url.replace("/postgres?", f"/{name}?")
    server = await asyncpg.connect(server_url)
    there = await server.fetchval("select 1 from pg_database where datname = $1", name)
    if not there:
        await server.execute(f"create database {name}")
    await server.close()
    await migrate(url, MIGRATIONS)
    connection = await asyncpg.connect(url)
    if there and not await connection.fetchval("select exists (select from people_follow)"):  # what is written last
        sys.exit(f"filling {name} was interrupted: give another folder")
    if not there:
        began = time.monotonic()
        async for days in fill(connection, decade):
            console.print(f"{days * decade.classes * 40:,} marks, {time.monotonic() - began:.0f} s")
    sizes = await connection.fetchrow(
        "select pg_size_pretty(pg_database_size(current_database())), (select count(*) from mark), "
        "(select count(*) from mark_history), (select count(*) from session)"
    )
    assert sizes is not None
    console.print(f"{sizes[0]}: {sizes[1]:,} marks, {sizes[2]:,} ledger entries, {sizes[3]:,} sessions")
    await connection.close()
    return url


def read_through(folder: Path) -> None:
    """Leave the database's files in the machine's memory, where those of a server that has run for a while are."""
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb") as file:
                while file.read(CHUNK_BYTES):
                    pass


async def show_plans(url: str, decade: Decade, console: Console) -> None:
    """What PostgreSQL does for each page."""
    connection = await asyncpg.connect(url, server_settings={"jit": "off", "max_parallel_workers_per_gather": "0"})
    for name, statement in statements(decade).items():
        console.print(f"\n[bold]{name}[/]\n{await plan_of(connection, statement)}", highlight=False, soft_wrap=True)
    await connection.close()


async def measure(url: str, decade: Decade, seed: int, console: Console) -> int:
    """Prints the times; 1 when one is above its limit."""
    async with AsyncExitStack() as stack:
        identity: ScriptedIdentity = await stack.enter_async_context(scripted_identity())
        server = await stack.enter_async_context(
            attendance_server(database_url=url, identity_target=identity.target, service_key=SERVICE_KEY)
        )
        client = await stack.enter_async_context(server.client(identity.admin()))
        term = await last_term(client, decade)
        table = Table("page", "calls", "p50 ms", "p95 ms", "p99 ms", "most ms", "limit, p99")
        slow = 0
        for page in pages(decade, term):
            times = await timed(page, client, seed)
            p50, p95, p99 = (statistics.quantiles(times, n=100)[at] for at in (49, 94, 98))
            slow += p99 > page.limit_ms
            figures = (f"{value:.1f}" for value in (p50, p95, p99, max(times)))
            table.add_row(page.name, str(page.calls), *figures, f"{page.limit_ms:.0f}")
        console.print(table)
    return 1 if slow else 0


async def last_term(client: AttendanceClient, decade: Decade) -> calendar.Term:
    """The last half year of the decade, as the college's term."""
    last = FIRST_DAY + timedelta(days=decade.days - 1)
    first = max(FIRST_DAY, last - timedelta(days=181))
    term = calendar.Term(name="Last term", first_date=first.isoformat(), last_date=last.isoformat())
    request = calendar.CreateTermRequest(term=term, request_id=str(TERM_REQUEST))
    return (await client.calendar.CreateTerm(request)).term


async def timed(page: Page, client: AttendanceClient, seed: int) -> list[float]:
    """Milliseconds of every call, CALLERS at once; a tenth more is asked first, so that plans and pages are warm."""
    chance = random.Random(seed)  # noqa: S311 - it draws what to ask
    times: list[float] = []
    for _ in range(page.calls // 10):
        await page.ask(client, chance)

    async def caller() -> None:
        for _ in range(page.calls // CALLERS):
            began = time.perf_counter()
            await page.ask(client, chance)
            times.append((time.perf_counter() - began) * 1000)

    await asyncio.gather(*(caller() for _ in range(CALLERS)))
    return times


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
