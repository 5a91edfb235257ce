"""The recognition pods there are now, and a channel to each."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

import grpc
import structlog
from presence.recognition.v1 import recognition_service_pb2 as recognition
from presence.recognition.v1.recognition_service_pb2_grpc import RecognitionServiceStub

from gateway.live.addresses import Replica

_log: structlog.typing.FilteringBoundLogger = structlog.get_logger("pods")

WatchPictures = Callable[
    [recognition.WatchRecognitionsRequest],
    "grpc.aio.UnaryStreamCall[recognition.WatchRecognitionsRequest, recognition.WatchRecognitionsResponse]",
]
Connect = Callable[[Replica], grpc.aio.Channel]
Changed = Callable[[], None]


class Pods:
    """Looks the target up every `look_seconds` and tells whoever asked when pods came or went."""

    def __init__(
        self, find: Callable[[], Awaitable[list[Replica]]], connect: Connect, *, look_seconds: float = 10.0
    ) -> None:
        self._find = find
        self._connect = connect
        self._look_seconds = look_seconds
        self._channels: dict[Replica, grpc.aio.Channel] = {}
        self._listeners: set[Changed] = set()
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begins to look; the first answer may still be out when this returns."""
        self._task = asyncio.create_task(self._keep_looking(), name="look-for-pods")

    async def stop(self) -> None:
        """Closes every channel."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait((self._task,))
        for channel in self._channels.values():
            await channel.close()
        self._channels.clear()

    def watchers(self) -> dict[Replica, WatchPictures]:
        """How to watch pictures on each pod there is now."""
        return {
            replica: RecognitionServiceStub(channel).WatchRecognitions for replica, channel in self._channels.items()
        }

    def on_change(self, listener: Changed) -> Callable[[], None]:
        """Calls the listener whenever pods came or went, until the result is called."""
        self._listeners.add(listener)
        return lambda: self._listeners.discard(listener)

    async def _keep_looking(self) -> None:
        while True:
            try:
                await self._look()
            except (OSError, ValueError) as error:  # the name is not known just now; those found before stay
                _log.warning("recognition cannot be looked up", error=type(error).__name__)
            except Exception:
                _log.exception("looking for recognition failed")  # go on: no new pod would ever be found
            await asyncio.sleep(self._look_seconds)

    async def _look(self) -> None:
        found = set(await self._find())
        gone = [replica for replica in self._channels if replica not in found]
        came = found - set(self._channels)
        closing = [self._channels.pop(replica) for replica in gone]
        for replica in came:
            self._channels[replica] = self._connect(replica)
        if gone or came:
            _log.info("recognition pods", pods=len(self._channels))
            for listener in tuple(self._listeners):
                listener()
        for channel in closing:
            with suppress(grpc.aio.AioRpcError):
                await channel.close()
