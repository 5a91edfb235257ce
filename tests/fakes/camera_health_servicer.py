"""How cameras are, as a test says; for tests of whoever watches them."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import grpc
from google.protobuf.timestamp_pb2 import Timestamp
from presence.recognition.v1 import camera_health_service_pb2 as pb
from presence.recognition.v1 import camera_health_service_pb2_grpc as rpc

from services.common.principal import Role, require


class FakeCameraHealth(rpc.CameraHealthServiceServicer):
    """`watching` is how many watches are open."""

    def __init__(self) -> None:
        self.watching = 0
        self.news = asyncio.Condition()
        self._troubles: dict[str, pb.CameraHealth] = {}
        self._changes: list[pb.CameraHealth] = []

    async def tell(self, camera_id: str, trouble: "pb.CameraTrouble.ValueType") -> None:
        """The camera is so from now on."""
        start = Timestamp()
        start.FromDatetime(datetime(2026, 3, 2, 9, 0, tzinfo=UTC))
        state = pb.CameraHealth(camera_id=camera_id, trouble=trouble, start_time=start)
        self._troubles[camera_id] = state
        async with self.news:
            self._changes.append(state)
            self.news.notify_all()

    async def until_watching(self, count: int) -> None:
        """Returns once so many watches are open."""
        async with asyncio.timeout(30), self.news:
            await self.news.wait_for(lambda: self.watching == count)

    async def WatchCameraHealth(  # noqa: N802  gRPC's name
        self,
        request: pb.WatchCameraHealthRequest,
        context: grpc.aio.ServicerContext,  # type: ignore[type-arg]  # no message is read from it
    ) -> AsyncIterator[pb.WatchCameraHealthResponse]:
        require(Role.SERVICE, Role.ADMIN, to="watch cameras' health")
        await self._count(1)
        try:
            place = len(self._changes)
            troubled = [state for state in self._troubles.values() if state.trouble]
            yield pb.WatchCameraHealthResponse(snapshot=pb.CameraHealthSnapshot(cameras=troubled))
            while True:
                async with self.news:
                    await self.news.wait_for(lambda at=place: len(self._changes) > at)  # type: ignore[misc]  # bound now
                yield pb.WatchCameraHealthResponse(changed=self._changes[place])
                place += 1
        finally:
            await self._count(-1)

    async def _count(self, change: int) -> None:
        async with self.news:
            self.watching += change
            self.news.notify_all()
