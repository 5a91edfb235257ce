"""What is decided about one student in one session."""

from dataclasses import dataclass
from enum import StrEnum

from services.attendance.domain.mark import MarkSource, MarkStatus
from services.attendance.domain.policy.facts import StatusCode


class Why(StrEnum):
    """The one reason that decided."""

    SAID = "said"  # a person in charge did
    IN_TIME = "in_time"
    CAME_LATE = "came_late"
    LEFT_EARLY = "left_early"
    TOO_SHORT = "too_short"  # there for less than the policy's minimum
    EXCUSED = "excused"
    NOT_YET_SEEN = "not_yet_seen"
    NEVER_SEEN = "never_seen"
    NOT_WATCHED = "not_watched"  # the room was not seen well enough to say absent
    INCOMPLETE = "incomplete"  # a camera still owes what it recorded


@dataclass(frozen=True)
class Verdict:
    """`code` is of the policy's status set, "" while there is nothing to say; `kind` is what it counts as."""

    code: StatusCode
    kind: MarkStatus
    source: MarkSource
    minutes_present: int  # whole minutes within the session
    why: Why
