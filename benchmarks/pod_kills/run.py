"""Holds sessions in peace and under kills, one after the other in one installation, and looks at what is left."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import signal
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from presence.attendance.v1 import policy_service_pb2, policy_service_pb2_grpc

from benchmarks.kills.classroom import insistently
from benchmarks.pod_kills.script import ATTENDANCE, FILM_SECONDS, FILMS, PODS, POSTGRES, Script
from benchmarks.pod_kills.session import Held, Room
from benchmarks.pod_kills.witness import Witness
from cli.demo.college import person
from cli.local.supervisor import Backoff
from services.attendance.adapters.ledger_postgres import PostgresLedger
from services.attendance.app.ledger.verify import prove
from services.common.postgres import open_database
from tests.e2e.cut_off import Seen, draw
from tests.e2e.processes import pid_listening_on
from tests.e2e.trouble import Trouble, installation

FPS = 5
TOLERANCE_SECONDS = 2.0  # a killed pod's tracks begin anew, from two frames a second
# Whoever is killed every few seconds has not crashed by itself: nothing waits longer each time.
RESTARTED = Backoff(first_seconds=0.1, most_seconds=0.5, steady_seconds=1.0, attempts=10_000)
REQUEST = "00000000-0000-4000-8000-0000000050d5"


@dataclass
class Outcome:
    """What a run came to: all lists must be empty."""

    kills: Counter[str] = field(default_factory=Counter)
    sessions: int = 0
    sightings: int = 0
    words: int = 0
    entries: int = 0
    unsealed: int = 0
    worst_seconds: float = 0.0
    lost_sightings: list[str] = field(default_factory=list)
    lost_words: list[str] = field(default_factory=list)
    broken_chains: list[str] = field(default_factory=list)
    different: list[str] = field(default_factory=list)
    lost_marks: list[str] = field(default_factory=list)

    @property
    def failed(self) -> bool:
        """Whether anything was lost, or too little was seen to say."""
        lost = (self.lost_sightings, self.lost_words, self.broken_chains, self.different, self.lost_marks)
        return bool(any(lost) or self.unsealed or not self.sightings)


@dataclass
class Place:
    """The installation, and the room in it."""

    trouble: Trouble
    room: Room
    kills: Counter[str]

    @property
    def url(self) -> str:
        """Attendance's database."""
        return self.trouble.postgres.dsn.replace("/postgres?", "/presence_attendance?")


@asynccontextmanager
async def place() -> AsyncIterator[Place]:
    """Real services, pod and models; supervised, so that who is killed is started again."""
    os.environ.setdefault("PRESENCE_RECOGNITION_MAX_FPS", str(FPS))
    folder = Path(tempfile.mkdtemp(prefix="presence-pod-kills-"))
    try:
        async with installation(folder, RESTARTED) as trouble:
            campus, kills = trouble.campus, Counter[str]()
            films = [
                await asyncio.to_thread(draw, folder / f"{number}.mp4", campus, stays, FILM_SECONDS, 2 * FPS)
                for number, stays in enumerate(FILMS)
            ]
            await _call_absent_at_half(trouble)
            async with person(campus.endpoints, campus.college.teacher) as server:

                async def kill(victim: str) -> None:
                    await _kill(trouble, victim)
                    kills[victim] += 1

                yield Place(trouble, Room(campus, server, films, folder / "spool", kill), kills)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


async def peace(here: Place, scripts: Sequence[Script]) -> dict[int, dict[str, Seen]]:
    """What each film comes to when nobody dies."""
    first = {script.film: script for script in reversed(scripts)}
    return {film: (await here.room.hold(first[film], killing=False)).register for film in sorted(first)}


async def war(
    here: Place, scripts: Sequence[Script], wanted: dict[int, dict[str, Seen]], tell: Callable[[str], None]
) -> Outcome:
    """The sessions under kills, compared with those in peace."""
    outcome, witness, held = Outcome(), Witness(here.url), []
    async with witness.watching():
        for script in scripts:
            one = await here.room.hold(script, killing=True)
            held.append(one)
            outcome.sessions += 1
            _compare(outcome, script, one, wanted[script.film])
            killed = ", ".join(f"{kill.victim} at {kill.at_seconds:.1f} s" for kill in script.kills)
            tell(f"session {script.number}: {killed}")
    outcome.kills, outcome.sightings = here.kills, len(witness.seen)
    outcome.lost_sightings = await witness.gone()
    for one in held:
        if await here.room.register(one.session_id) != one.register:
            outcome.lost_marks.append(one.session_id)
    await _look_into_the_ledger(here.url, outcome, held)
    return outcome


def _compare(outcome: Outcome, script: Script, held: Held, wanted: dict[str, Seen]) -> None:
    for key, seen in held.register.items():
        other = wanted[key]
        pairs = ((seen.first, other.first), (seen.last, other.last))
        apart = [abs(one - two) if one is not None and two is not None else 0.0 for one, two in pairs]
        outcome.worst_seconds = max(outcome.worst_seconds, *apart)
        if (seen.status, seen.first is None) != (other.status, other.first is None) or max(apart) > TOLERANCE_SECONDS:
            watched = f"watched {held.watched_share:.0%}"
            outcome.different.append(f"session {script.number}, {key}: in peace {other}, killed {seen}, {watched}")


async def _look_into_the_ledger(url: str, outcome: Outcome, held: Sequence[Held]) -> None:
    said = {word for one in held for word in one.words}
    outcome.words = len(said)
    async with open_database(url) as database:
        rows = await database.fetch(
            "select request_id::text from mark_history where request_id::text = any ($1)", list(said)
        )
        outcome.lost_words = sorted(said - {row["request_id"] for row in rows})
        async with PostgresLedger(database).reader() as reader:
            async for proof, _ in prove(reader):
                outcome.entries, outcome.unsealed = proof.entries, proof.unsealed
                outcome.broken_chains = [f"{one.session_id}: {one.what}" for one in proof.broken]


async def _kill(trouble: Trouble, victim: str) -> None:
    """kill -9; the supervisor starts it again, and we do PostgreSQL, which is ours."""
    if victim == POSTGRES:
        os.kill(trouble.postgres.pid, signal.SIGKILL)
        await trouble.postgres.wait()
        await trouble.postgres.start()
        return
    targets = {ATTENDANCE: trouble.campus.endpoints.attendance, PODS: trouble.campus.endpoints.recognition}
    port = int(targets[victim].rpartition(":")[2])
    async with asyncio.timeout(60):
        while True:
            with contextlib.suppress(LookupError, ProcessLookupError):  # it is only just being started again
                os.kill(await asyncio.to_thread(pid_listening_on, port), signal.SIGKILL)
                return
            await asyncio.sleep(0.1)


async def _call_absent_at_half(trouble: Trouble) -> None:
    """Sessions are shorter here than what starting a camera takes off one of an hour."""
    async with person(trouble.campus.endpoints, trouble.campus.college.admin) as server:
        settings = policy_service_pb2.PolicySettings(watched_share_for_absence=0.5)
        request = policy_service_pb2.SetPolicyRequest(settings=settings, request_id=REQUEST)
        request.place.SetInParent()
        await insistently(policy_service_pb2_grpc.PolicyServiceStub(server.attendance).SetPolicy, request)
