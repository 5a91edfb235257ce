"""The part of a training run that looks at photos: which of the new ones belong into the gallery."""

from collections.abc import AsyncIterator
from itertools import groupby

import numpy as np

from services.recognition.app.outliers import find_outliers
from services.recognition.app.pod import Pod
from services.recognition.app.training_events import RejectReason, SampleRejected
from services.recognition.app.training_store import StoredEncoding, TrainingStore, TrainingWork
from services.recognition.domain.errors import FrameTooLarge, FrameUnreadable
from services.recognition.domain.faces import Encodings

_OUTLIER = "This photo does not show the same person as the others; delete it, or the others if they are wrong."


class EncodedPeople:
    """Goes through the work person by person; photos judged with the current model keep their encoding."""

    def __init__(self, work: TrainingWork, store: TrainingStore, pod: Pod) -> None:
        self._work = work
        self._store = store
        self._pod = pod
        self.encoded: list[StoredEncoding] = []
        self.rejected: list[SampleRejected] = []
        self.drawn_again = 0
        """Photos that another model had judged."""

    async def each(self) -> AsyncIterator[list[SampleRejected]]:
        """After each photo but a person's last: an empty list. After the last: that person's rejects."""
        for person_id, group in groupby(self._work.new, key=lambda sample: sample.person_id):
            samples = list(group)
            current: list[StoredEncoding] = []
            rejected: list[SampleRejected] = []
            for index, sample in enumerate(samples):
                outcome = await self._current(sample)
                if isinstance(outcome, SampleRejected):
                    rejected.append(outcome)
                elif outcome is not None:
                    current.append(outcome)
                if index < len(samples) - 1:
                    yield []
            trusted = [row.encoding for row in self._work.trusted if row.person_id == person_id]
            outliers = set(find_outliers(self._rows([row.encoding for row in current]), self._rows(trusted)))
            rejected += [_outlier(current[index]) for index in sorted(outliers)]
            self.encoded += [row for index, row in enumerate(current) if index not in outliers]
            self.rejected += rejected
            yield rejected

    async def _current(self, sample: StoredEncoding) -> StoredEncoding | SampleRejected | None:
        """The sample by the current model; None when it was erased meanwhile."""
        if sample.model_hash == self._pod.model_hash:
            return sample
        stored = await self._store.image(sample.sample_id)
        if stored is None:
            return None
        self.drawn_again += 1
        try:
            async with self._pod.turns:  # one photo at a time, in line with the cameras' frames
                verdict = await self._pod.vision.judge(stored[1], self._pod.encoder)
        except (FrameUnreadable, FrameTooLarge) as error:
            return SampleRejected(sample.sample_id, sample.person_id, RejectReason.UNREADABLE, str(error))
        if verdict.encoding is None:
            reason = RejectReason(verdict.rejection.value) if verdict.rejection else RejectReason.NO_FACE
            return SampleRejected(sample.sample_id, sample.person_id, reason, verdict.message)
        return StoredEncoding(sample.sample_id, sample.person_id, self._pod.model_hash, verdict.encoding)

    def _rows(self, encodings: list[Encodings]) -> Encodings:
        return np.stack(encodings) if encodings else np.zeros((0, self._pod.encoder.size), np.float32)


def _outlier(sample: StoredEncoding) -> SampleRejected:
    return SampleRejected(sample.sample_id, sample.person_id, RejectReason.OUTLIER, _OUTLIER)
