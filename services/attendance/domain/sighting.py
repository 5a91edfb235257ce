"""What cameras report: who was seen when, and when the room was watched at all."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeVar
from uuid import UUID

from services.attendance.domain.span import Span

# Two machines' clocks may differ a little; more than this and the time itself cannot be believed.
MAX_CLOCK_AHEAD = timedelta(minutes=2)
# Two rooms that see a student for a shorter time may have clocks that differ, or be neighbours.
MIN_CONFLICT = timedelta(seconds=3)
# Nothing was recorded before Presence existed: an earlier time is a camera whose clock was never set.
EARLIEST = datetime.fromisoformat("2020-01-01T00:00:00+00:00")


@dataclass(frozen=True)
class Sighting:
    """One person on one camera's track, over a span of time. Repeats of an id extend the span."""

    sighting_id: UUID
    camera_id: UUID
    student_id: UUID
    span: Span
    distance: float  # fused distance of the track to the person's encodings, smaller is surer
    gallery_version: int
    model: str
    track_id: str
    frames_used: int
    confirmed_by: UUID | None = None  # who said so, where recognition was not sure by itself
    checked_in: bool = False  # by the student's own will, at a kiosk

    @property
    def report_id(self) -> UUID:
        """The id that is answered."""
        return self.sighting_id

    def same_subject(self, other: "Sighting") -> bool:
        """Whether both speak of the same person on the same camera."""
        return (self.camera_id, self.student_id) == (other.camera_id, other.student_id)

    def merge(self, other: "Sighting") -> "Sighting":
        """Both reports of one sighting as one; commutative, so that their order does not matter."""
        return replace(
            self,
            span=self.span.join(other.span),
            distance=min(self.distance, other.distance),
            gallery_version=max(self.gallery_version, other.gallery_version),
            model=max(self.model, other.model),
            track_id=max(self.track_id, other.track_id),
            frames_used=max(self.frames_used, other.frames_used),
            confirmed_by=max(filter(None, (self.confirmed_by, other.confirmed_by)), default=None),
            checked_in=self.checked_in or other.checked_in,
        )


@dataclass(frozen=True)
class Coverage:
    """A camera saw the room for a span of time. Repeats of an id extend the span."""

    coverage_id: UUID
    camera_id: UUID
    span: Span

    @property
    def report_id(self) -> UUID:
        """The id that is answered."""
        return self.coverage_id

    def same_subject(self, other: "Coverage") -> bool:
        """Whether both speak of the same camera."""
        return self.camera_id == other.camera_id

    def merge(self, other: "Coverage") -> "Coverage":
        """Both reports as one; commutative."""
        return replace(self, span=self.span.join(other.span))


class CameraTrouble(StrEnum):
    """What can be wrong with a camera."""

    BLACK = "black"
    COVERED = "covered"
    FROZEN = "frozen"
    BLURRED = "blurred"
    DARK = "dark"
    GONE = "gone"
    CLOCK = "clock"
    LOST = "lost"


@dataclass(frozen=True)
class CameraCondition:
    """A camera was in trouble for a span of time. Evidence only: what it did not see is no coverage anyway."""

    condition_id: UUID
    camera_id: UUID
    trouble: CameraTrouble
    span: Span

    @property
    def report_id(self) -> UUID:
        """The id that is answered."""
        return self.condition_id

    def same_subject(self, other: "CameraCondition") -> bool:
        """Whether both speak of the same trouble of the same camera."""
        return (self.camera_id, self.trouble) == (other.camera_id, other.trouble)

    def merge(self, other: "CameraCondition") -> "CameraCondition":
        """Both reports as one; commutative."""
        return replace(self, span=self.span.join(other.span))


Report = TypeVar("Report", Sighting, Coverage, CameraCondition)


def why_unbelievable(span: Span, received: datetime) -> str | None:
    """What is wrong with a reported span, in words, or None."""
    if span.start > span.end:
        return "it ends before it starts"
    if span.end > received + MAX_CLOCK_AHEAD:
        return "it lies in the future: check the camera's clock"
    if span.start < EARLIEST:
        return "it lies too far in the past: check the camera's clock"
    return None


def merge_repeats(reports: Iterable[Report]) -> tuple[list[Report], list[Report]]:
    """One report per id, in the order of ids, and those that use an id of another subject."""
    merged: dict[UUID, Report] = {}
    strangers: list[Report] = []
    for report in reports:
        earlier = merged.get(report.report_id)
        if earlier is None:
            merged[report.report_id] = report
        elif earlier.same_subject(report):
            merged[report.report_id] = earlier.merge(report)
        else:
            strangers.append(report)
    return [merged[key] for key in sorted(merged)], strangers
