"""Searching, paging and jumping through fifty thousand people: how fast, by which index, and in a browser."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import product
from math import inf
from pathlib import Path
from statistics import median
from time import perf_counter
from uuid import uuid4

import asyncpg
import pytest
import pytest_asyncio
from playwright.async_api import Locator, Page, expect
from pydantic import SecretStr

from services.common.migrations import migrate
from services.common.postgres import Database, open_database
from services.common.principal import Role
from services.identity.__main__ import MIGRATIONS
from services.identity.adapters.postgres.people import page_sql
from services.identity.adapters.postgres.people_import import STATEMENT_SECONDS, PostgresImports
from services.identity.adapters.postgres.store import PostgresStore
from services.identity.app.people import People, PeoplePage
from services.identity.app.people_import import Staged
from services.identity.app.store import ListPlace, PeopleFilter
from services.identity.domain.people_csv import COLUMNS, ImportRow
from services.identity.domain.person import PersonDetails, folded
from tests.e2e.browsers import headless_path, launched
from tests.e2e.conftest import WAITED_IN_VAIN
from tests.fakes.identity_app import IdentityApp
from tests.fakes.identity_server import PASSWORD, running_identity
from tests.integration.gateway.serving import running_gateway

WEB = Path(__file__).resolve().parents[3] / "web" / "dist"
NOBODY = "ipv4:127.0.0.1:9"  # the target of a service that this page does not need
PEOPLE = 50_000
SECONDS_MAX = 0.25
TRIES = 8
FIRST = ("Sita", "Ram", "Ánna", "Øystein", "गीता", "Maya", "Hari", "Bikash", "Nirmala", "Suresh")
LAST = ("Shrestha", "Byron", "थापा", "Gurung", "Rai", "Łukasz", "Karki", "Magar", "Adhikari", "O'Brien")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def filled(create_database: Callable[..., str]) -> str:
    """Address of a database of everybody, to which nobody is connected."""
    url = create_database()
    await migrate(url, MIGRATIONS)
    async with open_database(url) as pool:
        async with PostgresImports(pool).staging() as staging:
            for start in range(0, PEOPLE, 5_000):
                await staging.add([_staged(number) for number in range(start, start + 5_000)])
            plan = await staging.plan(10, commit=True)
            assert plan.created == PEOPLE
            await staging.apply(plan, uuid4(), datetime.now(UTC))
        async with pool.connection() as connection:  # what PostgreSQL does by itself soon after an import
            # vacuum takes nothing for visible to all whose commit the tests' forgetful server has not written out yet
            await connection.execute("set synchronous_commit = on")
            await connection.execute("analyze people", timeout=STATEMENT_SECONDS)
            await connection.execute("vacuum people", timeout=STATEMENT_SECONDS)
    return url


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def database(create_database: Callable[..., str], filled: str) -> AsyncIterator[Database]:
    async with open_database(create_database(filled)) as pool:
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


@pytest.mark.timed
async def test_a_page_of_fifty_thousand_comes_in_time(people: People, capsys: pytest.CaptureFixture[str]) -> None:
    queries = ["", "shrestha", "sita byron", "pas-04242", "person31337", "थापा", "gu", "nobody"]
    place: ListPlace | None = None
    for _ in range(40):  # a place far down the list
        place = (await people.list(PeopleFilter(), place, 500)).next_place
    places = ((None, 0), (place, 0), (None, PEOPLE - 50))
    asked = list(product(queries, (None, Role.STUDENT), places))
    best = [inf] * len(asked)
    for _ in range(TRIES):  # each its best one: other tests run on the same cores
        for number, (query, role, (after, skip)) in enumerate(asked):
            began = perf_counter()
            await people.list(wanted(query, role), after, 50, skip)
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


@pytest.mark.parametrize(("role", "index"), [(Role.STUDENT, "people_by_role_and_name"), (None, "people_by_name")])
async def test_a_page_far_down_the_list_reads_only_the_index_on_its_way(
    database: Database, capsys: pytest.CaptureFixture[str], role: Role | None, index: str
) -> None:
    sql, arguments = page_sql(PeopleFilter(role=role), None, 100, PEOPLE - 100)
    async with database.connection() as connection:
        plan = await _plan(connection, sql, *arguments)
    with capsys.disabled():
        print(f"\nthe last page of {PEOPLE}:\n{plan}")
    assert f"Index Only Scan using {index}" in plan
    assert f"Index Scan using {index}" in plan
    assert "Sort" not in plan
    assert "Seq Scan" not in plan
    async with database.connection() as connection:
        last = await connection.fetch(sql, *arguments)
    assert len(last) == 100


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


@dataclass
class Opened:
    """The page of people in a browser, and what it has asked the gateway for."""

    page: Page
    asked: list[str] = field(default_factory=list)

    def row(self, place: int) -> Locator:
        """Who stands there, counted from 1."""
        return self.page.locator(f'[aria-posinset="{place}"] a')

    async def first_in_view(self) -> int:
        """The place of the first row whose middle is on the screen."""
        return int(
            await self.page.evaluate(
                """() => Math.min(...[...document.querySelectorAll("[aria-posinset]")]
                .filter((row) => { const box = row.getBoundingClientRect(); return box.top + box.height / 2 > 0 })
                .map((row) => Number(row.getAttribute("aria-posinset"))))"""
            )
        )


@pytest_asyncio.fixture(loop_scope="session")
async def opened(create_database: Callable[..., str], filled: str) -> AsyncIterator[Opened]:
    if not (WEB / "index.html").exists():
        pytest.fail("the web client is not built: run make web (make test does)")
    async with running_identity(create_database(filled)) as identity:
        targets = {"identity": identity.target, "attendance": NOBODY, "recognition": NOBODY}
        key = SecretStr(identity.service_keys["gateway"])
        async with (
            running_gateway(targets, web_dir=WEB, service_key=key) as gateway,
            launched(headless_path()) as chromium,
        ):
            context = await chromium.new_context(base_url=gateway.url, reduced_motion="reduce")
            login = {"email": identity.admin.email, "password": PASSWORD}
            answer = await context.request.post("/api/v1/login", data=login, headers={"Origin": gateway.url})
            assert answer.ok
            here, troubles = Opened(await context.new_page()), list[str]()
            here.page.on("pageerror", lambda error: troubles.append(str(error)))
            here.page.on("request", lambda request: here.asked.append(request.url))
            await here.page.goto("/people")
            await expect(here.page.get_by_text("50,000 students")).to_be_visible()
            yield here
            assert troubles == []


# scrolled to again and again: rows that come into view are measured anew, and the end moves
_AT_THE_END = """(people) => {
    window.scrollTo(0, document.documentElement.scrollHeight)
    const row = document.querySelector(`[aria-posinset="${people}"]`)
    return row !== null && row.getBoundingClientRect().bottom <= window.innerHeight
}"""


@pytest.mark.flaky(reruns=1, only_rerun=WAITED_IN_VAIN)
async def test_a_browser_is_anywhere_in_fifty_thousand_people_at_once(
    database: Database, opened: Opened, capsys: pytest.CaptureFixture[str]
) -> None:
    names = [
        row["display_name"]
        for row in await database.fetch("select display_name from people order by sort_name, person_id")
    ]
    page = opened.page
    await expect(opened.row(1)).to_contain_text(names[0])

    began = perf_counter()
    await page.keyboard.press("End")
    await expect(opened.row(PEOPLE)).to_contain_text(names[-1])
    to_the_end = perf_counter() - began

    began = perf_counter()
    await page.evaluate("window.scrollTo(0, document.documentElement.scrollHeight / 2)")
    await page.wait_for_function("() => !document.querySelector('[aria-posinset=\"50000\"]')")
    place = await opened.first_in_view()
    assert PEOPLE * 0.49 < place < PEOPLE * 0.51
    await expect(opened.row(place)).to_contain_text(names[place - 1])
    to_the_middle = perf_counter() - began

    await opened.row(place + 3).click()
    await expect(page.get_by_role("heading", level=1, name=names[place + 2])).to_be_visible()
    await page.go_back()
    await expect(opened.row(place + 3)).to_contain_text(names[place + 2])
    await expect(opened.row(place + 3)).to_be_in_viewport()

    await opened.row(place + 3).focus()
    await page.keyboard.press("ArrowDown")
    await expect(opened.row(place + 4)).to_be_focused()
    await page.keyboard.press("Home")
    await expect(opened.row(1)).to_be_focused()
    await page.keyboard.press("End")
    await expect(opened.row(PEOPLE)).to_be_focused()

    await page.set_viewport_size({"width": 360, "height": 700})  # a phone, on which a row is higher
    await page.wait_for_function(f"() => document.documentElement.scrollHeight > {PEOPLE * 80}")
    await page.wait_for_function(_AT_THE_END, arg=PEOPLE)
    await expect(opened.row(PEOPLE)).to_be_in_viewport()
    await expect(opened.row(PEOPLE)).to_contain_text(names[-1])

    drawn = page.get_by_role("list", name="Students").get_by_role("listitem")
    assert await drawn.count() < 60
    assert await drawn.first.get_attribute("aria-setsize") == str(PEOPLE)
    pages = sum("/people?" in address for address in opened.asked)
    await page.get_by_role("searchbox").fill("sita byron")
    await expect(page.get_by_text("500 students", exact=True)).to_be_visible()
    with capsys.disabled():
        print(f"\nin a browser: the end in {to_the_end:.2f} s, the middle in {to_the_middle:.2f} s, {pages} pages")
    assert pages < 40  # there are 500
