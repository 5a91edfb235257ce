"""Unions of time, and when a room counts as watched."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from services.attendance.domain.coverage import watched_share
from services.attendance.domain.policy.policy import DEFAULT_POLICY
from services.attendance.domain.span import Span, Window, hull, union_length

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def span(first_minute: float, last_minute: float) -> Span:
    return Span(START + timedelta(minutes=first_minute), START + timedelta(minutes=last_minute))


spans = st.lists(
    st.tuples(st.integers(0, 60), st.integers(0, 60)).map(lambda ends: span(min(ends), max(ends))), max_size=12
)


@given(spans)
def test_a_union_is_as_long_as_the_minutes_in_any_of_its_spans(given_spans: list[Span]) -> None:
    minutes = {
        minute
        for one in given_spans
        for minute in range(
            int((one.start - START).total_seconds() // 60), int((one.end - START).total_seconds() // 60)
        )
    }
    assert union_length(given_spans) == timedelta(minutes=len(minutes))


def test_a_hull_holds_every_span_and_nothing_has_none() -> None:
    assert hull([span(5, 6), span(1, 2), span(3, 9)]) == span(1, 9)
    assert hull([]) is None


def test_a_window_keeps_the_part_inside_it() -> None:
    window = Window(START, START + timedelta(minutes=10))
    assert window.clip(span(-5, 3)) == span(0, 3)
    assert window.clip(span(8, 30)) == span(8, 10)
    assert window.clip(span(10, 30)) == span(10, 10)
    assert window.clip(span(11, 30)) is None
    assert Window(START, None).clip(span(500, 501)) == span(500, 501)


def test_two_cameras_that_take_turns_watch_the_whole_session() -> None:
    assert watched_share(span(0, 60), [span(0, 35), span(30, 60)]) == 1.0


def test_four_fifths_of_a_session_are_enough_and_less_is_not() -> None:
    least = DEFAULT_POLICY.watched_share_for_absence
    assert watched_share(span(0, 60), [span(0, 48)]) >= least
    assert watched_share(span(0, 60), [span(0, 47.9)]) < least


def test_a_session_without_length_was_not_watched() -> None:
    assert watched_share(span(0, 0), [span(0, 0)]) == 0.0
