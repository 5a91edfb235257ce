"""Plans over a year of a small college: every page finds its rows by an index. `make scale` does it with ten years."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing

import asyncpg
import pytest

from benchmarks.decade import Decade, fill, person_id
from benchmarks.plans import plan_of, statements
from services.attendance.adapters.ledger_postgres import PostgresLedger
from services.attendance.adapters.reading_postgres import PostgresReading
from services.attendance.app.ledger.verify import prove
from services.attendance.domain.paging import page_request
from services.common.postgres import open_database

YEAR = Decade(students=1000, days=100)  # 100,000 marks
MOST_PAGES_READ = 1500  # of 8 KiB: the marks alone are twice as many


@pytest.fixture(scope="module")
async def year_url(create_database: Callable[..., str], migrated_url: str) -> str:
    url = await asyncio.to_thread(create_database, migrated_url)
    connection = await asyncpg.connect(url)
    async for _ in fill(connection, YEAR):
        pass
    await connection.close()
    return url


@pytest.fixture(scope="module")
async def planner(year_url: str) -> "AsyncIterator[asyncpg.Connection[asyncpg.Record]]":
    # A few thousand sessions are read whole sooner than by an index: what is asked is whether there is one for more.
    settings = {"jit": "off", "max_parallel_workers_per_gather": "0", "enable_seqscan": "off"}
    connection = await asyncpg.connect(year_url, server_settings=settings)
    yield connection
    await connection.close()


@pytest.mark.parametrize("name", statements(YEAR))
async def test_a_page_is_found_by_an_index(planner: "asyncpg.Connection[asyncpg.Record]", name: str) -> None:
    plan = await plan_of(planner, statements(YEAR)[name])
    assert not re.findall(r"Seq Scan on (?:mark|session|mark_history)\b", plan), plan
    (read,) = re.findall(r"\A.*?shared hit=(\d+)", plan, re.DOTALL)
    assert int(read) < MOST_PAGES_READ, plan


async def test_the_counts_are_those_of_the_marks_and_the_chains_hold(year_url: str) -> None:
    async with open_database(year_url) as database:
        async with PostgresLedger(database).reader() as reader, aclosing(prove(reader)) as proofs:
            proof, _ = await anext(proofs)  # some sessions': the others are made alike
            assert (proof.breaks, proof.unsealed, proof.entries) == (0, 0, proof.marks)
        page, totals = await PostgresReading(database).marks_of(person_id(3), None, page_request(0, "", of_list="x"))
        assert (len(page.items), totals.counted) == (50, YEAR.days)
        of_person = "select count(*) from mark where student_id = $1 and status <> 'absent'"
        assert totals.attended == await database.fetchval(of_person, person_id(3))
