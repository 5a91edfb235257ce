"""identity as the process that operators start."""

import asyncio
import base64
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import asyncpg
from grpc_health.v1 import health_pb2, health_pb2_grpc
from presence.identity.v1 import identity_service_pb2 as pb
from presence.identity.v1 import identity_service_pb2_grpc

from cli.local.ports import free_port
from services.common.channels import open_channel

ROOT = Path(__file__).resolve().parents[3]
SECRET = "operators secret of the test"


def settings(database_url: str, port: int, key: bytes = bytes(32)) -> dict[str, str]:
    values = {
        "LISTEN": f"127.0.0.1:{port}",
        "DATABASE_URL": database_url,
        "PUBLIC_URL": "https://presence.example.edu/",
        "ENCRYPTION_KEY": base64.b64encode(key).decode(),
        "SERVICE_KEYS": '{"attendance": "' + "0" * 64 + '"}',
        "BOOTSTRAP_SECRET": SECRET,
    }
    return {f"PRESENCE_IDENTITY_{name}": value for name, value in values.items()}


@dataclass
class Process:
    target: str
    child: asyncio.subprocess.Process
    lines: list[str] = field(default_factory=list)

    async def ended(self) -> int:
        async with asyncio.timeout(90):
            assert self.child.stderr is not None
            self.lines += (await self.child.stderr.read()).decode().splitlines()
            return await self.child.wait()

    async def serving(self) -> None:
        async with asyncio.timeout(90), open_channel(self.target) as channel:
            stub = health_pb2_grpc.HealthStub(channel)
            request = health_pb2.HealthCheckRequest()
            watch = stub.Watch(request, wait_for_ready=True)  # type: ignore[attr-defined]  # its stubs leave Watch out
            while (await watch.read()).status != health_pb2.HealthCheckResponse.SERVING:
                pass
            watch.cancel()


@asynccontextmanager
async def started(environment: dict[str, str]) -> AsyncIterator[Process]:
    own = {name: value for name, value in os.environ.items() if not name.startswith("PRESENCE_")}
    own["PYTHONPATH"] = os.pathsep.join((str(ROOT), str(ROOT / "protos" / "gen")))
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "services.identity", env=own | environment, stderr=asyncio.subprocess.PIPE
    )
    listen = environment.get("PRESENCE_IDENTITY_LISTEN", "")
    try:
        yield Process(f"ipv4:{listen}", child)
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()


async def invite(target: str) -> pb.BootstrapAdminResponse:
    request = pb.BootstrapAdminRequest(bootstrap_secret=SECRET, email="head@example.edu", display_name="Head")
    async with open_channel(target) as channel:
        return await identity_service_pb2_grpc.IdentityServiceStub(channel).BootstrapAdmin(request)


async def test_it_migrates_serves_and_stops_when_told(create_database: Callable[..., str]) -> None:
    async with started(settings(create_database(), free_port())) as process:
        await process.serving()
        answer = await invite(process.target)
        assert answer.activation_link.startswith("https://presence.example.edu/activate#")
        process.child.send_signal(signal.SIGTERM)
        assert await process.ended() == 0
    said = "\n".join(process.lines)
    assert answer.activation_link.partition("#")[2] not in said
    assert SECRET not in said
    assert "Traceback" not in said


async def test_two_that_start_together_migrate_once_and_sign_with_one_key(create_database: Callable[..., str]) -> None:
    database_url = create_database()
    async with (
        started(settings(database_url, free_port())) as one,
        started(settings(database_url, free_port())) as two,
    ):
        await asyncio.gather(one.serving(), two.serving())
        published = []
        for process in (one, two):
            async with open_channel(process.target) as channel:
                stub = identity_service_pb2_grpc.IdentityServiceStub(channel)
                published.append((await stub.GetSigningKeys(pb.GetSigningKeysRequest())).jwks_json)
        assert published[0] == published[1]
        assert (await invite(one.target)).person_id == (await invite(two.target)).person_id
    database = await asyncpg.connect(database_url)
    assert await database.fetchval("select count(*) from signing_keys") == 1
    await database.close()


async def test_another_encryption_key_ends_it_with_one_sentence(create_database: Callable[..., str]) -> None:
    database_url = create_database()
    async with started(settings(database_url, free_port())) as process:
        await process.serving()
    async with started(settings(database_url, free_port(), key=b"\x01" * 32)) as process:
        assert await process.ended() == 1
    assert process.lines[-1].startswith("identity: ENCRYPTION_KEY does not open the signing keys")
    assert "Traceback" not in "\n".join(process.lines)
