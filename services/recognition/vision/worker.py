"""One worker process: spawned, asked one thing at a time, killed when it does not come back."""

import asyncio
import multiprocessing
import os
import signal
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from typing import ParamSpec, TypeVar

from services.recognition.domain.errors import PictureBreaksVision, VisionUnavailable
from services.recognition.domain.execution import ExecutionProvider
from services.recognition.vision import process
from services.recognition.vision.models import ModelFiles

_P = ParamSpec("_P")
_T = TypeVar("_T")

_START_SECONDS = 120.0  # a full machine may take its time to load the libraries


class WorkerDied(Exception):
    """The process ended in mid-job."""


class Worker:
    """Holds the models in a process of its own. After WorkerDied or PictureBreaksVision it is of no more use."""

    def __init__(self, files: ModelFiles, provider: ExecutionProvider, job_seconds: float) -> None:
        self._job_seconds = job_seconds
        self._pid: int | None = None
        self._executor = ProcessPoolExecutor(
            max_workers=1,
            # fork would copy the event loop and gRPC's threads in whatever state they are
            mp_context=multiprocessing.get_context("spawn"),
            initializer=process.load,
            initargs=(files, os.getpid(), provider),
        )
        self.runs_on = ""
        """In words: processor and runtime."""

    async def start(self) -> int:
        """Its process id, once it has loaded its models. Raises VisionUnavailable, or what the models say is wrong."""
        if self._pid is None:
            try:
                async with asyncio.timeout(_START_SECONDS):
                    introduced = asyncio.wrap_future(self._executor.submit(process.introduce))
                    self._pid, self.runs_on = await introduced
            except (BrokenProcessPool, RuntimeError, TimeoutError) as error:
                raise VisionUnavailable("its worker processes end as soon as they start") from error
        return self._pid

    async def do(self, job: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
        """The job's answer, or what it raises; WorkerDied, or PictureBreaksVision after `job_seconds`."""
        await self.start()
        try:
            async with asyncio.timeout(self._job_seconds):
                return await asyncio.wrap_future(self._executor.submit(job, *args, **kwargs))
        except TimeoutError:
            raise PictureBreaksVision(f"a worker did not finish with it in {self._job_seconds:.0f} seconds") from None
        except BrokenProcessPool as error:
            raise WorkerDied from error

    def kill(self) -> None:
        """End the process whatever it is doing; returns at once."""
        if self._pid is not None:
            with suppress(ProcessLookupError):
                os.kill(self._pid, signal.SIGKILL)
        self._executor.shutdown(wait=False, cancel_futures=True)

    def finish(self) -> None:
        """End the process once its job is done; blocks."""
        self._executor.shutdown(wait=True, cancel_futures=True)
