"""Many jobs over a few worker processes: bounded, in any order, and one bad file never ends the run."""

import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from services.recognition.evaluation import process

Job = TypeVar("Job")
Result = TypeVar("Result")

Advance = Callable[[], None]
"""Called once for every step that is done."""
Stage = Callable[[str, int], Advance]
"""Announces a stretch of work of so many steps."""

_WAITING_PER_WORKER = 4
"""More jobs than that are not drawn from the caller before results are taken: nothing piles up."""
_ATTEMPTS = 2


class Pool:
    """Runs functions of `process` in spawned processes."""

    def __init__(self, model_cache: Path, workers: int) -> None:
        self._model_cache = model_cache
        self._workers = workers
        self._pool = self._spawn()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)

    def run(
        self, work: Callable[[Job], Result], jobs: Iterable[Job], on_crash: Callable[[Job], Result]
    ) -> Iterator[tuple[Job, Result]]:
        """Every job with its result, as they come; `on_crash` is the result of a job that kills its worker twice."""
        waiting = iter(jobs)
        again: deque[tuple[Job, int]] = deque()
        running: dict[Future[Result], tuple[Job, int]] = {}
        while True:
            # after a crash one job at a time, so that the one that crashes is known
            most = 1 if again else self._workers * _WAITING_PER_WORKER
            while len(running) < most:
                job, attempt = again.popleft() if again else (next(waiting, None), 0)
                if job is None:
                    break
                try:
                    running[self._pool.submit(work, job)] = (job, attempt)
                except BrokenProcessPool:  # a worker died just now, of another job or between two runs
                    again.appendleft((job, attempt))
                    break
            if not running and again:
                self._begin_again()
                continue
            if not running:
                return
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            broken = False
            for future in done:
                job, attempt = running.pop(future)
                try:
                    yield job, future.result()
                except BrokenProcessPool:
                    broken = True
                    if attempt + 1 >= _ATTEMPTS:
                        yield job, on_crash(job)
                    else:
                        again.append((job, attempt + 1))
            if broken:
                again.extend((job, attempt + 1) for job, attempt in running.values())
                running.clear()
                self._begin_again()

    def _begin_again(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)
        self._pool = self._spawn()

    def _spawn(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(
            max_workers=self._workers,
            mp_context=multiprocessing.get_context("spawn"),  # fork would copy threads of the numeric libraries
            initializer=process.load,
            initargs=(self._model_cache, os.getpid()),
        )
