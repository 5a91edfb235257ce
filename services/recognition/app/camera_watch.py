"""One stream's camera watched: what of its time is coverage, and what was wrong with it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Protocol
from uuid import UUID, uuid5

from services.recognition.app.coverage import CoverageSpan
from services.recognition.app.reports import CameraCondition, CoverageReport
from services.recognition.domain.camera_health import CameraHealth, Condition, HealthVerdict, Trouble
from services.recognition.domain.faces import FrameFaces

_KEPT_APART_SECONDS = 2.0  # well under the gap that ends a span of coverage
_MOST_KEPT = 8


class ConditionBoard(Protocol):
    """Where all pods' cameras are told about."""

    def frame_came(self, camera_id: str) -> None:
        """A frame of the camera has just come."""

    def tell(self, condition: CameraCondition) -> None:
        """It began, goes on, or is over."""


class CameraWatch:
    """Owned by one stream. What is given out is to be reported to attendance, in this order."""

    def __init__(self, camera_id: str, stream_id: UUID, board: ConditionBoard | None) -> None:
        self._camera_id = camera_id
        self._stream_id = stream_id
        self._board = board
        self._health = CameraHealth()
        self._coverage = CoverageSpan(stream_id)
        self._going_on = ""
        self._clock_wrong_since: datetime | None = None
        self._clock_wrong_until = datetime.min
        self._unsure: list[datetime] = []
        """Frames that showed the same picture as the one before: coverage only if another picture comes."""

    def came(self) -> None:
        """A frame has arrived, whatever it shows."""
        if self._board is not None:
            self._board.frame_came(self._camera_id)

    def seen(self, captured_at: datetime, frame: FrameFaces) -> Iterator[tuple[CoverageReport | CameraCondition, bool]]:
        """What a frame adds to coverage and conditions, and whether each is to be said at once."""
        verdict = self._health.see(captured_at.timestamp(), frame)
        yield from self._conditions(verdict)
        for moment in self._watched(captured_at, verdict):
            coverage, begun = self._coverage.seen(moment)
            yield CoverageReport(self._camera_id, coverage), begun

    def timed(self, problem: str | None, now: datetime) -> Iterator[tuple[CameraCondition, bool]]:
        """Whether a frame's time can be believed; while none can, the camera's clock is its trouble, by the pod's."""
        if problem is not None:
            begun = self._clock_wrong_since is None
            self._clock_wrong_since, self._clock_wrong_until = self._clock_wrong_since or now, now
            yield self._clock(self._clock_wrong_since, now, over=False), begun
        elif self._clock_wrong_since is not None:
            yield self._clock(self._clock_wrong_since, now, over=True), True
            self._clock_wrong_since = None

    def _clock(self, start: datetime, now: datetime, *, over: bool) -> CameraCondition:
        return self._tell(Condition(Trouble.CLOCK, start.timestamp(), now.timestamp()), over=over)

    def close(self) -> Iterator[CameraCondition]:
        """The stream is over, and with it what was going on."""
        ended = self._health.end()
        if ended is not None:
            yield self._tell(ended, over=True)
        if self._clock_wrong_since is not None:
            yield self._clock(self._clock_wrong_since, self._clock_wrong_until, over=True)

    def _watched(self, captured_at: datetime, verdict: HealthVerdict) -> list[datetime]:
        if verdict.may_be_frozen:
            self._keep(captured_at)
            return []
        unsure, self._unsure = self._unsure, []
        return [*unsure, captured_at] if verdict.sees else []

    def _keep(self, moment: datetime) -> None:
        last = self._unsure[-1] if self._unsure else None
        if len(self._unsure) < _MOST_KEPT and (last is None or (moment - last).total_seconds() >= _KEPT_APART_SECONDS):
            self._unsure.append(moment)

    def _conditions(self, verdict: HealthVerdict) -> Iterator[tuple[CameraCondition, bool]]:
        if verdict.ended is not None:
            yield self._tell(verdict.ended, over=True), True
        if verdict.condition is not None:
            now = self._tell(verdict.condition, over=False)
            begun, self._going_on = now.condition_id != self._going_on, now.condition_id
            yield now, begun

    def _tell(self, condition: Condition, *, over: bool) -> CameraCondition:
        start = datetime.fromtimestamp(condition.start_seconds, UTC)
        told = CameraCondition(
            condition_id=str(uuid5(self._stream_id, f"{condition.trouble}:{start.isoformat()}")),
            camera_id=self._camera_id,
            trouble=condition.trouble,
            start=start,
            end=datetime.fromtimestamp(condition.end_seconds, UTC),
            over=over,
        )
        if self._board is not None:
            self._board.tell(told)
        return told
