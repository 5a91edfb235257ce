"""`python -m services.recognition` as a process: how it starts, what it says when it cannot, how it leaves."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import uuid4

import grpc
from grpc_health.v1 import health_pb2, health_pb2_grpc

from cli.local.ports import free_port
from services.common.channels import open_channel
from tests.conftest import ROOT
from tests.fakes.recognition_camera import streaming
from tests.fakes.recognition_peers import SERVICE_KEY, RunningPeers
from tests.fakes.recognition_server import ENCRYPTION_KEY

START_SECONDS = 90.0


def settings(database_url: str, peers: RunningPeers, models: Path, port: int) -> dict[str, str]:
    return {
        "LISTEN": f"127.0.0.1:{port}",
        "DATABASE_URL": database_url,
        "IDENTITY_TARGET": peers.target,
        "ATTENDANCE_TARGET": peers.target,
        "SERVICE_KEY": SERVICE_KEY,
        "ENCRYPTION_KEY": ENCRYPTION_KEY,
        "MODEL_CACHE": str(models),
        "WORKERS": "1",
        "DRAIN_SECONDS": "60",
    }


async def start(own: dict[str, str], *, first_on_path: str = "") -> asyncio.subprocess.Process:
    path = os.pathsep.join(filter(None, (first_on_path, str(ROOT), str(ROOT / "protos" / "gen"))))
    environment = {**os.environ, "PYTHONPATH": path, **{f"PRESENCE_RECOGNITION_{k}": v for k, v in own.items()}}
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "services.recognition",
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


async def last_words(process: asyncio.subprocess.Process) -> tuple[int | None, str]:
    _, errors = await asyncio.wait_for(process.communicate(), START_SECONDS)
    told = [line for line in errors.decode().splitlines() if not line.startswith("{")]
    return process.returncode, "\n".join(told)


@asynccontextmanager
async def serving(
    database_url: str, peers: RunningPeers, models: Path
) -> AsyncIterator[tuple[asyncio.subprocess.Process, grpc.aio.Channel]]:
    port = free_port()
    process = await start(settings(database_url, peers, models, port))
    reading = asyncio.create_task(process.communicate())
    try:
        async with open_channel(f"ipv4:127.0.0.1:{port}") as channel:
            stub = health_pb2_grpc.HealthStub(channel)
            watching = stub.Watch(health_pb2.HealthCheckRequest(), wait_for_ready=True)
            async with asyncio.timeout(START_SECONDS):
                async for answer in watching:
                    if answer.status == health_pb2.HealthCheckResponse.SERVING:
                        break
            watching.cancel()  # else a process that leaves would wait for it as long as it may
            yield process, channel
    finally:
        if process.returncode is None:
            process.kill()
        await reading


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


async def gone(pids: list[int], seconds: float = 30.0) -> None:
    """Returns once none of the processes is alive."""
    descriptors = []
    for pid in pids:
        try:
            descriptors.append(os.pidfd_open(pid))
        except ProcessLookupError:
            continue
    loop = asyncio.get_running_loop()
    for descriptor in descriptors:
        ended = asyncio.Event()
        loop.add_reader(descriptor, ended.set)
        try:
            await asyncio.wait_for(ended.wait(), seconds)
        finally:
            loop.remove_reader(descriptor)
            os.close(descriptor)


async def test_a_process_told_to_stop_asks_its_cameras_to_leave_and_ends_with_its_workers(
    database_url: str, peers: RunningPeers, model_cache: Path
) -> None:
    camera_id = str(uuid4())
    await peers.peers.assign(camera_id)
    async with serving(database_url, peers, model_cache) as (process, channel):
        workers = children(process.pid)
        assert workers
        async with streaming(channel, peers.peers.token(camera_id, "camera"), camera_id) as camera:
            await camera.send(1, b"no picture")
            await camera.until(lambda: camera.through == 1)
            process.send_signal(signal.SIGTERM)
            await camera.until(lambda: camera.drained)
            await camera.finish()
            await camera.until(lambda: camera.ended)
            assert (await camera.status())[0] is grpc.StatusCode.OK
        assert await asyncio.wait_for(process.wait(), 60) == 0
        await gone(workers)


async def test_a_process_that_is_killed_leaves_no_worker_behind(
    database_url: str, peers: RunningPeers, model_cache: Path
) -> None:
    async with serving(database_url, peers, model_cache) as (process, _):
        workers = children(process.pid)
        assert workers
        process.kill()
        await process.wait()
        await gone(workers)
