"""The process as its supervisor sees it: what it asks for, that it serves, and how it goes."""

import asyncio
import os
import signal
import sys
from pathlib import Path
from typing import Any

import grpc
import pytest
from grpc_health.v1 import health_pb2, health_pb2_grpc
from presence.attendance.v1 import attendance_service_pb2 as pb
from presence.attendance.v1 import course_service_pb2

from cli.local.ports import free_port
from services.common.channels import bearer, open_channel
from tests.fakes.attendance_identity import SERVICE_KEY, ScriptedIdentity
from tests.fakes.attendance_server import ENCRYPTION_KEYS, client_over

ROOT = Path(__file__).resolve().parents[3]


async def start(**settings: str) -> asyncio.subprocess.Process:
    names = {f"PRESENCE_ATTENDANCE_{name.upper()}": value for name, value in settings.items()}
    python_path = os.pathsep.join(map(str, (ROOT, ROOT / "protos" / "gen")))
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "services.attendance",
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": python_path, **names},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )


async def serving(health: Any) -> None:
    """Returns once it does; a process begins slowly on a busy machine."""
    async with asyncio.timeout(80):
        async for answer in health.Watch(health_pb2.HealthCheckRequest(), wait_for_ready=True):
            if answer.status == health_pb2.HealthCheckResponse.SERVING:
                return


async def test_it_migrates_an_empty_database_serves_and_goes_in_peace_with_whoever_watches_and_reports(
    database_url: str, identity: ScriptedIdentity
) -> None:
    address = f"127.0.0.1:{free_port()}"
    process = await start(
        listen=address,
        database_url=database_url,
        identity_target=identity.target,
        service_key=SERVICE_KEY,
        encryption_keys=ENCRYPTION_KEYS,
        drain_seconds="5",
    )
    try:
        async with open_channel(f"ipv4:{address}") as channel:
            health = health_pb2_grpc.HealthStub(channel)
            await serving(health)
            client = client_over(channel)
            listed = await client.courses.ListCourses(
                course_service_pb2.ListCoursesRequest(), metadata=bearer(identity.admin())
            )
            assert not listed.courses
            watch = client.attendance.WatchCameraAssignments(
                pb.WatchCameraAssignmentsRequest(), metadata=bearer(identity.service("recognition"))
            )
            messages = watch.__aiter__()
            assert (await anext(messages)).HasField("snapshot")
            reports = client.attendance.ReportSightings(metadata=bearer(identity.service("recognition")))
            await reports.write(pb.ReportSightingsRequest())
            assert await reports.read() == pb.ReportSightingsResponse()
            process.send_signal(signal.SIGTERM)
            async with asyncio.timeout(60):
                with pytest.raises(grpc.aio.AioRpcError):
                    async for _ in messages:  # an unread heartbeat would keep its end from us
                        pass
                codes = (await watch.code(), await reports.code())
            assert codes == (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.OK)
        async with asyncio.timeout(60):
            output, _ = await process.communicate()
        assert process.returncode == 0, output.decode()
        assert "unexpected error" not in output.decode()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
