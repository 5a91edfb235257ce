"""A student's overview and calendar from the tables: marks, policies, timetable, terms and holidays together."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from services.attendance.adapters.plans_postgres import PostgresPlans
from services.attendance.adapters.policies_in_force import PoliciesInForce
from services.attendance.adapters.student_postgres import COURSES, MARKS, PostgresStudents
from services.attendance.app.student.calendar import Calendars, DayKind
from services.attendance.app.student.overview import Overviews
from services.attendance.domain.errors import InvalidInput
from services.attendance.domain.mark import MarkStatus
from services.attendance.domain.student.outlook import Reach
from services.attendance.domain.student.streak import Streak
from services.attendance.domain.timetable.errors import TermNotFound
from services.attendance.domain.timetable.occurrence import occurrence_id
from services.common.postgres import Database
from tests.integration.attendance.past import Past

KATHMANDU = ZoneInfo("Asia/Kathmandu")
FIRST = datetime(2026, 3, 2, 10, 0, tzinfo=KATHMANDU)  # a Monday
NOW = datetime(2026, 3, 13, 12, 0, tzinfo=KATHMANDU)  # a Friday


def overviews(database: Database) -> Overviews:
    return Overviews(
        PostgresStudents(database), PostgresPlans(database), PoliciesInForce(database), lambda: NOW.astimezone(UTC)
    )


def calendars(database: Database) -> Calendars:
    return Calendars(PostgresStudents(database), PostgresPlans(database), lambda: NOW.astimezone(UTC))


async def academic_year(database: Database) -> None:
    await database.execute("update institution set time_zone = 'Asia/Kathmandu', weekend_days = '{6}'")
    await database.execute(
        "insert into term values (gen_random_uuid(), 'Spring', '2026-03-01', '2026-04-30', gen_random_uuid())"
    )
    await database.execute(
        """insert into holiday (holiday_id, name, first_date, last_date, request_id)
        values (gen_random_uuid(), 'Ghode Jatra', '2026-03-18', '2026-03-19', gen_random_uuid())"""
    )


async def planned(past: Past) -> None:
    """Every Monday and Wednesday at ten till the end of the term."""
    await past.database.execute(
        """insert into timetable_slot (slot_id, course_id, room_id, weekdays, start_time, end_time, first_date,
                                       last_date, request_id)
        values (gen_random_uuid(), $1, $2, '{1,3}', '10:00', '11:00', '2026-03-01', '2026-04-30', gen_random_uuid())""",
        past.course_id, past.room_id,
    )  # fmt: skip


async def asked_for(database: Database, percent: int, free: int) -> None:
    settings = {
        "free_absences": free,
        "warnings": [{"rule": "rate_below", "threshold": percent, "recipients": ["student"]}],
    }
    await database.execute(
        """insert into policy_change (policy_change_id, scope, number, settings, author, create_time, note, request_id)
        values (gen_random_uuid(), 'institution', 1, $1, gen_random_uuid(), now(), '', gen_random_uuid())""",
        settings,
    )


async def test_an_overview_tells_rate_streak_and_what_may_still_be_missed(database: Database) -> None:
    await academic_year(database)
    await asked_for(database, 80, 1)
    past = await Past.of(database, "BIO")
    await planned(past)
    for day, letter in ((0, "P"), (2, "A"), (7, "P"), (9, "E")):
        await past.held(FIRST + timedelta(days=day), letter)
    found = await overviews(database).of_student(past.students[0], None, None)
    (course,) = found.courses
    assert (found.term.name, found.today, found.time_zone) == ("Spring", date(2026, 3, 13), "Asia/Kathmandu")
    assert found.streak == Streak(1, 1)
    assert (course.rate.counted, course.rate.forgiven, course.rate.value) == (3, 1, 1.0)
    # 16 March to 29 April: 14 Mondays and Wednesdays, one of them a holiday
    assert course.remaining == 13
    assert course.outlook is not None
    assert (course.outlook.reach, course.outlook.can_miss) == (Reach.OPEN, 3)
    assert course.outlook.point_of_no_return == datetime(2026, 3, 30, 10, 0, tzinfo=KATHMANDU)


async def test_a_course_without_sessions_stands_there_and_without_a_timetable_nothing_is_foretold(
    database: Database,
) -> None:
    past = await Past.of(database, "NEW")
    (course,) = (await overviews(database).of_student(past.students[0], None, None)).courses
    assert (course.course.code, course.rate.value, course.remaining, course.outlook) == ("NEW", None, None, None)


async def test_a_teacher_sees_their_course_and_no_streak(database: Database) -> None:
    own = await Past.of(database, "OWN")
    other = await Past.of(database, "OTHER", own.students)
    await own.held(FIRST, "P")
    await other.held(FIRST, "A")
    found = await overviews(database).of_student(own.students[0], own.teacher_id, None)
    assert ([one.course.code for one in found.courses], found.streak, found.rate) == (["OWN"], None, 1.0)
    month = await calendars(database).of_student(own.students[0], own.teacher_id, "2026-03", None)
    assert [entry.course_code for day in month.days for entry in day.entries] == ["OWN"]


async def test_a_term_nobody_set_up_is_refused(database: Database) -> None:
    with pytest.raises(TermNotFound):
        await overviews(database).of_student(uuid4(), None, uuid4())


async def test_a_month_shows_marks_plans_holidays_and_week_ends(database: Database) -> None:
    await academic_year(database)
    past = await Past.of(database, "BIO")
    other = await Past.of(database, "CHEM", past.students)
    await planned(past)
    await past.held(FIRST, "L")
    await past.held(datetime(2026, 3, 9, 0, 30, tzinfo=KATHMANDU), "P")  # the day before in UTC
    await other.held(FIRST + timedelta(hours=2), "A")
    month = await calendars(database).of_student(past.students[0], None, "", None)
    days = {day.day.day: day for day in month.days}
    assert [(one.course_code, one.kind) for one in days[2].entries] == [
        ("BIO", MarkStatus.LATE),
        ("CHEM", MarkStatus.ABSENT),
    ]
    assert [one.kind for one in days[9].entries] == [MarkStatus.PRESENT]
    assert (days[7].kind, days[7].entries) == (DayKind.WEEKEND, ())
    assert (days[18].kind, days[18].holiday_name, days[18].entries) == (DayKind.HOLIDAY, "Ghode Jatra", ())
    assert [(one.session_id, one.kind) for one in days[16].entries] == [(None, MarkStatus.NOT_SEEN)]
    assert 17 not in days
    only = await calendars(database).of_student(past.students[0], None, "2026-03", other.course_id)
    assert [entry.course_code for day in only.days for entry in day.entries] == ["CHEM"]


async def test_a_class_that_opened_before_its_time_stands_there_once(database: Database) -> None:
    await academic_year(database)
    past = await Past.of(database, "BIO")
    await planned(past)
    session = await past.held(FIRST - timedelta(minutes=5), "P", is_open=True)
    slot_id = await database.fetchval("select slot_id from timetable_slot")
    sql = "insert into session_occurrence (occurrence_id, session_id, slot_id, rule_date) values ($1, $2, $3, $4)"
    await database.execute(sql, occurrence_id(slot_id, FIRST.date()), session, slot_id, FIRST.date())
    early = (FIRST - timedelta(minutes=3)).astimezone(UTC)
    calendars = Calendars(PostgresStudents(database), PostgresPlans(database), lambda: early)
    month = await calendars.of_student(past.students[0], None, "", None)
    (today,) = (day for day in month.days if day.day == FIRST.date())
    assert [entry.session_id for entry in today.entries] == [session]


async def test_a_month_that_is_none_is_refused(database: Database) -> None:
    for month in ("2026", "2026-13", "2026-3", "March", "2026-03-01", "0001-01", "9999-12"):
        with pytest.raises(InvalidInput):
            await calendars(database).of_student(uuid4(), None, month, None)


async def test_a_students_page_reads_by_index(database: Database) -> None:
    async with database.connection() as connection:
        await connection.execute("set enable_seqscan = off")
        try:
            marks = await connection.fetch(f"explain {MARKS}", uuid4(), NOW, NOW + timedelta(days=90), None, None)
            courses = await connection.fetch(f"explain {COURSES}", uuid4(), None, NOW.date(), NOW.date())
        finally:
            await connection.execute("reset enable_seqscan")
    plan = "\n".join(row[0] for row in (*marks, *courses))
    assert "mark_of_student" in plan
    assert "enrolment_by_student" in plan
    assert "Seq Scan on mark" not in plan
