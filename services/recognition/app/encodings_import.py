"""Encodings that were drawn elsewhere, taken in without their pictures."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Protocol
from uuid import UUID, uuid5

import numpy as np

from services.common.errors import DomainError, InvalidInput, error_reason
from services.recognition.app.errors import ConsentMissing, PersonNotFound, TooManySamples
from services.recognition.app.gallery import EncodingModel
from services.recognition.app.people import People
from services.recognition.app.pod import Pod
from services.recognition.app.samples import MAX_SAMPLES
from services.recognition.domain.dlib_space import HALF, centred
from services.recognition.domain.encoder import Encoder
from services.recognition.domain.faces import Encodings

MAX_IMPORTED = 200_000


@dataclass(frozen=True, slots=True)
class Refusal:
    """Encodings of one person that could not be stored."""

    person_id: str
    reason: str
    """UPPER_SNAKE."""
    message: str
    encodings: int


@dataclass(slots=True)
class Imported:
    """What became of an import."""

    stored: int
    already_stored: int
    refused: list[Refusal]


class ImportStore(Protocol):
    """Where samples without a picture are kept."""

    async def add_imported(
        self,
        person_id: str,
        model: EncodingModel,
        encodings: Sequence[tuple[str, Encodings]],
        max_samples: int,
        now: datetime,
    ) -> int:
        """Keep each by its sample id unless it is there, if the person consents; how many are new.

        ConsentMissing; TooManySamples, and then none is kept.
        """
        ...


class EncodingsImport:
    """Takes encodings in, person by person."""

    def __init__(self, store: ImportStore, people: People, pod: Pod) -> None:
        self._store = store
        self._people = people
        self._pod = pod

    def begin(self, encoder_name: str) -> "RunningImport":
        """One import; InvalidInput for an encoder that is not there."""
        encoder = next((known for known in Encoder if known.value == encoder_name), None)
        if encoder is None:
            raise InvalidInput("encoder", f"must be one of {', '.join(Encoder)}")
        model = EncodingModel(encoder, self._pod.vision.model_hash_of(encoder))
        return RunningImport(self._store, self._people, self._pod, model)


class RunningImport:
    """What was sent so far of one import; a person's encodings wait until the next person's come, 30 at most."""

    def __init__(self, store: ImportStore, people: People, pod: Pod, model: EncodingModel) -> None:
        self._store = store
        self._people = people
        self._pod = pod
        self._model = model
        self._person_id = ""
        self._waiting: list[tuple[str, Encodings]] = []
        self._received = 0
        self._result = Imported(0, 0, [])

    async def add(self, person_id: str, values: Sequence[float]) -> None:
        """InvalidInput when it is no encoding, or one too many."""
        self._received += 1
        if self._received > MAX_IMPORTED:
            raise InvalidInput("encodings", f"may be at most {MAX_IMPORTED} in one import")
        if person_id != self._person_id or len(self._waiting) == MAX_SAMPLES:
            await self._flush()
            self._person_id = person_id
        encoding = _unit(values, self._model.encoder)
        digest = sha256(self._model.hash.encode() + encoding.tobytes()).hexdigest()
        # the same encoding again is the same sample
        self._waiting.append((str(uuid5(UUID(person_id), f"import/{digest}")), encoding))

    async def finish(self) -> Imported:
        """What became of all of them."""
        await self._flush()
        return self._result

    async def _flush(self) -> None:
        waiting = list(dict(self._waiting).items())
        repeated, self._waiting = len(self._waiting) - len(waiting), []
        if not waiting:
            return
        try:
            await self._people.need_consent(self._person_id)
            new = await self._store.add_imported(self._person_id, self._model, waiting, MAX_SAMPLES, self._pod.clock())
        except (ConsentMissing, PersonNotFound, TooManySamples) as error:
            self._refuse(error, len(waiting) + repeated)
        else:
            self._result.stored += new
            self._result.already_stored += len(waiting) + repeated - new

    def _refuse(self, error: DomainError, count: int) -> None:
        self._result.refused.append(Refusal(self._person_id, error_reason(error), str(error), count))


def _unit(values: Sequence[float], encoder: Encoder) -> Encodings:
    if len(values) != encoder.size:
        raise InvalidInput("encoding", f"must have {encoder.size} values for {encoder}, not {len(values)}")
    encoding = np.asarray(values, np.float64)
    length = float(np.linalg.norm(encoding))
    if not np.isfinite(length) or length < 1e-6:
        raise InvalidInput("encoding", "must have finite values that are not all zero")
    # the descriptors of 2023 are dlib's own
    return centred(encoding[None], HALF)[0] if encoder is Encoder.DLIB else (encoding / length).astype(np.float32)
