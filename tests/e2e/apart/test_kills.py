"""kill -9 of attendance, PostgreSQL and recognition's side in mid-session; `python -m benchmarks.kills` holds fifty."""

import random

from benchmarks.kills.run import VICTIMS, Outcome, killer, place, proved, run

SEEDS = [11, 12]
CHANCE = random.Random(1)  # noqa: S311 - it draws moments


async def test_kills_in_mid_session_lose_nothing_that_was_acknowledged() -> None:
    peace, war = Outcome(), Outcome()
    async with place() as here:
        await run(here, peace, SEEDS, None)
        await run(here, war, SEEDS, killer(here, CHANCE, war.kills, most=len(VICTIMS)))
        await proved(here, war)
    assert war.kills == dict.fromkeys(VICTIMS, 1)
    assert (war.lost_sightings, war.lost_words, war.broken_chains) == ([], [], [])
    assert war.sightings == peace.sightings > 0
    assert war.words == peace.words > 0
    assert war.marks == peace.marks
