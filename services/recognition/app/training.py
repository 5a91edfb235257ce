"""Training runs: one at a time in the whole installation, each a task of one pod, followed from any."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from contextlib import aclosing, suppress
from datetime import datetime, timedelta
from uuid import UUID

import structlog

from services.common.errors import DatabaseUnavailable, DomainError
from services.recognition.app.encode_samples import EncodedPeople
from services.recognition.app.errors import PodLeaving
from services.recognition.app.gallery import EncodingModel, GalleryEntry
from services.recognition.app.leaving import until_leaving
from services.recognition.app.look_alikes import look_alikes_among
from services.recognition.app.pod import Pod
from services.recognition.app.training_events import (
    Cancelled,
    Done,
    Failed,
    LogLine,
    Progress,
    TrainEvent,
    TrainingRun,
)
from services.recognition.app.training_store import ClaimedRun, RunLost, TrainingStore, TrainingWork
from services.recognition.app.training_words import counted, opening, publishing
from services.recognition.domain.encoder import Encoder

_log: structlog.typing.FilteringBoundLogger = structlog.get_logger("training")

BEAT_SECONDS = 2.0
SILENT_FOR = timedelta(seconds=12)
CLAIM_SECONDS = 5.0
_TELL_SECONDS = 0.25

Changes = Callable[[], AsyncIterator[None]]
"""Yields whenever a run may have said something new."""


class Training:
    """This pod's part: starts runs, takes over those of pods that died, and serves whoever follows one."""

    def __init__(self, store: TrainingStore, pod: Pod, changes: Changes, owner: str) -> None:
        """`owner` is a name no other process has."""
        self._store = store
        self._pod = pod
        self._changes = changes
        self._owner = owner
        self._running: asyncio.Task[None] | None = None
        self._run: UUID | None = None

    async def start(self, request_id: UUID, person_ids: Sequence[str], encoder: Encoder | None = None) -> None:
        """Start the run unless it exists; with `encoder` it encodes everything with that one and changes to it.

        TrainingUnderWay while another is going, PodLeaving when this pod leaves.
        """
        if self._pod.leaving.is_set():
            raise PodLeaving
        if await self._store.begin(request_id, person_ids, encoder, self._owner):
            await self._take(ClaimedRun(request_id, tuple(person_ids), encoder))

    async def cancel(self, request_id: UUID) -> None:
        """End the run for everybody without publishing; RunNotFound. One that has ended stays as it ended."""
        await self._store.cancel(request_id)
        if self._run == request_id and self._running is not None:
            self._running.cancel()

    def follow(self, request_id: UUID) -> AsyncIterator[TrainEvent]:
        """Everything the run has said and says, to its last event. PodLeaving: join it again elsewhere."""
        return until_leaving(self._told(request_id), self._pod.leaving)

    async def _told(self, request_id: UUID) -> AsyncGenerator[TrainEvent, None]:
        number = 0
        async for _ in self._changes():
            for told_number, event in await self._store.told_after(request_id, number):
                number = told_number
                yield event
                if isinstance(event, Done | Failed | Cancelled):
                    return

    async def runs(self, before: datetime | None, limit: int) -> list[TrainingRun]:
        """Newest first."""
        return await self._store.runs(before, limit)

    async def keep(self) -> None:
        """Take over runs whose pod has died, until cancelled."""
        while True:
            idle = self._running is None or self._running.done()
            if idle and not self._pod.leaving.is_set():
                try:
                    claimed = await self._store.claim(self._owner, SILENT_FOR)
                except DatabaseUnavailable:
                    claimed = None
                if claimed is not None:
                    await self._take(claimed, "The pod that ran this stopped; another goes on where it was.")
            await asyncio.sleep(CLAIM_SECONDS)

    async def stop(self) -> None:
        """Leave a run to the other pods, or to the next start."""
        if self._running is not None and not self._running.done() and self._run is not None:
            self._running.cancel()
            await asyncio.wait((self._running,))
            await self._release(self._run)

    async def _release(self, request_id: UUID) -> None:
        with suppress(DomainError):
            await self._store.release(request_id, self._owner)

    async def _take(self, run: ClaimedRun, preface: str = "") -> None:
        if self._pod.leaving.is_set():  # since it was asked for: whoever waits for its silence would wait long
            await self._release(run.request_id)
            return
        if self._running is not None:  # of a run that ended elsewhere, which it has not noticed yet
            self._running.cancel()
        self._run = run.request_id
        self._running = asyncio.create_task(self._supervise(run, preface), name=f"training {run.request_id}")

    async def _supervise(self, run: ClaimedRun, preface: str) -> None:
        beating = asyncio.create_task(self._beat(run.request_id))
        working = asyncio.create_task(self._work(run, preface))
        try:
            await asyncio.wait((beating, working), return_when=asyncio.FIRST_COMPLETED)
            if working.done():
                working.result()
        except (RunLost, DatabaseUnavailable) as error:
            # whoever finds it silent begins it again; nothing was published
            _log.warning("a training run was left", request_id=str(run.request_id), reason=str(error))
        except DomainError as error:
            await self._fail(run.request_id, f"Training stopped: {error}.")
        except Exception:
            _log.exception("a training run failed", request_id=str(run.request_id))
            await self._fail(run.request_id, "Training stopped because of an internal error; the log says more.")
        finally:
            for task in (beating, working):
                task.cancel()
            await asyncio.gather(beating, working, return_exceptions=True)

    async def _fail(self, request_id: UUID, message: str) -> None:
        with suppress(RunLost, DatabaseUnavailable):
            await self._store.fail(request_id, self._owner, message)

    async def _beat(self, request_id: UUID) -> None:
        """Ends when the run is no longer ours."""
        while True:
            await asyncio.sleep(BEAT_SECONDS)
            with suppress(DatabaseUnavailable):
                await self._store.beat(request_id, self._owner)

    async def _work(self, run: ClaimedRun, preface: str) -> None:
        await self._pod.galleries.load()  # what is new depends on the newest version's encoder
        served = self._pod.galleries.model
        model = EncodingModel(run.encoder, self._pod.vision.model_hash_of(run.encoder)) if run.encoder else served
        work = await self._store.work(run, model)
        people = EncodedPeople(work, model, self._store, self._pod)
        total = len(work.new)
        lines = [preface, *opening(work, changed_to=model if model != served else None)]
        await self._tell(
            run, *(self._line(text) for text in lines if text), Progress(0, total, people.remaining_seconds)
        )
        done, told_at = 0, self._pod.monotonic()
        async with aclosing(people.each()) as each:
            async for rejected in each:
                done += 1
                now = self._pod.monotonic()
                if rejected or done == total or now - told_at >= _TELL_SECONDS:
                    told_at = now
                    lines = [f"A photo was left out: {item.message}" for item in rejected]
                    progress = Progress(done, total, people.remaining_seconds)
                    await self._tell(run, *rejected, *(self._line(text) for text in lines), progress)
        await self._tell(run, self._line(publishing(people)))
        await self._publish(run, model, work, people)

    async def _publish(self, run: ClaimedRun, model: EncodingModel, work: TrainingWork, people: EncodedPeople) -> None:
        await self._pod.galleries.load()
        entries: dict[str, GalleryEntry] = {}
        if model == self._pod.galleries.model:
            entries = {entry.sample_id: entry for entry in self._pod.galleries.entries}
        for item in people.rejected:
            entries.pop(item.sample_id, None)
        entries |= {row.sample_id: GalleryEntry(row.sample_id, row.person_id, row.encoding) for row in people.encoded}
        close = await look_alikes_among(entries.values(), model)
        if close:
            pairs = counted(len(close), "pair of people looks", "pairs of people look")
            await self._tell(run, self._line(f"{pairs} alike: more is asked before one of them is named."))
        version = await self._store.publish(run.request_id, self._owner, model, people.encoded, people.rejected, close)
        _log.info("a gallery was published", version=version, request_id=str(run.request_id))

    async def _tell(self, run: ClaimedRun, *events: TrainEvent) -> None:
        await self._store.tell(run.request_id, self._owner, events)

    def _line(self, message: str) -> LogLine:
        return LogLine(self._pod.clock(), message)
