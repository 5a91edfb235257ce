"""What is read in calendar files of Google, Outlook and Apple."""

from datetime import UTC, date, datetime, time

import pytest

from services.attendance.adapters.ical_read import read_events
from services.attendance.domain.institution import Institution
from services.attendance.domain.timetable.calendar_event import OtherDay, TakenEvent
from services.attendance.domain.timetable.errors import CalendarFileRefused
from services.attendance.domain.timetable.event_refusal import Why, refusal
from tests.unit.attendance.calendar_files import apple, at, event, google, outlook, until

KATHMANDU = Institution("College", "Asia/Kathmandu", frozenset({6}))
MONDAY, NEXT, THIRD = date(2026, 1, 5), date(2026, 1, 12), date(2026, 1, 19)
WEEKLY = "RRULE:FREQ=WEEKLY;BYDAY=MO"


def test_googles_exceptions_become_other_days_of_their_event() -> None:
    file = google(
        event("a@google.com", MONDAY, f"RRULE:FREQ=WEEKLY;WKST=MO;UNTIL={until(THIRD)};BYDAY=MO", at("EXDATE", THIRD),
              "STATUS:CONFIRMED", sequence=1),
        event("a@google.com", date(2026, 1, 13), at("RECURRENCE-ID", NEXT), "STATUS:CONFIRMED", start="120000",
              end="130000", location="Lab", sequence=2, modified="20260103T090000Z"),
    )  # fmt: skip
    (found,) = read_events(file, KATHMANDU)
    assert (found.weekdays, found.first, found.last, found.problem) == (frozenset({1}), MONDAY, THIRD, "")
    assert found.other_days == (
        OtherDay(NEXT, False, date(2026, 1, 13), time(12), time(13), "CS1: Algebra", "Lab"),
        OtherDay(THIRD, cancelled=True),
    )
    assert (found.sequence, found.modified) == (2, datetime(2026, 1, 3, 9, tzinfo=UTC))  # the newest of its parts


def test_outlooks_windows_zone_and_cancelled_day_are_understood() -> None:
    zone, uid = "Nepal Standard Time", "040000008200E00074C5B7101A82E008"
    rule = "RRULE:FREQ=WEEKLY;UNTIL=20260301T041500Z;INTERVAL=1;BYDAY=MO;WKST=SU"
    day = at("RECURRENCE-ID", NEXT, zone=zone)
    file = outlook(
        event(uid, MONDAY, rule, "CLASS:PUBLIC", "X-MICROSOFT-CDO-BUSYSTATUS:BUSY", zone=zone),
        event(uid, NEXT, day, "STATUS:CANCELLED", zone=zone),
    )
    (found,) = read_events(file, KATHMANDU)
    assert (found.problem, found.start, found.last) == ("", time(10), date(2026, 3, 1))
    assert found.other_days == (OtherDay(NEXT, cancelled=True),)


def test_a_file_that_withdraws_cancels_all_or_the_single_day_it_names() -> None:
    whole, day = event("w@x", MONDAY, WEEKLY), event("d@x", NEXT, at("RECURRENCE-ID", NEXT))
    found = {one.uid: one for one in read_events(outlook(whole, day, method="CANCEL"), KATHMANDU)}
    assert found["w@x"].cancelled
    assert (found["d@x"].whole, found["d@x"].other_days) == (False, (OtherDay(NEXT, cancelled=True),))
    (cancelled,) = read_events(google(event("c@x", MONDAY, WEEKLY, "STATUS:CANCELLED")), KATHMANDU)
    assert cancelled.cancelled


def test_apples_old_name_of_the_zone_means_the_same_hour() -> None:
    zone = "Asia/Katmandu"
    moved = event("B1", NEXT, at("RECURRENCE-ID", NEXT, zone=zone), zone=zone, start="141500", end="151500")
    whole = event("B1", MONDAY, WEEKLY, "X-APPLE-TRAVEL-ADVISORY-BEHAVIOR:AUTOMATIC", zone=zone)
    (found,) = read_events(apple(moved, whole), KATHMANDU)
    assert (found.start, found.end, found.whole) == (time(10), time(11), True)
    assert [(one.rule_date, one.start) for one in found.other_days] == [(NEXT, time(14, 15))]


def test_the_same_words_are_the_same_content_whenever_they_were_written() -> None:
    def read(**more: object) -> bytes:
        (found,) = read_events(google(event("a", MONDAY, WEEKLY, **more)), KATHMANDU)  # type: ignore[arg-type]  # by name
        return found.content

    assert read() == read(sequence=3, modified="20270101T000000Z")
    assert len({read(), read(start="093000"), read(location="Lab"), read(summary="CS2")}) == 4


@pytest.mark.parametrize(
    ("sequence", "modified", "newer"),
    [(0, "20260101T090000Z", True), (1, "20260101T080000Z", True), (1, "20260101T090000Z", False),
     (2, "20250101T000000Z", False)],
)  # fmt: skip
def test_versions_are_told_by_sequence_and_then_by_when_they_were_written(
    sequence: int, modified: str, newer: bool
) -> None:
    taken = TakenEvent(None, None, 1, datetime(2026, 1, 1, 9, tzinfo=UTC))
    (found,) = read_events(google(event("a", MONDAY, sequence=sequence, modified=modified)), KATHMANDU)
    assert taken.is_newer_than(found) is newer


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        (("RRULE:FREQ=DAILY",), "does not repeat by the week"),
        (("RDATE:20260107T101500Z",), "has days of its own"),
        (("RRULE:FREQ=WEEKLY;INTERVAL=2;WKST=SU",), "do not begin on Monday"),
        (("RRULE:FREQ=WEEKLY;INTERVAL=0",), "every 0 weeks"),
        (("RECURRENCE-ID;RANGE=THISANDFUTURE:20260112T041500Z",), "all later ones"),
    ],
)
def test_what_is_not_understood_is_said_in_words(lines: tuple[str, ...], reason: str) -> None:
    (found,) = read_events(google(event("a", MONDAY, *lines)), KATHMANDU)
    assert found.problem
    assert reason in found.problem.words


def test_a_refusal_repeats_what_the_file_says_and_names_the_day_it_is_about() -> None:
    (rule,) = read_events(google(event("a", MONDAY, "RRULE:FREQ=WEEKLY;BYMONTH=2")), KATHMANDU)
    assert rule.problem == refusal(Why.STRANGE_RULE, "BYMONTH")
    assert rule.problem.fields == {"name": "BYMONTH"}
    moved = event("a", NEXT, at("RECURRENCE-ID", NEXT), start="110000", end="100000")
    (day,) = read_events(google(event("a", MONDAY, WEEKLY), moved), KATHMANDU)
    assert day.problem == refusal(Why.NOT_ONE_DAY).on(NEXT)
    assert day.problem.fields == {"rule_date": NEXT.isoformat()}


def test_two_events_under_one_uid_and_files_without_events_are_refused() -> None:
    (found,) = read_events(google(event("a", MONDAY), event("a", NEXT)), KATHMANDU)
    assert found.problem == refusal(Why.UID_TWICE)
    for file in (b"no calendar", google()):
        with pytest.raises(CalendarFileRefused):
            read_events(file, KATHMANDU)
