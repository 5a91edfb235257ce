"""What sockets are told when a watch behind them breaks."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import aclosing
from typing import Any, Generic, TypeVar

import grpc
import pytest
from presence.recognition.v1 import camera_health_service_pb2 as health
from presence.recognition.v1 import recognition_service_pb2 as recognition

from gateway.live.addresses import Replica
from gateway.live.health_hub import HealthHub
from gateway.live.pods import Pods
from gateway.live.view_hub import ViewHub

CAMERA = "0c7ee0a4-7f0f-4a3d-9d9f-0b5a1d3a9c11"
POD = Replica("ipv4:10.0.0.7:5003", None)
T = TypeVar("T")


class Stream(Generic[T]):
    """What a service sends; then it refuses, or is silent."""

    def __init__(self, messages: Iterable[T], refusal: grpc.StatusCode | None = None) -> None:
        self._messages = messages
        self._refusal = refusal

    async def __aiter__(self) -> AsyncIterator[T]:
        for message in self._messages:
            yield message
        if self._refusal is not None:
            raise grpc.aio.AioRpcError(self._refusal, grpc.aio.Metadata(), grpc.aio.Metadata())
        await asyncio.get_running_loop().create_future()

    def cancel(self) -> None:
        """Nobody reads on."""


def snapshot(*cameras: health.CameraHealth) -> health.WatchCameraHealthResponse:
    return health.WatchCameraHealthResponse(snapshot=health.CameraHealthSnapshot(cameras=cameras))


async def test_what_was_known_before_a_watch_was_refused_is_not_told_as_known_now() -> None:
    covered = health.CameraHealth(camera_id=CAMERA, trouble=health.CAMERA_TROUBLE_COVERED)
    streams = [Stream([snapshot(covered)], grpc.StatusCode.PERMISSION_DENIED), Stream([snapshot()])]
    hub = HealthHub(lambda _request: streams.pop(0))  # type: ignore[arg-type, return-value]  # all of it that is used
    async with asyncio.timeout(10):
        async with aclosing(hub.follow(frozenset({CAMERA}))) as first:
            with pytest.raises(grpc.aio.AioRpcError):
                async for _ in first:
                    pass
        async with aclosing(hub.follow(frozenset({CAMERA}))) as second:
            assert await anext(second) == ()


class OnePod:
    """A pod that never goes away."""

    def __init__(self, frames: Sequence[recognition.WatchRecognitionsResponse]) -> None:
        self._frames = frames

    def watchers(self) -> dict[Replica, Any]:
        return {POD: lambda _request: Stream(self._frames)}

    def on_change(self, _listener: Callable[[], None]) -> Callable[[], None]:
        return lambda: None


async def test_a_picture_that_cannot_be_read_ends_the_view_instead_of_leaving_it_still() -> None:
    frame = recognition.RecognisedFrame()
    frame.decide_time.seconds = 10**15  # no time that there is
    hub = ViewHub(OnePod([recognition.WatchRecognitionsResponse(frame=frame)]), str)  # type: ignore[arg-type]  # as above
    with hub.look(CAMERA) as newest:
        async with asyncio.timeout(10):
            with pytest.raises((ValueError, OverflowError)):
                await newest.take()


async def test_pods_are_looked_for_again_after_whatever_went_wrong() -> None:
    tries: list[Replica] = []

    async def find() -> list[Replica]:
        return [POD]

    def connect(replica: Replica) -> grpc.aio.Channel:
        tries.append(replica)
        if len(tries) == 1:
            raise RuntimeError
        return grpc.aio.insecure_channel("ipv4:127.0.0.1:9")

    pods = Pods(find, connect, look_seconds=0)
    found = asyncio.Event()
    pods.on_change(found.set)
    await pods.start()
    try:
        await asyncio.wait_for(found.wait(), 10)
        assert set(pods.watchers()) == {POD}
    finally:
        await pods.stop()
