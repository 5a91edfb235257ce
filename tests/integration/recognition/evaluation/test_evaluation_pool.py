"""Jobs in worker processes that die: nothing of the others is lost, and the one that kills is told."""

import asyncio
import os
import signal
from pathlib import Path

from services.recognition.evaluation.pool import Pool

KILLS = 2
PATIENCE_SECONDS = 60.0


def work(job: int) -> int:
    """The worker's process id; job KILLS ends it."""
    if job == KILLS:
        os.kill(os.getpid(), signal.SIGKILL)
    return os.getpid()


async def test_a_job_that_kills_its_worker_is_told_and_the_pool_goes_on_also_after_a_death_while_idle(
    tmp_path: Path,
) -> None:
    with Pool(tmp_path, 1) as pool:
        found = dict(pool.run(work, range(4), lambda job: -job))
        assert found.keys() == set(range(4))
        assert [job for job, pid in found.items() if pid <= 0] == [KILLS]
        (alive,) = {pid for _, pid in pool.run(work, [3], lambda _: -1)}
        os.kill(alive, signal.SIGKILL)
        async with asyncio.timeout(PATIENCE_SECONDS):
            while Path(f"/proc/{alive}").exists():  # noqa: ASYNC110 - gone when the pool has noticed
                await asyncio.sleep(0.01)
        ((_, other),) = pool.run(work, [3], lambda _: -1)
        assert other > 0
        assert other != alive
