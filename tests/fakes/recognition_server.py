"""The real recognition service in this process, on a free port, with whatever workers and peers a test gives it.

async with running_recognition(database_url, peers.target, peers.target, SyntheticVision()) as recognition:
    async with recognition.channel() as channel: ...
"""

import asyncio
import base64
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

import grpc

from services.common.auth import TokenVerifier, keys_from
from services.common.channels import open_channel
from services.common.migrations import migrate
from services.common.server import Server
from services.recognition.app.pod import StreamLimits
from services.recognition.config import RecognitionConfig
from services.recognition.domain.vision import Vision
from services.recognition.errors import ERRORS
from services.recognition.wiring import MIGRATIONS, NAME, Service, wired

ENCRYPTION_KEY = base64.b64encode(secrets.token_bytes(32)).decode()


@dataclass(frozen=True)
class RunningRecognition:
    """A pod that serves."""

    target: str
    service: Service
    server: Server

    def channel(self) -> grpc.aio.Channel:
        """A channel without a token; `async with` it, and send `metadata=bearer(token)`."""
        return open_channel(self.target, deadline_seconds=60.0)  # a full machine may take its time

    async def drain(self) -> None:
        """What SIGTERM does, but for ending the process."""
        await self.server.refuse()
        for step in self.service.on_drain():
            await step()

    async def gallery_at_least(self, version: int, seconds: float = 30.0) -> None:
        """Returns once this pod serves that version."""
        async with asyncio.timeout(seconds):
            await self.service.pod.galleries.at_least(version)


@asynccontextmanager
async def running_recognition(
    database_url: str,
    identity_target: str,
    attendance_target: str,
    vision: Vision,
    *,
    service_key: str,
    encryption_key: str = ENCRYPTION_KEY,
    workers: int = 1,
    limits: StreamLimits | None = None,
    drain_seconds: float = 10.0,
    clock: Callable[[], datetime] | None = None,
    pod_clock: Callable[[], datetime] | None = None,
) -> AsyncIterator[RunningRecognition]:
    """Migrates the database and serves for the block. The workers are the caller's to start and close.

    `clock` is the one that tokens end by, `pod_clock` the one that cameras' clocks are held against; the real one when
    None.
    """
    config = RecognitionConfig.model_validate(
        {
            "listen": "127.0.0.1:0",
            "database_url": database_url,
            "identity_target": identity_target,
            "attendance_target": attendance_target,
            "service_key": service_key,
            "encryption_key": encryption_key,
            "model_cache": "unused",
            "encoder": "sface",  # what tests of changing it begin with
            "workers": workers,
            "drain_seconds": drain_seconds,
            "most_connections": 4,  # its followers would open ten at once, for each test anew
        }
    )
    await migrate(database_url, MIGRATIONS)
    async with wired(config, vision, limits) as service, open_channel(identity_target) as identity:
        if pod_clock is not None:
            service.pod.clock = pod_clock
        verify = service.verify
        if clock is not None:
            verify = TokenVerifier(NAME, keys_from(identity), clock=clock, ended=service.revocations.check).verify
        server = Server(
            listen=config.listen,
            register=service.register,
            verify=verify,
            errors=ERRORS,
            until_revoked=service.revocations.until_revoked,
        )
        port = await server.start()
        try:
            await service.ready()
            await server.set_ready()
            yield RunningRecognition(f"ipv4:127.0.0.1:{port}", service, server)
        finally:
            await server.stop()
