"""Where training runs, their events and what they publish are kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from services.common.errors import DomainError
from services.recognition.app.training_events import SampleRejected, TrainEvent, TrainingRun
from services.recognition.domain.faces import Encodings


@dataclass
class RunLost(DomainError):
    """Another pod has taken the run over, or it has ended."""

    request_id: str

    def __str__(self) -> str:
        return f"the training run {self.request_id} is no longer this pod's"


@dataclass(frozen=True, slots=True)
class ClaimedRun:
    """A run that is this pod's now."""

    request_id: UUID
    person_ids: tuple[str, ...]
    """Empty: everybody."""


@dataclass(frozen=True, slots=True, eq=False)
class StoredEncoding:
    """A sample, and what was drawn from it when it was judged or trained last."""

    sample_id: str
    person_id: str
    model_hash: str
    encoding: Encodings
    """(encoder.size,) float32, unit length."""


@dataclass(frozen=True, slots=True, eq=False)
class TrainingWork:
    """What a run has to do."""

    new: tuple[StoredEncoding, ...]
    """Not in the gallery, or there by another model; ordered by person, oldest first."""
    trusted: tuple[StoredEncoding, ...]
    """In the gallery already, by the current model, of the same people."""


class TrainingStore(Protocol):
    """Every write of a run names its owner and raises RunLost when the run is another's."""

    async def begin(self, request_id: UUID, person_ids: Sequence[str], owner: str) -> bool:
        """True: the run is new and the owner's. False: it exists. TrainingUnderWay while another is going."""
        ...

    async def claim(self, owner: str, silent_for: timedelta) -> ClaimedRun | None:
        """Take over the run whose owner has not beaten for so long, if there is one."""
        ...

    async def beat(self, request_id: UUID, owner: str) -> None:
        """The owner is alive."""

    async def release(self, request_id: UUID, owner: str) -> None:
        """The owner is leaving: anybody may claim the run at once."""

    async def tell(self, request_id: UUID, owner: str, events: Sequence[TrainEvent]) -> None:
        """Append to what followers are told."""

    async def told_after(self, request_id: UUID, number: int) -> list[tuple[int, TrainEvent]]:
        """Events of a higher number, in order."""
        ...

    async def work(self, person_ids: Sequence[str], model_hash: str) -> TrainingWork:
        """What is new since the last run."""
        ...

    async def image(self, sample_id: str) -> tuple[str, bytes] | None:
        """Content type and picture; None when it was erased meanwhile."""
        ...

    async def publish(
        self, request_id: UUID, owner: str, encoded: Sequence[StoredEncoding], rejected: Sequence[SampleRejected]
    ) -> int:
        """Version, encodings, notice to the pods and the run's end, all in one transaction; the version now served.

        Samples erased meanwhile stay erased. Without any change the version stays.
        """
        ...

    async def fail(self, request_id: UUID, owner: str, message: str) -> None:
        """End the run without publishing."""

    async def runs(self, before: datetime | None, limit: int) -> list[TrainingRun]:
        """Newest first, those started before."""
        ...
