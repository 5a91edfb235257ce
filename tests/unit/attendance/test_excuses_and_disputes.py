"""What an excuse may say and become, when a mark may be disputed, and where a file ends."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from services.attendance.app.excuse.access import Caller
from services.attendance.domain.dispute.dispute import Disputable, DisputeTimes, check_wanted
from services.attendance.domain.dispute.errors import DisputeDecided, DisputeTooLate, SessionStillOpen
from services.attendance.domain.errors import InvalidInput
from services.attendance.domain.excuse.errors import ExcuseDecided, ExcuseWithdrawn, FileUnsafe
from services.attendance.domain.excuse.excuse import (
    Category,
    Content,
    Excuse,
    Limits,
    State,
    check_content,
    check_near,
    decided,
)
from services.attendance.domain.excuse.whole import PNG, WEBP, is_whole
from services.attendance.domain.mark import Mark, MarkStatus
from services.attendance.domain.timetable.days import Days
from services.common.principal import Role

MONDAY = date(2026, 3, 2)
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
DAY = timedelta(days=1)
FEVER = Content(Category.ILLNESS, "a fever", Days(MONDAY, MONDAY))
ASKED = Excuse(uuid4(), uuid4(), uuid4(), NOON, FEVER, State.REQUESTED, revision=1)
TIMES = DisputeTimes(to_open=14 * DAY, to_decide=7 * DAY)


def test_an_excuse_is_for_days_or_for_sessions_and_never_for_both_or_neither() -> None:
    one = uuid4()
    assert check_content(replace(FEVER, dates=None, session_ids=(one, one))).session_ids == (one,)
    for wrong in (
        replace(FEVER, session_ids=(one,)),
        replace(FEVER, dates=None),
        replace(FEVER, dates=None, session_ids=(one,), course_id=uuid4()),
        replace(FEVER, dates=Days(MONDAY, MONDAY - DAY)),
        replace(FEVER, dates=Days(MONDAY, MONDAY + 366 * DAY)),
        replace(FEVER, dates=None, session_ids=tuple(uuid4() for _ in range(51))),
        replace(FEVER, reason=" \n "),
    ):
        with pytest.raises(InvalidInput):
            check_content(wrong)
    assert check_content(replace(FEVER, dates=Days(MONDAY, MONDAY + 365 * DAY), reason=" a fever ")).reason == "a fever"


@pytest.mark.parametrize(("first", "last"), [(-30, -30), (0, 180), (-30, 180)])
def test_students_ask_from_a_month_ago_to_half_a_year_ahead(first: int, last: int) -> None:
    limits = Limits(days_after=30, days_ahead=180)
    check_near(Days(MONDAY + first * DAY, MONDAY + last * DAY), MONDAY, limits)
    for wrong in (Days(MONDAY + (first - 31) * DAY, MONDAY), Days(MONDAY, MONDAY + (last + 211) * DAY)):
        with pytest.raises(InvalidInput):
            check_near(wrong, MONDAY, limits)


@pytest.mark.parametrize(
    ("before", "approve", "after"),
    [
        (State.REQUESTED, True, State.APPROVED),
        (State.REQUESTED, False, State.DECLINED),
        (State.APPROVED, False, State.REVOKED),
        (State.REVOKED, False, State.REVOKED),
        (State.REVOKED, True, State.APPROVED),
        (State.DECLINED, True, State.APPROVED),
        (State.DECLINED, False, State.DECLINED),
    ],
)
def test_a_decision_may_be_replaced_by_a_later_one(before: State, approve: bool, after: State) -> None:
    assert decided(replace(ASKED, state=before), approve=approve) is after
    with pytest.raises(ExcuseWithdrawn):
        decided(replace(ASKED, state=State.WITHDRAWN), approve=approve)


def test_nothing_of_an_excuse_changes_once_it_is_decided() -> None:
    ASKED.check_open()
    for state in (State.APPROVED, State.DECLINED, State.REVOKED):
        with pytest.raises(ExcuseDecided):
            replace(ASKED, state=state).check_open()


def test_a_teacher_decides_where_all_that_it_concerns_is_theirs_and_nobody_but_the_office_about_all_courses() -> None:
    algebra, botany = uuid4(), uuid4()
    teacher = Caller(uuid4(), Role.TEACHER, frozenset({algebra}))
    admin = Caller(uuid4(), Role.ADMIN)
    assert teacher.may_decide(replace(ASKED, concerns=frozenset({algebra})))
    assert not teacher.may_decide(replace(ASKED, concerns=frozenset({algebra, botany})))
    assert not teacher.may_see(ASKED)
    assert admin.may_decide(ASKED)
    asker = Caller(ASKED.asked_by, Role.TEACHER)
    assert (asker.may_see(ASKED), asker.may_edit(ASKED), asker.may_decide(ASKED)) == (True, True, False)
    assert not Caller(ASKED.student_id, Role.STUDENT).may_decide(replace(ASKED, concerns=frozenset({algebra})))


def test_a_mark_may_be_disputed_for_days_after_its_last_change() -> None:
    about = Disputable(uuid4(), NOON, NOON, None)
    about.check(TIMES, NOON + 14 * DAY)
    with pytest.raises(DisputeTooLate):
        about.check(TIMES, NOON + 15 * DAY)
    replace(about, last_change_time=NOON + 10 * DAY).check(TIMES, NOON + 24 * DAY)  # late data came
    with pytest.raises(SessionStillOpen):
        replace(about, end_time=None).check(TIMES, NOON)
    assert replace(about, last_change_time=None).until(TIMES) == NOON + 14 * DAY


def test_a_mark_that_was_kept_is_disputed_again_only_after_it_changed() -> None:
    about = Disputable(uuid4(), NOON, NOON, last_kept_time=NOON + DAY)
    with pytest.raises(DisputeDecided):
        about.check(TIMES, NOON + 2 * DAY)
    replace(about, last_change_time=NOON + 2 * DAY).check(TIMES, NOON + 2 * DAY)


def test_a_student_asks_for_a_status_and_not_for_the_one_there_is() -> None:
    mark = Mark(uuid4(), uuid4(), "Ada", "1", MarkStatus.ABSENT)
    assert check_wanted(mark, MarkStatus.PRESENT) is MarkStatus.PRESENT
    for wrong in (MarkStatus.ABSENT, MarkStatus.NOT_SEEN, MarkStatus.UNCONFIRMED):
        with pytest.raises(InvalidInput):
            check_wanted(mark, wrong)


def test_a_file_ends_where_its_own_lengths_say() -> None:
    webp = b"RIFF" + (12).to_bytes(4, "little") + b"WEBPVP8 " + bytes(4)
    assert is_whole(WEBP, webp)
    assert not is_whole(WEBP, webp + b"\0")
    assert not is_whole(PNG, b"\x89PNG\r\n\x1a\n" + bytes(4) + b"IDAT" + bytes(4))  # without an end


@pytest.mark.parametrize("why", ["encrypted", "active", "two_things", "unreadable"])
def test_a_file_that_is_refused_is_refused_with_a_way_out(why: str) -> None:
    assert ": " in str(FileUnsafe(why))
