"""Every replica of every service: a channel to each, and since when it answers or does not."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

import grpc
import structlog
from grpc_health.v1 import health_pb2, health_pb2_grpc

from gateway.live.addresses import Replica

_log: structlog.typing.FilteringBoundLogger = structlog.get_logger("system")

State = Literal["serving", "not_serving", "unreachable"]
Find = Callable[[], Awaitable[list[Replica]]]
Connect = Callable[[str, Replica], grpc.aio.Channel]

CHECK_SECONDS = 2.0


@dataclass(frozen=True)
class Standing:
    """One replica as it was when somebody last asked it."""

    process: str
    replica: Replica
    channel: grpc.aio.Channel
    state: State
    since: datetime
    """When it was first seen so."""
    ever_answered: bool
    """False: this gateway has never heard of it."""


class Processes:
    """Asks every replica for its gRPC health every `look_seconds`, whether or not anybody looks at the page.

    Only so can the page say since when one is silent. Holds one channel and one state for each replica there is now.
    """

    def __init__(
        self,
        find: Mapping[str, Find],
        connect: Connect,
        *,
        look_seconds: float = 10.0,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._find = dict(find)
        self._connect = connect
        self._look_seconds = look_seconds
        self._clock = clock
        self._known: dict[tuple[str, Replica], Standing] = {}
        self._task: asyncio.Task[None] | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The services there should be."""
        return tuple(self._find)

    def standing(self) -> list[Standing]:
        """Of every replica, as it was when last asked."""
        return sorted(self._known.values(), key=lambda one: (self.names.index(one.process), one.replica.target))

    def note(self, standing: Standing, state: State) -> Standing:
        """It was just found to be so."""
        key = (standing.process, standing.replica)
        known = self._known.get(key, standing)
        since = known.since if known.state == state else self._clock()
        answered = known.ever_answered or state != "unreachable"
        now = Standing(standing.process, standing.replica, standing.channel, state, since, answered)
        if key in self._known:  # else it went away while it was asked
            self._known[key] = now
        return now

    async def start(self) -> None:
        """Begins to look; the first answer may still be out when this returns."""
        self._task = asyncio.create_task(self._keep_looking(), name="look-at-processes")

    async def stop(self) -> None:
        """Closes every channel."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait((self._task,))
        for standing in self._known.values():
            await standing.channel.close()
        self._known.clear()

    async def look(self) -> None:
        """Once: find all replicas, and ask each."""
        await asyncio.gather(*(self._look_up(process) for process in self._find))
        await asyncio.gather(*(self._check(standing) for standing in tuple(self._known.values())))

    async def _keep_looking(self) -> None:
        while True:
            try:
                await self.look()
            except Exception:
                _log.exception("looking at the services failed")  # go on: the page would stand still for good
            await asyncio.sleep(self._look_seconds)

    async def _look_up(self, process: str) -> None:
        try:
            found = set(await self._find[process]())
        except (OSError, ValueError):  # the name is not known just now; those found before stay
            return
        for key in [key for key in self._known if key[0] == process and key[1] not in found]:
            with suppress(grpc.aio.AioRpcError):
                await self._known.pop(key).channel.close()
        for replica in found:
            key = (process, replica)
            if key not in self._known:
                channel = self._connect(process, replica)
                self._known[key] = Standing(process, replica, channel, "unreachable", self._clock(), False)

    async def _check(self, standing: Standing) -> None:
        # the published types of HealthStub know no methods
        check = getattr(health_pb2_grpc.HealthStub(standing.channel), "Check")  # noqa: B009  mypy refuses plain access
        state: State = "unreachable"
        try:
            answer = await check(health_pb2.HealthCheckRequest(), timeout=CHECK_SECONDS)
            state = "serving" if answer.status == health_pb2.HealthCheckResponse.SERVING else "not_serving"
        except grpc.aio.AioRpcError:
            pass
        self.note(standing, state)
