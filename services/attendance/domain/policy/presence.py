"""When a student was there, as far as anybody looked: what nobody could see is never held against them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.attendance.domain.policy.facts import CheckIn, Facts, Standing
from services.attendance.domain.policy.policy import Policy
from services.attendance.domain.span import Span, merged, union_length, within

# A camera that begins to look, or looks again, may need so long to see everybody who sits there already.
TIME_TO_NOTICE = timedelta(minutes=1)


@dataclass(frozen=True)
class Presence:
    """Of one student in one session, from what was seen and checked in."""

    arrived: datetime
    departed: datetime
    stays: tuple[Span, ...]  # in order, apart from each other, within the session
    in_time: bool
    seen_in_time: bool  # by a camera
    possible: timedelta  # the stays, and all time in which no camera looked into the room

    @property
    def length(self) -> timedelta:
        """Time present within the session."""
        return sum((stay.length for stay in self.stays), timedelta())


def presence(facts: Facts, standing: Standing, policy: Policy) -> Presence | None:
    """None for somebody who was neither seen nor checked in."""
    came = [_from_arrival(facts.intervals[0], standing), *facts.intervals] if facts.intervals else []
    # A code says that somebody came; it looks at nobody afterwards, so they are taken to have stayed.
    came += [Span(check_in.time, max(check_in.time, standing.end or check_in.time)) for check_in in facts.check_ins]
    if not came:
        return None
    stays = _bridged(merged(came), standing, policy.bridge_gap)
    seen_in_time = bool(facts.intervals) and came[0].start <= standing.start + policy.late_after
    in_time = seen_in_time or any(_in_time(check_in, standing, policy) for check_in in facts.check_ins)
    inside = _in_session(stays, standing)
    return Presence(stays[0].start, stays[-1].end, inside, in_time, seen_in_time, _possible(inside, standing))


def _from_arrival(first: Span, standing: Standing) -> Span:
    """The first sighting, begun when the student may have come unseen: nobody looked just before."""
    before = Span(min(standing.start, first.start), first.start)
    looked = (span for span in within(standing.watched.anywhere, before) if span.length > TIME_TO_NOTICE)
    nobody_looked_since = max((span.end for span in looked), default=before.start)
    return Span(nobody_looked_since, first.end)


def _in_time(check_in: CheckIn, standing: Standing, policy: Policy) -> bool:
    """A code is entered once it is shown, and by nobody in no time; a kiosk stands at the door from the start."""
    possible = max(standing.start, standing.codes_from or standing.start) if check_in.via == "code" else standing.start
    return check_in.time <= possible + max(policy.late_after, TIME_TO_NOTICE)


def _bridged(stays: tuple[Span, ...], standing: Standing, gap: timedelta) -> tuple[Span, ...]:
    """Stays joined, and the last one led on to the end, wherever the room was looked into for at most `gap` between:
    so a camera at the door, which never looks inside, sees nobody leave."""
    joined = [stays[0]]
    for stay in stays[1:]:
        if _looked_inside(joined[-1].end, stay.start, standing) <= gap:
            joined[-1] = joined[-1].join(stay)
        else:
            joined.append(stay)
    last = joined[-1]
    end = standing.end
    if end is not None and last.end < end and _looked_inside(last.end, end, standing) <= gap:
        joined[-1] = Span(last.start, end)
    return tuple(joined)


def _looked_inside(start: datetime, end: datetime, standing: Standing) -> timedelta:
    return union_length(within(standing.watched.inside, Span(start, end)))


def _in_session(stays: Iterable[Span], standing: Standing) -> tuple[Span, ...]:
    last = max(stay.end for stay in stays) if standing.end is None else standing.end
    return tuple(within(stays, Span(standing.start, last))) if last >= standing.start else ()


def _possible(stays: tuple[Span, ...], standing: Standing) -> timedelta:
    if standing.end is None or standing.end <= standing.start:
        return timedelta()
    session = Span(standing.start, standing.end)
    looked = merged(within(standing.watched.inside, session))
    looked_without_seeing = union_length(looked) - union_length(part for stay in stays for part in within(looked, stay))
    return session.length - looked_without_seeing
