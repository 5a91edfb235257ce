"""Patterns and lists, added up in PostgreSQL and held against the rules that are stated in the domain."""

import random
from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from services.attendance.adapters.insight_postgres import PostgresInsight
from services.attendance.adapters.plans_postgres import PostgresPlans
from services.attendance.adapters.policies_in_force import PoliciesInForce
from services.attendance.app.insight.insight import Insight, StrugglingStudent
from services.attendance.domain.insight.struggle import DEFAULT_REQUIRED_PERCENT, DEFAULT_ROW, Standing, reasons_of
from services.attendance.domain.paging import page_request
from services.common.postgres import Database
from tests.integration.attendance.past import Past

KATHMANDU = ZoneInfo("Asia/Kathmandu")
FIRST = datetime(2026, 3, 2, 10, 0, tzinfo=KATHMANDU)  # a Monday
NOW = datetime(2026, 8, 1, tzinfo=UTC)


def insight_over(database: Database) -> Insight:
    return Insight(PostgresInsight(database), PostgresPlans(database), PoliciesInForce(database), lambda: NOW)


async def in_kathmandu(database: Database) -> None:
    await database.execute("update institution set time_zone = 'Asia/Kathmandu', weekend_days = '{6}'")


async def test_sessions_are_added_up_by_the_institutions_weekday_hour_and_week(database: Database) -> None:
    await in_kathmandu(database)
    past = await Past.of(database, "A", 10)
    for week in range(6):
        await past.held(FIRST + timedelta(weeks=week), "PPPPPPPPAA")
        # 5:00 on Tuesday, which is 23:15 on Monday in UTC
        await past.held(FIRST + timedelta(weeks=week, hours=19), "PPPPPAAAEU")
    found = await insight_over(database).patterns(None, None, None)
    assert {day: (one.attended, one.counted, one.sessions) for day, one in found.weekdays.items()} == {
        1: (48, 60, 6),
        2: (30, 48, 6),
    }
    assert set(found.hours) == {5, 10}
    assert [(first.isoweekday(), one.sessions) for first, one in found.weeks.items()] == [(1, 2)] * 6
    monday = found.weekdays[1]
    assert monday.rate == 0.8
    assert monday.low is not None
    assert monday.high is not None
    assert monday.low < 0.8 < monday.high
    assert found.trend.weeks == 0  # 18 marks a week say too little


async def test_too_little_is_counted_and_not_rated(database: Database) -> None:
    past = await Past.of(database, "A", 10)
    for week in range(4):
        await past.held(FIRST + timedelta(weeks=week), "PPPPPPPPPA")
    total = (await insight_over(database).patterns(None, None, None)).total
    assert (total.counted, total.rate, total.low) == (40, None, None)


async def test_a_teacher_sees_their_courses_and_no_others(database: Database) -> None:
    own, other = await Past.of(database, "A", 3), await Past.of(database, "B", 3)
    for week in range(5):
        await own.held(FIRST + timedelta(weeks=week), "PPA")
        await other.held(FIRST + timedelta(weeks=week), "AAA")
    insight, page = insight_over(database), page_request(0, "", of_list="")
    found = await insight.patterns(own.teacher_id, None, None)
    assert ([course.code for course in found.courses], found.total.counted) == (["A"], 15)
    struggling = await insight.struggling(own.teacher_id, None, None, page)
    assert {one.who.student_id for one in struggling.items} == {own.students[2]}
    everybody = await insight.struggling(None, None, None, page)
    assert len(everybody.items) == 4
    in_one = await insight.struggling(None, None, other.course_id, page)
    assert {one.who.course.code for one in in_one.items} == {"B"}


async def test_the_list_holds_whom_the_rules_name_for_their_reasons_and_pages_miss_nobody(database: Database) -> None:
    chance = random.Random(5)  # noqa: S311 - marks, no secrets
    students = 40
    past = await Past.of(database, "A", students)
    likely = [chance.choice(["PPPPP", "PPPAL", "PAAAE", "AAAUA"]) for _ in range(students)]
    columns: list[str] = [""] * students
    for day in range(24):
        drawn = "".join(chance.choice(likely[one] if day < 12 or one % 3 else "AAAP") for one in range(students))
        columns = [kept + letter for kept, letter in zip(columns, drawn, strict=True)]
        await past.held(FIRST + timedelta(days=day), drawn)
    expected = {
        student_id: reasons
        for student_id, letters in zip(past.students, columns, strict=True)
        if (reasons := reasons_of(standing_of(letters), DEFAULT_REQUIRED_PERCENT, DEFAULT_ROW))
    }
    assert len({reason.struggle for reasons in expected.values() for reason in reasons}) == 3
    found = await all_pages(insight_over(database), 7)
    assert {one.who.student_id: one.reasons for one in found} == expected
    assert len(found) == len(expected)
    counts = [len(one.reasons) for one in found]
    assert counts == sorted(counts, reverse=True)


def standing_of(letters: str) -> Standing:
    counted = [letter != "A" for letter in letters if letter in "PLA"]
    half, row = len(counted) // 2, 0
    for came in reversed(counted):
        if came:
            break
        row += 1
    return Standing(len(counted), sum(counted), half, sum(counted[:half]), row)


async def all_pages(insight: Insight, size: int, course_id: UUID | None = None) -> list[StrugglingStudent]:
    found: list[StrugglingStudent] = []
    token = ""
    while True:
        page = await insight.struggling(None, None, course_id, page_request(size, token, of_list="x"))
        found += page.items
        token = page.next_page_token
        if not token:
            return found
