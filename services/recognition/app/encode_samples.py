"""The part of a training run that looks at photos: which of the new ones belong into the gallery."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from itertools import groupby
from typing import TypeAlias

import numpy as np

from services.recognition.app.gallery import EncodingModel
from services.recognition.app.outliers import find_outliers
from services.recognition.app.pod import Pod
from services.recognition.app.training_events import RejectReason, SampleRejected
from services.recognition.app.training_store import StoredEncoding, TrainingStore, TrainingWork, WorkSample
from services.recognition.domain.errors import FrameTooLarge, FrameUnreadable, PictureBreaksVision
from services.recognition.domain.faces import Encodings

_OUTLIER = "This photo does not show the same person as the others; delete it, or the others if they are wrong."

_Outcome: TypeAlias = StoredEncoding | SampleRejected | None
"""None: the sample was erased meanwhile."""


@dataclass(slots=True)
class _Drawing:
    """How much there is to draw, and how fast it goes."""

    left: int
    drawn: int = 0
    began_at: float | None = None

    def remaining_seconds(self, now: float) -> float | None:
        """None while nothing can be said yet."""
        if self.left == 0:
            return 0.0
        if self.began_at is None or self.drawn == 0:
            return None
        return self.left * (now - self.began_at) / self.drawn


class EncodedPeople:
    """Goes through the work person by person; what was drawn with the run's model before is not drawn again.

    As many photos are under way as there are workers; each waits for its turn in line with the cameras' frames.
    """

    def __init__(self, work: TrainingWork, model: EncodingModel, store: TrainingStore, pod: Pod) -> None:
        self._work = work
        self._model = model
        self._store = store
        self._pod = pod
        self._drawing = _Drawing(sum(sample.encoding is None for sample in work.new))
        self.encoded: list[StoredEncoding] = []
        self.rejected: list[SampleRejected] = list(work.rejected)

    @property
    def drawn(self) -> int:
        """Photos that this pod has encoded for the run."""
        return self._drawing.drawn

    @property
    def remaining_seconds(self) -> float | None:
        """Until all are looked at; None while nothing can be said yet."""
        return self._drawing.remaining_seconds(self._pod.monotonic())

    async def each(self) -> AsyncGenerator[list[SampleRejected], None]:
        """After each photo: what of it was rejected; after a person's last one the outliers too."""
        async with aclosing(self._outcomes()) as outcomes:
            for person_id, group in groupby(self._work.new, key=lambda sample: sample.person_id):
                samples = list(group)
                current: list[StoredEncoding] = []
                for index in range(len(samples)):
                    outcome = await anext(outcomes)
                    told = [outcome] if isinstance(outcome, SampleRejected) else []
                    if isinstance(outcome, StoredEncoding):
                        current.append(outcome)
                    if index == len(samples) - 1:
                        told += self._settle(person_id, current)
                    self.rejected += told
                    yield told

    def _settle(self, person_id: str, current: list[StoredEncoding]) -> list[SampleRejected]:
        """Keep those that show the same person; the others are rejected."""
        trusted = [row.encoding for row in self._work.trusted if row.person_id == person_id]
        outliers = set(
            find_outliers(
                self._rows([row.encoding for row in current]), self._rows(trusted), self._model.encoder.spread
            )
        )
        self.encoded += [row for index, row in enumerate(current) if index not in outliers]
        return [_outlier(current[index]) for index in sorted(outliers)]

    async def _outcomes(self) -> AsyncGenerator[_Outcome, None]:
        """In the order of the work."""
        under_way: deque[asyncio.Task[_Outcome]] = deque()
        try:
            for sample in self._work.new:
                under_way.append(asyncio.create_task(self._outcome(sample)))
                if len(under_way) >= self._pod.workers:
                    yield await under_way.popleft()
            while under_way:
                yield await under_way.popleft()
        finally:
            for task in under_way:
                task.cancel()
            await asyncio.gather(*under_way, return_exceptions=True)

    async def _outcome(self, sample: WorkSample) -> _Outcome:
        if sample.encoding is not None:
            return StoredEncoding(sample.sample_id, sample.person_id, sample.encoding)
        if self._drawing.began_at is None:
            self._drawing.began_at = self._pod.monotonic()
        try:
            return await self._draw(sample)
        finally:
            self._drawing.left -= 1

    async def _draw(self, sample: WorkSample) -> _Outcome:
        stored = await self._store.image(sample.sample_id)
        if stored is None:
            return None
        self._drawing.drawn += 1
        try:
            async with self._pod.turns:
                verdict = await self._pod.vision.judge(stored[1], self._model.encoder)
        except (FrameUnreadable, FrameTooLarge, PictureBreaksVision) as error:
            return SampleRejected(sample.sample_id, sample.person_id, RejectReason.UNREADABLE, str(error))
        if verdict.encoding is None:
            reason = RejectReason(verdict.rejection.value) if verdict.rejection else RejectReason.NO_FACE
            return SampleRejected(sample.sample_id, sample.person_id, reason, verdict.message)
        drawn = StoredEncoding(sample.sample_id, sample.person_id, verdict.encoding)
        await self._store.keep(self._model, drawn)
        return drawn

    def _rows(self, encodings: list[Encodings]) -> Encodings:
        return np.stack(encodings) if encodings else np.zeros((0, self._model.encoder.size), np.float32)


def _outlier(sample: StoredEncoding) -> SampleRejected:
    return SampleRejected(sample.sample_id, sample.person_id, RejectReason.OUTLIER, _OUTLIER)
