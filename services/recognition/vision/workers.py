"""Inference in spawned processes: the event loop never decodes, encodes or infers."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import ParamSpec, TypeVar

import numpy as np
import structlog

from services.recognition.domain.encoder import Encoder
from services.recognition.domain.enrolment import EnrolmentVerdict
from services.recognition.domain.errors import PictureBreaksVision, VisionOverloaded, VisionUnavailable
from services.recognition.domain.execution import ExecutionProvider
from services.recognition.domain.faces import Box, Crops, Detector, Encodings, FrameFaces, Thumbnail
from services.recognition.vision import process
from services.recognition.vision.decode import MAX_FRAME_PIXELS
from services.recognition.vision.image_header import check_jpeg
from services.recognition.vision.models import ModelFiles, model_hash_of, prepare_models
from services.recognition.vision.worker import Worker, WorkerDied

_P = ParamSpec("_P")
_T = TypeVar("_T")

_log: structlog.typing.FilteringBoundLogger = structlog.get_logger("vision")


class VisionWorkers:
    """Implements domain.vision.Vision on processes that each hold the models and one thread.

    At most `max_jobs` jobs wait or run; one more raises VisionOverloaded at once, so that the caller drops the frame.
    A worker that dies is replaced and its job tried once more; one that does not finish in `job_seconds` is killed and
    replaced, and its job answered. The other workers notice nothing of either.
    """

    def __init__(
        self,
        model_cache: Path,
        processes: int,
        max_jobs: int,
        job_seconds: float = 30.0,
        provider: ExecutionProvider = ExecutionProvider.CPU,
    ) -> None:
        """`model_cache` is a folder of ours where converted weights are kept; nothing starts before `start`."""
        self._model_cache = model_cache
        self._processes = processes
        self._max_jobs = max_jobs
        self._job_seconds = job_seconds
        self._provider = provider
        self._jobs = 0
        self._files: ModelFiles | None = None
        self._workers: set[Worker] = set()
        self._idle: asyncio.LifoQueue[Worker] = asyncio.LifoQueue()  # the last to finish has the warmest cache

    def model_hash_of(self, encoder: Encoder) -> str:
        return model_hash_of(encoder)

    @property
    def runs_on(self) -> str:
        """In words: processor and runtime; of started workers."""
        return next(iter(self._workers)).runs_on

    @property
    def jobs_in_flight(self) -> int:
        """How many of the `max_jobs` places are taken."""
        return self._jobs

    async def start(self) -> None:
        """Convert the weights if need be, spawn all processes and load the models in each.

        Call on the main thread's event loop, before the gRPC server starts. Raises ModelMissing, ModelDamaged,
        ModelCacheUnusable, ExecutionProviderMissing or VisionUnavailable.
        """
        self._files = await asyncio.to_thread(prepare_models, self._model_cache)
        for _ in range(self._processes):
            self._spawn()
        await self.worker_pids()

    async def worker_pids(self) -> frozenset[int]:
        """Of the processes that are up and have loaded their models."""
        self._check_running()
        return frozenset(await asyncio.gather(*(worker.start() for worker in self._workers)))

    async def close(self) -> None:
        """Finish running jobs and end the processes; jobs that wait are told that there are none."""
        workers, self._workers = self._workers, set()
        await asyncio.gather(*(asyncio.to_thread(worker.finish) for worker in workers))

    def check(self, jpeg: bytes) -> None:
        check_jpeg(jpeg, MAX_FRAME_PIXELS)

    async def detect(
        self,
        jpeg: bytes,
        detector: Detector,
        max_width_px: int,
        still_reference: Thumbnail | None = None,
        tiles: tuple[Box, ...] = (),
    ) -> FrameFaces:
        return await self._run(process.detect, jpeg, detector, max_width_px, still_reference, tiles)

    async def cut_out(self, jpeg: bytes, box: Box) -> bytes:
        return await self._run(process.cut_out, jpeg, box)

    async def encode(self, crops: Crops, encoder: Encoder, *, thorough: bool = False) -> Encodings:
        if not len(crops):
            return np.zeros((0, encoder.size), np.float32)
        return await self._run(process.encode, crops, encoder, thorough)

    async def judge(self, image: bytes, encoder: Encoder) -> EnrolmentVerdict:
        return await self._run(process.judge, image, encoder)

    async def _run(self, job: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
        self._check_running()
        if self._jobs >= self._max_jobs:
            raise VisionOverloaded(self._max_jobs)
        self._jobs += 1
        try:
            return await self._twice(job, *args, **kwargs)
        finally:
            self._jobs -= 1

    async def _twice(self, job: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
        for _ in range(2):
            worker = await self._idle.get()
            sound = False
            try:
                self._check_running()
                answer = await worker.do(job, *args, **kwargs)
                sound = True
                return answer
            except WorkerDied:
                _log.warning("a vision worker died; it is replaced")
            except PictureBreaksVision:
                _log.warning("a vision worker hung and is replaced", seconds=self._job_seconds)
                raise
            except VisionUnavailable:
                raise
            except BaseException:  # the job's own error; or nobody waits any more: the next job queues behind this one
                sound = True
                raise
            finally:
                self._give_back(worker, sound)
        raise PictureBreaksVision("two workers died over it")

    def _give_back(self, worker: Worker, sound: bool) -> None:
        if worker not in self._workers:  # closed meanwhile
            self._idle.put_nowait(worker)  # whoever waits is told so
        elif sound:
            self._idle.put_nowait(worker)
        else:
            worker.kill()
            self._workers.discard(worker)
            self._spawn()

    def _spawn(self) -> None:
        assert self._files is not None, "started first"
        worker = Worker(self._files, self._provider, self._job_seconds)
        self._workers.add(worker)
        self._idle.put_nowait(worker)

    def _check_running(self) -> None:
        if not self._workers:
            raise VisionUnavailable("its worker processes are not running")
