"""Training runs: one at a time in the whole installation, each a task of one pod, followed from any."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from uuid import UUID

import structlog

from services.common.errors import DatabaseUnavailable, DomainError
from services.recognition.app.encode_samples import EncodedPeople
from services.recognition.app.errors import PodLeaving
from services.recognition.app.leaving import until_leaving
from services.recognition.app.pod import Pod
from services.recognition.app.training_events import Done, Failed, LogLine, Progress, TrainEvent, TrainingRun
from services.recognition.app.training_store import ClaimedRun, RunLost, TrainingStore

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

    async def start(self, request_id: UUID, person_ids: Sequence[str]) -> None:
        """Start the run unless it exists; TrainingUnderWay while another is going, PodLeaving when this pod leaves."""
        if self._pod.leaving.is_set():
            raise PodLeaving
        if await self._store.begin(request_id, person_ids, self._owner):
            self._begin(ClaimedRun(request_id, tuple(person_ids)))

    def follow(self, request_id: UUID) -> AsyncIterator[TrainEvent]:
        """Everything the run has said and says, to its last event. PodLeaving: join it again elsewhere."""
        return until_leaving(self._told(request_id), self._pod.leaving)

    async def _told(self, request_id: UUID) -> AsyncGenerator[TrainEvent, None]:
        number = 0
        async for _ in self._changes():
            for told_number, event in await self._store.told_after(request_id, number):
                number = told_number
                yield event
                if isinstance(event, Done | Failed):
                    return

    async def runs(self, before: datetime | None, limit: int) -> list[TrainingRun]:
        """Newest first."""
        return await self._store.runs(before, limit)

    async def keep(self) -> None:
        """Take over runs whose pod has died, until cancelled."""
        while True:
            if self._running is None or self._running.done():
                try:
                    claimed = await self._store.claim(self._owner, SILENT_FOR)
                except DatabaseUnavailable:
                    claimed = None
                if claimed is not None:
                    self._begin(claimed, "The pod that ran this stopped; another goes on from the beginning.")
            await asyncio.sleep(CLAIM_SECONDS)

    async def stop(self) -> None:
        """Leave a run to the other pods, or to the next start."""
        if self._running is not None and not self._running.done() and self._run is not None:
            self._running.cancel()
            await asyncio.wait((self._running,))
            with suppress(DomainError):
                await self._store.release(self._run, self._owner)

    def _begin(self, run: ClaimedRun, preface: str = "") -> None:
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
        work = await self._store.work(run.person_ids, self._pod.model_hash)
        total = len(work.new)
        people_total = len({sample.person_id for sample in work.new})
        opening = (
            f"{_count(total, 'new photo')} of {_count(people_total, 'person', 'people')} to look at."
            if total
            else "There are no new photos; the gallery stays as it is."
        )
        await self._tell(run, *(self._line(text) for text in (preface, opening) if text), Progress(0, total))
        people = EncodedPeople(work, self._store, self._pod)
        done, told_at = 0, self._pod.monotonic()
        async for rejected in people.each():
            done += 1
            now = self._pod.monotonic()
            if rejected or done == total or now - told_at >= _TELL_SECONDS:
                told_at = now
                lines = [self._line(f"A photo was left out: {item.message}") for item in rejected]
                await self._tell(run, *rejected, *lines, Progress(done, total))
        kept = f"{_count(len(people.encoded), 'photo')} accepted, {len(people.rejected)} left out"
        again = f", {people.drawn_again} of them encoded again with the current model" if people.drawn_again else ""
        await self._tell(run, self._line(f"Publishing: {kept}{again}."))
        version = await self._store.publish(run.request_id, self._owner, people.encoded, people.rejected)
        _log.info("a gallery was published", version=version, request_id=str(run.request_id))

    async def _tell(self, run: ClaimedRun, *events: TrainEvent) -> None:
        await self._store.tell(run.request_id, self._owner, events)

    def _line(self, message: str) -> LogLine:
        return LogLine(self._pod.clock(), message)


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"
