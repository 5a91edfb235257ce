"""A pod that leaves takes no training run, however late it hears that it has one."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from types import SimpleNamespace
from typing import Any, cast
from uuid import UUID, uuid4

from services.recognition.app.training import Training
from services.recognition.app.training_store import ClaimedRun
from services.recognition.domain.encoder import Encoder


class SlowStore:
    """Gives its run to whoever asks, once it may answer."""

    def __init__(self) -> None:
        self.asked, self.may_answer = asyncio.Event(), asyncio.Event()
        self.run = ClaimedRun(uuid4(), (), None)
        self.released: list[UUID] = []
        self.freed = asyncio.Event()

    async def begin(self, request_id: UUID, person_ids: Sequence[str], encoder: Encoder | None, owner: str) -> bool:
        self.asked.set()
        await self.may_answer.wait()
        return True

    async def claim(self, owner: str, silent_for: timedelta) -> ClaimedRun:
        self.asked.set()
        await self.may_answer.wait()
        return self.run

    async def release(self, request_id: UUID, owner: str) -> None:
        self.released.append(request_id)
        self.freed.set()


def training_of(store: SlowStore) -> tuple[Training, asyncio.Event]:
    leaving = asyncio.Event()
    pod = cast(Any, SimpleNamespace(leaving=leaving))  # nothing else of it is asked before a run is taken
    return Training(cast(Any, store), pod, cast(Any, None), "this pod"), leaving


async def test_a_run_that_is_claimed_while_the_pod_leaves_is_given_back() -> None:
    store = SlowStore()
    training, leaving = training_of(store)
    keeping = asyncio.create_task(training.keep())
    await store.asked.wait()
    leaving.set()
    await training.stop()
    store.may_answer.set()
    await store.freed.wait()
    keeping.cancel()
    assert store.released == [store.run.request_id]


async def test_a_run_that_is_begun_while_the_pod_leaves_is_given_back() -> None:
    store, request_id = SlowStore(), uuid4()
    training, leaving = training_of(store)
    starting = asyncio.create_task(training.start(request_id, ()))
    await store.asked.wait()
    leaving.set()
    store.may_answer.set()
    await starting
    assert store.released == [request_id]
