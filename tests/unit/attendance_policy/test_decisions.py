"""What the rule of marks says of cases that a teacher would know."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from services.attendance.domain.errors import InvalidInput
from services.attendance.domain.mark import MarkSource, MarkStatus
from services.attendance.domain.policy.check import check_settings
from services.attendance.domain.policy.decide import decide
from services.attendance.domain.policy.facts import CheckIn, Facts, Standing, Watched, Word
from services.attendance.domain.policy.inherit import PolicySettings
from services.attendance.domain.policy.policy import BUILT_IN, DEFAULT_POLICY, Policy, StatusDefinition
from services.attendance.domain.policy.verdict import Why
from services.attendance.domain.session import Session
from services.attendance.domain.span import Span
from tests.unit.attendance_policy.cases import CLASS, END, EXCUSE, START, TEACHER, at, closed, facts, span

STRICT = Policy(left_early_before=timedelta(minutes=10), minimum_present=timedelta(minutes=30))
OPEN = Standing(START, watched=Watched((CLASS,), (CLASS,)))


@pytest.mark.parametrize(
    ("known", "standing", "kind", "why", "minutes"),
    [
        (facts(), OPEN, MarkStatus.NOT_SEEN, Why.NOT_YET_SEEN, 0),
        (facts(span(0, 1)), OPEN, MarkStatus.PRESENT, Why.IN_TIME, 1),
        (facts(span(10, 11)), OPEN, MarkStatus.PRESENT, Why.IN_TIME, 1),
        (facts(span(10.01, 12)), OPEN, MarkStatus.LATE, Why.CAME_LATE, 1),
        (facts(), closed(), MarkStatus.ABSENT, Why.NEVER_SEEN, 0),
        (facts(), closed(inside=[span(0, 40)]), MarkStatus.UNCONFIRMED, Why.NOT_WATCHED, 0),
        (facts(), closed(complete=False), MarkStatus.UNCONFIRMED, Why.INCOMPLETE, 0),
        (facts(excuse_id=EXCUSE), OPEN, MarkStatus.EXCUSED, Why.EXCUSED, 0),
        (facts(span(0, 55), excuse_id=EXCUSE), closed(), MarkStatus.PRESENT, Why.IN_TIME, 60),
        (facts(span(0, 40)), closed(), MarkStatus.PRESENT, Why.IN_TIME, 40),
    ],
)
def test_a_verdict_follows_from_what_is_known(
    known: Facts, standing: Standing, kind: MarkStatus, why: Why, minutes: int
) -> None:
    verdict = decide(known, standing, DEFAULT_POLICY)
    assert (verdict.kind, verdict.why, verdict.minutes_present) == (kind, why, minutes)
    assert verdict.code == ("" if kind in (MarkStatus.NOT_SEEN, MarkStatus.UNCONFIRMED) else kind.value.upper())


def test_who_goes_before_the_end_of_a_watched_class_left_early() -> None:
    verdict = decide(facts(span(0, 40)), closed(), STRICT)
    assert (verdict.kind, verdict.minutes_present) == (MarkStatus.LEFT_EARLY, 40)


def test_nobody_left_early_when_the_camera_went_blind_before_the_end() -> None:
    verdict = decide(facts(span(0, 40)), closed(inside=[span(0, 45)]), STRICT)
    assert (verdict.kind, verdict.minutes_present) == (MarkStatus.PRESENT, 60)


def test_who_was_there_too_short_is_absent_and_with_an_excuse_excused() -> None:
    short = facts(span(0, 20))
    assert decide(short, closed(), STRICT).why is Why.TOO_SHORT
    assert decide(short, closed(), STRICT).kind is MarkStatus.ABSENT
    assert decide(replace(short, excuse_id=EXCUSE), closed(), STRICT).kind is MarkStatus.EXCUSED


def test_a_class_that_ended_soon_asks_nobody_to_stay_longer_than_it_took() -> None:
    ten = replace(closed(inside=[span(0, 10)]), end=at(10), watched_share=1.0)
    assert decide(facts(span(0, 10)), ten, STRICT).kind is MarkStatus.PRESENT


def test_once_at_the_door_is_presence_to_the_end() -> None:
    verdict = decide(facts(span(0, 0.1)), closed(inside=(), door=[CLASS]), STRICT)
    assert (verdict.kind, verdict.minutes_present) == (MarkStatus.PRESENT, 60)


def test_where_the_room_is_watched_too_it_tells_who_left_after_passing_the_door() -> None:
    verdict = decide(facts(span(0, 0.1), span(1, 35)), closed(inside=[CLASS], door=[CLASS]), STRICT)
    assert (verdict.kind, verdict.minutes_present) == (MarkStatus.LEFT_EARLY, 35)


def test_a_camera_at_the_door_knows_who_is_late() -> None:
    assert decide(facts(span(12, 12)), closed(inside=(), door=[CLASS]), STRICT).kind is MarkStatus.LATE


def test_who_sits_there_when_the_camera_comes_back_is_not_late_and_who_comes_later_is() -> None:
    back = closed(inside=[span(20, 60)])
    assert decide(facts(span(20.5, 60)), back, DEFAULT_POLICY).kind is MarkStatus.PRESENT
    assert decide(facts(span(25, 60)), back, DEFAULT_POLICY).kind is MarkStatus.LATE


def test_short_gaps_are_presence_and_long_ones_are_not() -> None:
    policy = replace(DEFAULT_POLICY, bridge_gap=timedelta(minutes=5))
    known = facts(span(0, 10), span(15, 20), span(40, 60), policy=policy)
    assert known.intervals == (span(0, 20), span(40, 60))
    assert decide(known, closed(), policy).minutes_present == 40


def test_a_code_that_was_shown_late_makes_nobody_late() -> None:
    known = Facts(check_ins=(CheckIn(at(34), "code"),))
    assert decide(known, closed(codes_from=at(30)), DEFAULT_POLICY).kind is MarkStatus.PRESENT
    verdict = decide(known, closed(codes_from=at(0)), DEFAULT_POLICY)
    assert (verdict.kind, verdict.source) == (MarkStatus.LATE, MarkSource.CODE)


def test_a_code_in_time_beats_a_camera_that_saw_the_student_late() -> None:
    known = facts(span(30, 60), check_ins=(CheckIn(at(2), "code"),))
    verdict = decide(known, closed(), DEFAULT_POLICY)
    assert (verdict.kind, verdict.source) == (MarkStatus.PRESENT, MarkSource.CODE)


def test_of_late_and_left_early_the_one_that_is_worth_less_is_given() -> None:
    worth = {"LATE": 0.75, "LEFT_EARLY": 0.5}
    statuses = tuple(replace(status, points=worth.get(status.code, status.points)) for status in BUILT_IN)
    known = facts(span(15, 45))
    assert decide(known, closed(), replace(STRICT, statuses=statuses)).kind is MarkStatus.LEFT_EARLY
    assert decide(known, closed(), STRICT).kind is MarkStatus.LATE  # worth the same: it came first


def test_a_word_keeps_its_kind_when_the_status_is_no_longer_in_the_set() -> None:
    word = Word("ONLINE", TEACHER, START, "", "teacher", MarkStatus.PRESENT)
    verdict = decide(facts(word=word), closed(), DEFAULT_POLICY)
    assert (verdict.code, verdict.kind) == ("ONLINE", MarkStatus.PRESENT)


def session(start: float, end: float | None, planned: Span | None) -> Session:
    return Session(
        UUID(int=1), UUID(int=2), "", "", UUID(int=3), "", TEACHER, at(start), at(end) if end is not None else None,
        timedelta(minutes=10), 1, 1, planned_start_time=planned.start if planned else None,
        planned_end_time=planned.end if planned else None,
    )  # fmt: skip


def test_a_class_that_opens_late_makes_nobody_late_and_one_that_closes_late_nobody_leave_early() -> None:
    assert session(15, 80, CLASS).judged == Span(at(15), END)
    assert session(-10, 50, CLASS).judged == Span(START, at(50))
    assert session(-10, 50, None).judged == Span(at(-10), at(50))
    assert session(70, 90, CLASS).judged == Span(at(70), at(90))  # opened by hand, long after the plan
    assert session(15, None, CLASS).standing(Watched()).start == at(15)


def test_the_share_that_was_watched_is_of_the_class_and_not_of_the_time_it_was_left_open() -> None:
    left_open = session(0, 600, CLASS)
    assert left_open.standing(Watched((CLASS,), (CLASS,))).watched_share == 1.0


OWN = StatusDefinition("ONLINE", MarkStatus.PRESENT, 1.0, True, True, "Online", "अनलाइन")


@pytest.mark.parametrize(
    ("settings", "wrong"),
    [
        (PolicySettings(late_after=timedelta(seconds=-1)), "late_after"),
        (PolicySettings(bridge_gap=timedelta(hours=5)), "bridge_gap"),
        (PolicySettings(watched_share_for_absence=float("nan")), "watched_share_for_absence"),
        (PolicySettings(free_absences=101), "free_absences"),
        (PolicySettings(statuses=BUILT_IN[1:]), "PRESENT"),
        (PolicySettings(statuses=(*BUILT_IN, OWN, OWN)), "twice"),
        (PolicySettings(statuses=(*BUILT_IN, replace(OWN, code="online"))), "capital letters"),
        (PolicySettings(statuses=(*BUILT_IN, replace(OWN, kind=MarkStatus.UNCONFIRMED))), "must count as"),
        (PolicySettings(statuses=(*BUILT_IN, replace(OWN, points=float("inf")))), "points"),
        (PolicySettings(statuses=(*BUILT_IN, replace(OWN, label_ne=" "))), "empty"),
        (
            PolicySettings(statuses=(BUILT_IN[0], replace(BUILT_IN[1], points=2.0), *BUILT_IN[2:])),
            "no more than PRESENT",
        ),
    ],
)
def test_settings_that_make_no_sense_are_told_so(settings: PolicySettings, wrong: str) -> None:
    with pytest.raises(InvalidInput, match=wrong):
        check_settings(settings)


def test_a_college_may_add_statuses_of_its_own() -> None:
    assert check_settings(PolicySettings(statuses=(*BUILT_IN, OWN))).statuses == (*BUILT_IN, OWN)
