"""Searching and paging through fifty thousand people: how fast, and by which index."""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from itertools import product
from math import inf
from statistics import median
from time import perf_counter
from uuid import uuid4

import asyncpg
import pytest
import pytest_asyncio

from services.common.migrations import migrate
from services.common.postgres import Database, open_database
from services.common.principal import Role
from services.identity.__main__ import MIGRATIONS
from services.identity.adapters.postgres.people_import import PostgresImports
from services.identity.adapters.postgres.store import PostgresStore
from services.identity.app.people import People, PeoplePage
from services.identity.app.people_import import Staged
from services.identity.app.store import ListPlace, PeopleFilter
from services.identity.domain.people_csv import COLUMNS, ImportRow
from services.identity.domain.person import PersonDetails, folded
from tests.fakes.identity_app import IdentityApp

PEOPLE = 50_000
SECONDS_MAX = 0.25
TRIES = 8
FIRST = ("Sita", "Ram", "Ánna", "Øystein", "गीता", "Maya", "Hari", "Bikash", "Nirmala", "Suresh")
LAST = ("Shrestha", "Byron", "थापा", "Gurung", "Rai", "Łukasz", "Karki", "Magar", "Adhikari", "O'Brien")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def database(create_database: Callable[..., str]) -> AsyncIterator[Database]:
    url = create_database()
    await migrate(url, MIGRATIONS)
    async with open_database(url) as pool:
        async with PostgresImports(pool).staging() as staging:
            for start in range(0, PEOPLE, 5_000):
                await staging.add([_staged(number) for number in range(start, start + 5_000)])
            plan = await staging.plan(10, commit=True)
            assert plan.created == PEOPLE
            await staging.apply(plan, uuid4(), datetime.now(UTC))
        await pool.execute("analyze people")
        yield pool


def _staged(number: int) -> Staged:
    name = f"{FIRST[number % 10]} {LAST[number // 10 % 10]} {number}"
    details = PersonDetails(name, f"person{number}@example.edu", f"PAS-{number:05}", Role.STUDENT)
    return Staged(ImportRow(number + 2, details, frozenset(COLUMNS)), uuid4())


@pytest.fixture
def people(database: Database) -> People:
    app = IdentityApp()
    return People(PostgresStore(database), app.activations, app.time, uuid4)


def wanted(query: str, role: Role | None = None) -> PeopleFilter:
    return PeopleFilter(tuple(folded(query).split()), role)


@pytest.mark.parametrize(
    ("query", "total"),
    [
        ("", PEOPLE),
        ("SHRESTHA", 5_000),
        ("hresth", 5_000),
        ("sita byron", 500),
        ("pas-04242", 1),
        ("person4242@", 1),
        ("थापा", 5_000),
        ("øystein 4243", 6),
        ("100%", 0),
        ("pas_04242", 0),
        ("nobody at all", 0),
    ],
)
async def test_a_search_finds_parts_of_words_in_any_script(people: People, query: str, total: int) -> None:
    page = await people.list(wanted(query), None, 50)
    assert page.total == total
    assert len(page.people) == min(50, total)


async def test_paging_reaches_everybody_once(people: People) -> None:
    place: ListPlace | None = None
    seen, pages, more = set(), 0, True
    while more:
        page: PeoplePage = await people.list(PeopleFilter(role=Role.STUDENT), place, 500)
        seen |= {person.person_id for person in page.people}
        place, pages, more = page.next_place, pages + 1, page.next_place is not None
    assert (len(seen), pages) == (PEOPLE, PEOPLE // 500)


async def test_a_page_of_fifty_thousand_comes_in_time(people: People, capsys: pytest.CaptureFixture[str]) -> None:
    queries = ["", "shrestha", "sita byron", "pas-04242", "person31337", "थापा", "gu", "nobody"]
    place: ListPlace | None = None
    for _ in range(40):  # a place far down the list
        place = (await people.list(PeopleFilter(), place, 500)).next_place
    asked = list(product(queries, (None, Role.STUDENT), (None, place)))
    best = [inf] * len(asked)
    for _ in range(TRIES):  # each its best one: other tests run on the same cores
        for number, (query, role, after) in enumerate(asked):
            began = perf_counter()
            await people.list(wanted(query, role), after, 50)
            best[number] = min(best[number], perf_counter() - began)
        if max(best) < SECONDS_MAX:
            break
    with capsys.disabled():
        print(
            f"\nListPeople of {PEOPLE}: half of {len(asked)} kinds of question within {median(best) * 1000:.1f} ms, "
            f"all within {max(best) * 1000:.1f} ms, with the exact total"
        )
    assert max(best) < SECONDS_MAX


async def _plan(connection: "asyncpg.pool.PoolConnectionProxy[asyncpg.Record]", sql: str, *arguments: object) -> str:
    return "\n".join(row[0] for row in await connection.fetch("explain (analyze, buffers off) " + sql, *arguments))


async def test_pages_and_searches_go_by_their_indexes(database: Database, capsys: pytest.CaptureFixture[str]) -> None:
    async with database.connection() as connection:
        page = await _plan(
            connection,
            """select * from people p where true and (p.sort_name, p.person_id) > ($1, $2)
            order by p.sort_name, p.person_id limit 51""",
            "maya",
            uuid4(),
        )
        search = await _plan(
            connection, "select count(*) from people p where true and p.search_text like $1", "%pas-04242%"
        )
    with capsys.disabled():
        print(f"\na page:\n{page}\na search:\n{search}")
    assert "Index Scan using people_by_name" in page
    assert "Bitmap Index Scan on people_by_text" in search
