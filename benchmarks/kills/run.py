"""Holds sessions while processes are killed at random moments, and looks at what is left."""

import asyncio
import random
import shutil
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import asyncpg

from benchmarks.kills.classroom import Classroom, Held
from benchmarks.kills.script import drawn
from benchmarks.kills.victims import Attendance, kill_postgres
from cli.local.ports import free_port
from cli.local.postgres import EmbeddedPostgres
from services.attendance.adapters.ledger_postgres import PostgresLedger
from services.attendance.app.ledger.verify import prove
from services.common.postgres import open_database
from tests.fakes.attendance_identity import SERVICE_KEY, ScriptedIdentity, scripted_identity
from tests.fakes.attendance_server import ENCRYPTION_KEYS, AttendanceClient, AttendanceServer

VICTIMS = ("attendance", "postgres", "recognition")
STUDENTS = 12
PATIENCE_SECONDS = 30.0
POLL_SECONDS = 0.02


@dataclass
class Outcome:
    """What a run came to; everything but the kills must be empty or equal to the undisturbed run's."""

    sessions: int = 0
    kills: Counter[str] = field(default_factory=Counter)
    sightings: int = 0  # acknowledged
    words: int = 0  # acknowledged
    lost_sightings: list[str] = field(default_factory=list)
    lost_words: list[str] = field(default_factory=list)
    broken_chains: list[str] = field(default_factory=list)
    entries: int = 0
    marks: dict[int, list[tuple[object, ...]]] = field(default_factory=dict)  # by the script's seed


@dataclass
class Place:
    """The processes, and a client."""

    postgres: EmbeddedPostgres
    attendance: Attendance
    identity: ScriptedIdentity
    admin: AttendanceClient
    url: str
    folder: Path


@asynccontextmanager
async def place() -> AsyncIterator[Place]:
    """PostgreSQL as an installation runs it, attendance as a process, identity here."""
    folder = Path(tempfile.mkdtemp(prefix="presence-kills-"))
    folder.chmod(0o711)  # noqa: ASYNC240 - one system call; PostgreSQL may have to run as somebody else, who gets through
    postgres = EmbeddedPostgres(folder / "postgres", port=free_port())
    async with AsyncExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        await postgres.start()
        stack.push_async_callback(postgres.stop)
        connection = await asyncpg.connect(postgres.dsn)
        await connection.execute("create database kills")
        await connection.close()
        url = postgres.dsn.replace("/postgres?", "/kills?")
        identity = await stack.enter_async_context(scripted_identity())
        settings = {
            "DATABASE_URL": url,
            "IDENTITY_TARGET": identity.target,
            "SERVICE_KEY": SERVICE_KEY,
            "ENCRYPTION_KEYS": ENCRYPTION_KEYS,
            "LOG_LEVEL": "warning",
        }
        attendance = Attendance(settings, folder / "attendance.log")
        await attendance.start()
        stack.push_async_callback(attendance.stop)

        admin = await stack.enter_async_context(AttendanceServer(attendance.target).client(identity.admin()))
        yield Place(postgres, attendance, identity, admin, url, folder)


async def held(place: Place, seeds: list[int], kill: Callable[[list[Classroom]], Awaitable[None]] | None) -> list[Held]:
    """A session a seed, all at once; `kill` runs beside them until they are over."""
    classrooms = [Classroom(place.admin, place.identity, place.attendance.target, place.folder) for _ in seeds]
    for classroom in classrooms:
        await classroom.furnish(STUDENTS)
    scripts = [drawn(seed, STUDENTS) for seed in seeds]
    killing = asyncio.create_task(kill(classrooms)) if kill is not None else None
    try:
        return await asyncio.gather(*(room.hold(script) for room, script in zip(classrooms, scripts, strict=True)))
    finally:
        if killing is not None:
            killing.cancel()
            await asyncio.wait((killing,))
            if not killing.cancelled() and (error := killing.exception()):
                raise error


def killer(
    place: Place, chance: random.Random, kills: Counter[str], most: int | None = None
) -> Callable[[list[Classroom]], Awaitable[None]]:
    """Kills one victim after the other while sessions get on, at moments that `chance` draws, `most` times in all."""

    async def kill(classrooms: list[Classroom]) -> None:
        while most is None or kills.total() < most:
            order = list(VICTIMS)
            chance.shuffle(order)
            for victim in order:
                await _get_on(classrooms)
                await asyncio.sleep(chance.uniform(0.0, 0.7))
                await asyncio.shield(_kill(place, victim, chance.choice(classrooms)))
                kills[victim] += 1

    return kill


async def _get_on(classrooms: list[Classroom]) -> None:
    """Until something more has been acknowledged, but not for ever: the end of a session may be killed, too."""
    before = sum(classroom.acknowledged for classroom in classrooms)
    with suppress(TimeoutError):
        async with asyncio.timeout(PATIENCE_SECONDS):
            while sum(classroom.acknowledged for classroom in classrooms) == before:  # noqa: ASYNC110 - many tasks' counts
                await asyncio.sleep(POLL_SECONDS)


async def _kill(place: Place, victim: str, classroom: Classroom) -> None:
    if victim == "attendance":
        await place.attendance.kill()
    elif victim == "postgres":
        await kill_postgres(place.postgres)
    elif classroom.reporter is not None:
        await classroom.reporter.kill()


async def run(
    here: Place, outcome: Outcome, seeds: list[int], kill: Callable[[list[Classroom]], Awaitable[None]] | None
) -> None:
    """Hold the sessions of the seeds at once and note what they came to."""
    await _note(here, outcome, seeds, await held(here, seeds, kill))


async def disturbed(seeds: list[int], at_once: int, seed: int, tell: Callable[[str], None]) -> Outcome:
    """The sessions of the seeds, some at once, under kills."""
    outcome, chance = Outcome(), random.Random(seed)  # noqa: S311 - it draws moments
    async with place() as here:
        for first in range(0, len(seeds), at_once):
            await run(here, outcome, seeds[first : first + at_once], killer(here, chance, outcome.kills))
            tell(f"{outcome.sessions} sessions, {outcome.kills.total()} kills")
        await proved(here, outcome)
    return outcome


async def undisturbed(seeds: list[int], at_once: int) -> Outcome:
    """The same sessions in peace."""
    outcome = Outcome()
    async with place() as here:
        for first in range(0, len(seeds), at_once):
            await run(here, outcome, seeds[first : first + at_once], None)
        await proved(here, outcome)
    return outcome


async def _note(here: Place, outcome: Outcome, seeds: list[int], sessions: list[Held]) -> None:
    """Look for everything that was acknowledged."""
    async with open_database(here.url) as database:
        for seed, session in zip(seeds, sessions, strict=True):
            rows = await database.fetch(
                "select sighting_id::text from sighting where sighting_id::text = any ($1)", list(session.sightings)
            )
            outcome.lost_sightings += sorted(session.sightings - {row["sighting_id"] for row in rows})
            rows = await database.fetch(
                "select request_id::text from mark_history where request_id::text = any ($1)", list(session.words)
            )
            outcome.lost_words += sorted(session.words.keys() - {row["request_id"] for row in rows})
            outcome.sessions += 1
            outcome.sightings += len(session.sightings)
            outcome.words += len(session.words)
            outcome.marks[seed] = session.told


async def proved(here: Place, outcome: Outcome) -> None:
    """Note which chains are broken."""
    async with open_database(here.url) as database, PostgresLedger(database).reader() as reader:
        async for proof, _ in prove(reader):
            outcome.entries = proof.entries
            outcome.broken_chains = [f"{one.session_id}: {one.what}" for one in proof.broken]
