"""Inference in spawned processes: the event loop never decodes, encodes or infers."""

import asyncio
import multiprocessing
import os
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import ParamSpec, TypeVar

import numpy as np

from services.recognition.domain.enrolment import EnrolmentVerdict
from services.recognition.domain.errors import VisionOverloaded, VisionUnavailable
from services.recognition.domain.faces import ENCODING_SIZE, Crops, Detector, Encodings, FrameFaces, Thumbnail
from services.recognition.vision import process
from services.recognition.vision.models import ModelFiles, model_hash, prepare_models

_P = ParamSpec("_P")
_T = TypeVar("_T")


class VisionWorkers:
    """Implements domain.vision.Vision on a pool of processes that each hold the models and one thread.

    At most `max_jobs` jobs wait or run; one more raises VisionOverloaded at once, so that the caller drops the frame.
    A pool broken by a dying process is rebuilt and the job tried once more.
    """

    def __init__(self, model_cache: Path, processes: int, max_jobs: int) -> None:
        """`model_cache` is a folder of ours where converted weights are kept; nothing starts before `start`."""
        self._model_cache = model_cache
        self._processes = processes
        self._max_jobs = max_jobs
        self._jobs = 0
        self._files: ModelFiles | None = None
        self._pool: ProcessPoolExecutor | None = None

    @property
    def model_hash(self) -> str:
        return model_hash()

    @property
    def jobs_in_flight(self) -> int:
        """How many of the `max_jobs` places are taken."""
        return self._jobs

    async def start(self) -> None:
        """Convert the weights if need be, spawn all processes and load the models in each.

        Call on the main thread's event loop, before the gRPC server starts. Raises ModelMissing, ModelDamaged or
        ModelCacheUnusable.
        """
        self._files = await asyncio.to_thread(prepare_models, self._model_cache)
        self._pool = self._spawn(self._files)
        await self.worker_pids()

    async def worker_pids(self) -> frozenset[int]:
        """Of the processes that are up and have loaded their models."""
        pool = self._running()
        try:
            loaded = [asyncio.wrap_future(pool.submit(process.pid)) for _ in range(self._processes)]
            return frozenset(await asyncio.gather(*loaded))
        except BrokenProcessPool as error:
            raise VisionUnavailable("its worker processes end as soon as they start") from error

    async def close(self) -> None:
        """Finish running jobs, drop waiting ones and end the processes."""
        pool, self._pool = self._pool, None
        if pool is not None:
            await asyncio.to_thread(pool.shutdown, wait=True, cancel_futures=True)

    async def detect(
        self, jpeg: bytes, detector: Detector, max_width_px: int, still_reference: Thumbnail | None = None
    ) -> FrameFaces:
        return await self._run(process.detect, jpeg, detector, max_width_px, still_reference)

    async def encode(self, crops: Crops) -> Encodings:
        if not len(crops):
            return np.zeros((0, ENCODING_SIZE), np.float32)
        return await self._run(process.encode, crops)

    async def judge(self, image: bytes) -> EnrolmentVerdict:
        return await self._run(process.judge, image)

    async def _run(self, job: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
        if self._jobs >= self._max_jobs:
            raise VisionOverloaded(self._max_jobs)
        self._jobs += 1
        try:
            return await self._twice(job, *args, **kwargs)
        finally:
            self._jobs -= 1

    async def _twice(self, job: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
        for _ in range(2):
            pool = self._running()
            try:
                return await asyncio.wrap_future(pool.submit(job, *args, **kwargs))
            except BrokenProcessPool:
                self._replace(pool)
        raise VisionUnavailable("its worker processes died twice on the same picture")

    def _running(self) -> ProcessPoolExecutor:
        if self._pool is None:
            raise VisionUnavailable("its worker processes are not running")
        return self._pool

    def _replace(self, broken: ProcessPoolExecutor) -> None:
        # every job of a broken pool comes here; the first replaces it
        if self._pool is broken and self._files is not None:
            broken.shutdown(wait=False, cancel_futures=True)
            self._pool = self._spawn(self._files)

    def _spawn(self, files: ModelFiles) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(
            max_workers=self._processes,
            # fork would copy the event loop and gRPC's threads in whatever state they are
            mp_context=multiprocessing.get_context("spawn"),
            initializer=process.load,
            initargs=(files, os.getpid()),
        )
