"""What this pod reports to attendance."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeAlias

from services.recognition.app.coverage import Coverage
from services.recognition.domain.camera_health import Trouble
from services.recognition.domain.outcome import Sighting


@dataclass(frozen=True, slots=True)
class SightingReport:
    """One person was seen by one camera."""

    camera_id: str
    sighting: Sighting
    model: str
    frames_used: int
    confirmed_by: str = ""
    """Who said so, when recognition was not sure by itself."""
    checked_in: bool = False
    """By the person's own will, at a kiosk, and live."""

    @property
    def report_id(self) -> str:
        return self.sighting.sighting_id


@dataclass(frozen=True, slots=True)
class CoverageReport:
    """One camera saw its room."""

    camera_id: str
    coverage: Coverage

    @property
    def report_id(self) -> str:
        return self.coverage.coverage_id


@dataclass(frozen=True, slots=True)
class CameraCondition:
    """A camera was in trouble from one moment to the other. The same id again means it lasted longer."""

    condition_id: str
    camera_id: str
    trouble: Trouble
    start: datetime
    end: datetime
    over: bool = False

    @property
    def report_id(self) -> str:
        return self.condition_id


@dataclass(frozen=True, slots=True)
class CameraProgress:
    """All that a camera captured until then is stored, or lost for good."""

    camera_id: str
    complete_through: datetime
    stopped: bool = False
    """It captured nothing after that."""

    @property
    def report_id(self) -> str:
        return self.camera_id


Report: TypeAlias = SightingReport | CoverageReport | CameraCondition | CameraProgress


@dataclass(frozen=True, slots=True)
class Answer:
    """What attendance said to reports."""

    stored_ids: tuple[str, ...]
    refused: tuple[tuple[str, str], ...]
    """Ids that will never be stored, and why."""


class ReportLine(Protocol):
    """One open ReportSightings stream. Both methods raise a DomainError when it is broken."""

    async def send(self, reports: list[Report]) -> None:
        """At most 500 of each kind."""

    def answers(self) -> AsyncIterator[Answer]:
        """Until the other side ends the stream."""
        ...


class ReportLines(Protocol):
    """Where lines to attendance come from."""

    def open(self) -> AbstractAsyncContextManager[ReportLine]:
        """A line for the block; a DomainError when there is none to be had."""
        ...
