"""A class that checks in by code at once, with retries: `python -m benchmarks.check_ins` in small."""

from __future__ import annotations

from pathlib import Path

from benchmarks.check_in_college import campus_at, opened
from benchmarks.check_ins import check, storm
from cli.local.options import Running

STUDENTS, SESSIONS, SECONDS = 60, 2, 4.0


async def test_nobody_who_checks_in_by_code_is_lost_or_counted_twice(running: tuple[Running, Path]) -> None:
    presence, folder = running
    async with campus_at(presence.url, folder / "data") as campus:
        teacher, rooms = await opened(campus, STUDENTS, SESSIONS)
        tally = await storm(campus, teacher, rooms, SECONDS)
        await check(campus, teacher, rooms)
    print(f"{STUDENTS} students, {SESSIONS} sessions: {tally.line()}")
    assert len(tally.seconds) == STUDENTS + tally.doubled
