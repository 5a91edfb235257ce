"""An hour's class, and what may be known of a student in it, drawn at random or written by hand."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import strategies as st

from services.attendance.domain.coverage import watched_share
from services.attendance.domain.mark import MarkStatus
from services.attendance.domain.policy.facts import CheckIn, Facts, Standing, Watched, Word
from services.attendance.domain.policy.policy import DEFAULT_POLICY, Policy
from services.attendance.domain.span import Span, merged, within

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
MINUTES = 60
END = START + timedelta(minutes=MINUTES)
CLASS = Span(START, END)
TEACHER, EXCUSE = UUID(int=9), UUID(int=8)
# From best to worst; excused and unconfirmed say nothing against a student, absent does.
ORDER = [
    MarkStatus.PRESENT,
    MarkStatus.LATE,
    MarkStatus.LEFT_EARLY,
    MarkStatus.EXCUSED,
    MarkStatus.NOT_SEEN,
    MarkStatus.UNCONFIRMED,
    MarkStatus.ABSENT,
]


def at(minute: float) -> datetime:
    return START + timedelta(minutes=minute)


def span(first: float, last: float) -> Span:
    return Span(at(first), at(last))


def facts(*intervals: Span, policy: Policy = DEFAULT_POLICY, **known: object) -> Facts:
    """Facts with the sightings merged as the register merges them."""
    return Facts(merged(intervals, policy.bridge_gap), **known)  # type: ignore[arg-type]  # the test's own words


def closed(inside: Sequence[Span] = (CLASS,), door: Sequence[Span] = (), **known: object) -> Standing:
    """The class, over, as cameras in the room and at the door watched it."""
    watched = Watched(merged([*inside, *door]), merged(inside))
    share = watched_share(CLASS, within(watched.anywhere, CLASS))
    return Standing(START, END, True, share, watched=watched, **known)  # type: ignore[arg-type]  # the test's own words


minute = st.integers(-5, MINUTES + 5)
spans = st.tuples(minute, minute).map(lambda ends: span(min(ends), max(ends)))
# cut to the time in which the cameras belonged to the session, as the register does
sightings = st.lists(spans.flatmap(lambda one: st.just(list(within([one], CLASS)))), max_size=6).map(
    lambda found: [one for some in found for one in some]
)
check_ins = st.lists(
    st.builds(CheckIn, st.integers(0, MINUTES).map(at), st.sampled_from(["code", "kiosk"])), max_size=2
).map(tuple)
words = st.builds(
    lambda status: Word(status.value.upper(), TEACHER, START, "", "teacher", status),
    st.sampled_from([kind.kind for kind in DEFAULT_POLICY.statuses]),
)
times = st.sampled_from([0, 5, 10, 15, 30, 45]).map(lambda minutes: timedelta(minutes=minutes))
policies = st.builds(
    Policy,
    late_after=times,
    left_early_before=times,
    minimum_present=times,
    bridge_gap=times,
    watched_share_for_absence=st.sampled_from([0.5, 0.8, 1.0]),
)
standings = st.builds(
    closed, sightings, sightings, complete=st.booleans(), codes_from=st.one_of(st.none(), st.integers(0, 50).map(at))
)


def rank(kind: MarkStatus) -> int:
    return ORDER.index(kind)
