"""The one rule of marks: a pure function of facts, in any order, any number of times."""

from datetime import timedelta

from services.attendance.domain.mark import MarkSource, MarkStatus
from services.attendance.domain.policy.facts import Facts, Standing, Word
from services.attendance.domain.policy.policy import OFF, Policy
from services.attendance.domain.policy.presence import Presence, presence
from services.attendance.domain.policy.verdict import Verdict, Why

_MINUTE = timedelta(minutes=1)


def decide(facts: Facts, standing: Standing, policy: Policy) -> Verdict:
    """A person's word, else what was seen or checked in, else an approved excuse, else absent or unconfirmed."""
    there = presence(facts, standing, policy)
    minutes = there.length // _MINUTE if there else 0
    if facts.word is not None:
        return _said(facts.word, policy, minutes)
    if there is None or _too_short(there, standing, policy):
        return _not_there(facts, standing, policy, there, minutes)
    kind, why = _how(there, standing, policy)
    by_camera = bool(facts.intervals) and (there.seen_in_time or not there.in_time)
    return _given(kind, MarkSource.CAMERA if by_camera else MarkSource.CODE, minutes, why, policy)


def _said(word: Word, policy: Policy, minutes: int) -> Verdict:
    known = policy.status(word.status)
    kind = word.kind or (known.kind if known else MarkStatus(word.status.lower()))
    return Verdict(word.status, kind, MarkSource.TEACHER, minutes, Why.SAID)


def _how(there: Presence, standing: Standing, policy: Policy) -> tuple[MarkStatus, Why]:
    late = not there.in_time
    left = _judgeable(standing) and policy.left_early_before > OFF and _left(there, standing, policy)
    if late and left:  # the worse of the two, so that what speaks against one of them never makes it worse
        late = policy.of_kind(MarkStatus.LATE).points <= policy.of_kind(MarkStatus.LEFT_EARLY).points
    if late:
        return MarkStatus.LATE, Why.CAME_LATE
    return (MarkStatus.LEFT_EARLY, Why.LEFT_EARLY) if left else (MarkStatus.PRESENT, Why.IN_TIME)


def _left(there: Presence, standing: Standing, policy: Policy) -> bool:
    return standing.end is not None and there.departed < standing.end - policy.left_early_before


def _too_short(there: Presence, standing: Standing, policy: Policy) -> bool:
    if standing.end is None or not _judgeable(standing):
        return False
    # nobody can be there for longer than the class took
    return there.possible < min(policy.minimum_present, standing.end - standing.start)


def _judgeable(standing: Standing) -> bool:
    """Whether all is known that speaks for somebody who did not stay."""
    return standing.closed and standing.complete


def _not_there(facts: Facts, standing: Standing, policy: Policy, there: Presence | None, minutes: int) -> Verdict:
    if facts.excuse_id is not None:
        return _given(MarkStatus.EXCUSED, MarkSource.POLICY, minutes, Why.EXCUSED, policy)
    if not standing.closed:
        return Verdict("", MarkStatus.NOT_SEEN, MarkSource.NONE, minutes, Why.NOT_YET_SEEN)
    if not standing.complete:
        return Verdict("", MarkStatus.UNCONFIRMED, MarkSource.POLICY, minutes, Why.INCOMPLETE)
    if standing.watched_share < policy.watched_share_for_absence:
        return Verdict("", MarkStatus.UNCONFIRMED, MarkSource.POLICY, minutes, Why.NOT_WATCHED)
    why = Why.NEVER_SEEN if there is None else Why.TOO_SHORT
    return _given(MarkStatus.ABSENT, MarkSource.POLICY, minutes, why, policy)


def _given(kind: MarkStatus, source: MarkSource, minutes: int, why: Why, policy: Policy) -> Verdict:
    return Verdict(policy.of_kind(kind).code, kind, source, minutes, why)
