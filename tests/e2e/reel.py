"""A camera that sends the pictures a test gives it, one at a time, and the processes that look at them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

import grpc
from presence.recognition.v1 import recognition_service_pb2 as pb

from camera.connection import DeviceLogin
from services.common.auth import utc_now
from services.common.channels import open_channel
from tests.e2e.conftest import Campus
from tests.e2e.memory import family
from tests.e2e.processes import pid_listening_on
from tests.fakes.recognition_camera import ScriptedCamera, streaming


@dataclass
class Reel:
    """Sends pictures over a camera's stream, each once the one before is acknowledged."""

    camera: ScriptedCamera
    frames: list[bytes]
    sequence: int = 0

    async def show(self, picture: bytes | None = None) -> pb.FrameResult:
        """What came of the picture, or of the next good frame."""
        self.sequence += 1
        sequence = self.sequence
        await self.camera.send(sequence, self.frames[sequence % len(self.frames)] if picture is None else picture)
        await self.camera.until(lambda: any(result.sequence == sequence for result in self.camera.results))
        return next(result for result in self.camera.results if result.sequence == sequence)

    async def show_until(self, happened: Callable[[], bool]) -> None:
        async with asyncio.timeout(60):
            while not happened():
                await self.show()


def pods_of(campus: Campus) -> list[str]:
    return campus.endpoints.recognition.removeprefix("ipv4:").split(",")


def recognition_pids(campus: Campus) -> list[int]:
    """Every process of every pod, the vision workers among them; in the order of their numbers."""
    ports = (int(pod.rpartition(":")[2]) for pod in pods_of(campus))
    return sorted(pid for port in ports for pid in family(pid_listening_on(port)))


def gateway_pid(campus: Campus) -> int:
    return pid_listening_on(int(campus.running.url.rpartition(":")[2]))


@asynccontextmanager
async def camera_on(campus: Campus, channel: grpc.aio.Channel, **resume: int | str) -> AsyncIterator[ScriptedCamera]:
    """The college's camera with an open stream on the channel."""
    async with open_channel(campus.endpoints.identity) as identity:
        login = DeviceLogin(identity, campus.college.camera_credential, utc_now)
        ((_, authorization),) = await login.metadata()
        token = authorization.removeprefix("Bearer ")
        async with streaming(channel, token, await login.camera_id(), **resume) as camera:  # type: ignore[arg-type]  # as streaming takes them
            yield camera
