"""Where training runs, their events and what they publish are kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from services.common.errors import DomainError
from services.recognition.app.gallery import EncodingModel
from services.recognition.app.training_events import SampleRejected, TrainEvent, TrainingRun
from services.recognition.domain.encoder import Encoder
from services.recognition.domain.faces import Encodings
from services.recognition.domain.look_alikes import LookAlikePair


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
    encoder: Encoder | None = None
    """What the gallery is changed to; None: it stays with its own."""


@dataclass(frozen=True, slots=True, eq=False)
class StoredEncoding:
    """What the run's model draws from a sample."""

    sample_id: str
    person_id: str
    encoding: Encodings
    """(encoder.size,) float32, unit length."""


@dataclass(frozen=True, slots=True, eq=False)
class WorkSample:
    """A sample that a run has to look at; without `encoding` its picture has to be encoded."""

    sample_id: str
    person_id: str
    encoding: Encodings | None


@dataclass(frozen=True, slots=True, eq=False)
class TrainingWork:
    """What a run has to do."""

    new: tuple[WorkSample, ...]
    """Not in the gallery, or there by another model; ordered by person, oldest first."""
    trusted: tuple[StoredEncoding, ...]
    """In the gallery already, by the run's model, of the same people."""
    rejected: tuple[SampleRejected, ...]
    """Found unusable by an owner of this run that died; not among `new`."""
    without_picture: int
    """Imported encodings of other models: they cannot be drawn again and are left out."""


class TrainingStore(Protocol):
    """Every write of a run names its owner and raises RunLost when the run is another's."""

    async def begin(self, request_id: UUID, person_ids: Sequence[str], encoder: Encoder | None, owner: str) -> bool:
        """True: the run is new and the owner's. False: it exists. TrainingUnderWay while another is going."""
        ...

    async def claim(self, owner: str, silent_for: timedelta) -> ClaimedRun | None:
        """Take over the run whose owner has not beaten for so long, if there is one."""
        ...

    async def beat(self, request_id: UUID, owner: str) -> None:
        """The owner is alive."""

    async def release(self, request_id: UUID, owner: str) -> None:
        """The owner is leaving: anybody may claim the run at once."""

    async def cancel(self, request_id: UUID) -> None:
        """End the run without publishing, whoever owns it; RunNotFound. One that has ended stays as it ended."""

    async def tell(self, request_id: UUID, owner: str, events: Sequence[TrainEvent]) -> None:
        """Append to what followers are told."""

    async def told_after(self, request_id: UUID, number: int) -> list[tuple[int, TrainEvent]]:
        """Events of a higher number, in order."""
        ...

    async def work(self, run: ClaimedRun, model: EncodingModel) -> TrainingWork:
        """What is new since the last run; everything when the gallery is of another model."""
        ...

    async def image(self, sample_id: str) -> tuple[str, bytes] | None:
        """Content type and picture; None when it was erased meanwhile."""
        ...

    async def keep(self, model: EncodingModel, drawn: StoredEncoding) -> None:
        """Remember what was drawn, so that no other run draws it again; it is not in the gallery by that."""

    async def publish(
        self,
        request_id: UUID,
        owner: str,
        model: EncodingModel,
        encoded: Sequence[StoredEncoding],
        rejected: Sequence[SampleRejected],
        look_alikes: Sequence[LookAlikePair],
    ) -> int:
        """Version, encodings, notice to the pods and the run's end, all in one transaction; the version now served.

        Samples erased meanwhile stay erased. Without any change the version stays. A gallery of another model is
        replaced by what was encoded.
        """
        ...

    async def fail(self, request_id: UUID, owner: str, message: str) -> None:
        """End the run without publishing."""

    async def runs(self, before: datetime | None, limit: int) -> list[TrainingRun]:
        """Newest first, those started before."""
        ...
