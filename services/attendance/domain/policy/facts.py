"""What is known of one student in one session, and what the session itself contributes: all a mark is decided from."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias
from uuid import UUID

from services.attendance.domain.mark import MarkStatus
from services.attendance.domain.span import Span

StatusCode: TypeAlias = str  # one of a policy's status set, such as "PRESENT"; "" for a mark that is no verdict yet
WordVia: TypeAlias = Literal["teacher", "roll_call", "dispute"]


@dataclass(frozen=True)
class Word:
    """What a person in charge said last; it beats everything else."""

    status: StatusCode
    said_by: UUID
    said_time: datetime
    note: str
    via: WordVia
    kind: MarkStatus | None = None  # what `status` meant when it was said, for sets that no longer have it


@dataclass(frozen=True)
class CheckIn:
    """A student's own, on the equal path or at a kiosk."""

    time: datetime
    via: Literal["code", "kiosk"]


@dataclass(frozen=True)
class Facts:
    """Of one student; nothing in it depends on the order in which it became known."""

    # sightings of all cameras as one set of spans, in order, merged over gaps of at most the policy's `bridge_gap` and
    # cut to the time in which the cameras belonged to the session
    intervals: tuple[Span, ...] = ()
    confirmed_by: UUID | None = None
    seen_elsewhere: bool = False
    check_ins: tuple[CheckIn, ...] = ()
    excuse_id: UUID | None = None  # of an approved excuse
    word: Word | None = None


@dataclass(frozen=True)
class Watched:
    """When cameras looked: spans in order that do not touch, cut to the session."""

    anywhere: tuple[Span, ...] = ()  # some camera, at the door or in the room: who comes in then is seen
    inside: tuple[Span, ...] = ()  # a camera of the room: who sits there then is seen


@dataclass(frozen=True)
class Standing:
    """All that a session contributes to the verdicts on its students."""

    start: datetime  # from when lateness counts: the planned start, or the opening where that was later
    end: datetime | None = None  # the planned end, or the close where that was earlier; None while open
    closed: bool = False
    watched_share: float = 0.0  # of the session, 0 to 1, in which some camera saw the room
    complete: bool = True  # all that its cameras recorded up to its close has arrived
    watched: Watched = Watched()
    codes_from: datetime | None = None  # since when one could check in by code; None: from the start
