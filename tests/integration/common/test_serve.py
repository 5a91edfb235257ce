"""A service process from its first line to its last, as its supervisor sees it."""

import asyncio
import os
import signal
import sys
import urllib.request
from pathlib import Path
from typing import Any

import grpc
import pytest
from grpc_health.v1 import health_pb2, health_pb2_grpc

from cli.local.ports import free_port
from services.common.background import running
from services.common.channels import bearer, open_channel
from services.common.config import ProcessConfig
from services.common.serve import serve
from tests.integration.common.echo import GOOD_TOKEN, NAME, Echo, Stub, verify

ROOT = Path(__file__).resolve().parents[3]

PROGRAM = """
import asyncio
from pydantic_settings import SettingsConfigDict
from services.common.config import ProcessConfig, load
from services.common.serve import serve
from services.common.telemetry import configure_logging
from tests.integration.common.echo import Echo, verify


class Config(ProcessConfig):
    model_config = SettingsConfigDict(env_prefix="PRESENCE_ECHO_")


async def ready():
    print("getting ready", flush=True)


async def drain():
    print("draining", flush=True)


async def main():
    config = load(Config)
    configure_logging("echo", config.log_format, config.log_level)
    await serve(config, name="echo", register=Echo().register, verify=verify, ready=ready, on_drain=[drain])
    print("ended", flush=True)


asyncio.run(main())
"""


async def start(**settings: object) -> asyncio.subprocess.Process:
    names = {f"PRESENCE_ECHO_{name.upper()}": str(value) for name, value in settings.items()}
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        PROGRAM,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'protos' / 'gen'}", **names},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


async def outcome(process: asyncio.subprocess.Process) -> tuple[int | None, list[str], str]:
    out, err = await asyncio.wait_for(process.communicate(), 90)
    return process.returncode, out.decode().splitlines(), err.decode()


async def until_serving(channel: grpc.aio.Channel) -> None:
    stub: Any = health_pb2_grpc.HealthStub(channel)  # the stubs know no methods
    watch = stub.Watch(health_pb2.HealthCheckRequest(), wait_for_ready=True)
    async with asyncio.timeout(90):
        async for answer in watch:
            if answer.status == health_pb2.HealthCheckResponse.SERVING:
                break
    watch.cancel()


def page_at(url: str) -> str:
    with urllib.request.urlopen(url, timeout=30) as answer:  # noqa: S310 - of this machine
        return str(answer.read().decode())


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_stop_signal_drains_and_ends_cleanly(number: signal.Signals) -> None:
    port = free_port()
    process = await start(listen=f"127.0.0.1:{port}")
    async with open_channel(f"ipv4:127.0.0.1:{port}") as channel:
        await until_serving(channel)
        process.send_signal(number)
        code, out, err = await outcome(process)
    assert code == 0, err
    assert out == ["getting ready", "draining", "ended"]


async def test_a_taken_port_ends_the_process_with_one_sentence(echo_port: int) -> None:
    code, _, err = await outcome(await start(listen=f"127.0.0.1:{echo_port}"))
    assert code == 1
    assert f"echo: cannot listen on 127.0.0.1:{echo_port}: another program already uses the port" in err.splitlines()
    assert "Traceback" not in err


async def test_missing_settings_end_the_process_before_it_starts() -> None:
    code, out, err = await outcome(await start())
    assert (code, out) == (2, [])
    assert "PRESENCE_ECHO_LISTEN is not set" in err


async def test_metrics_are_served_when_asked_for() -> None:
    port, metrics_port = free_port(), free_port()
    process = await start(listen=f"127.0.0.1:{port}", metrics_listen=f"127.0.0.1:{metrics_port}")
    async with open_channel(f"ipv4:127.0.0.1:{port}") as channel:
        await until_serving(channel)
        await Stub(channel).unary_unary(b"hello", metadata=bearer(GOOD_TOKEN))
        url = f"http://127.0.0.1:{metrics_port}/metrics"
        counted = f'grpc_server_handled_total{{code="OK",method="/{NAME}/UnaryUnary"}}'
        async with asyncio.timeout(30):  # a call is counted a moment after it was answered
            while counted not in await asyncio.to_thread(page_at, url):
                pass
        process.send_signal(signal.SIGTERM)
        assert (await outcome(process))[0] == 0


async def test_a_taken_metrics_port_ends_the_process_with_one_sentence(echo_port: int) -> None:
    settings = {"listen": f"127.0.0.1:{free_port()}", "metrics_listen": f"127.0.0.1:{echo_port}"}
    code, _, err = await outcome(await start(**settings))
    assert code == 1
    assert f"echo: cannot serve metrics on 127.0.0.1:{echo_port}: " in err
    assert "Traceback" not in err


async def test_background_work_that_fails_drains_the_service_and_ends_it() -> None:
    ready, steps = asyncio.Event(), list[str]()

    async def fail_once_ready() -> None:
        await ready.wait()
        raise LookupError("the follower is lost")

    async def become_ready() -> None:
        ready.set()

    async def drain() -> None:
        steps.append("drained")

    config = ProcessConfig(listen=f"127.0.0.1:{free_port()}", drain_seconds=1)
    with pytest.raises(LookupError, match="the follower is lost"):
        async with asyncio.timeout(30), running(fail_once_ready()):
            await serve(
                config, name="echo", register=Echo().register, verify=verify, ready=become_ready, on_drain=[drain]
            )
    assert steps == ["drained"]
    again = Echo().server(config.listen)  # the port is free again
    await again.start()
    await again.stop()


async def test_a_drain_step_that_hangs_or_fails_does_not_keep_the_service() -> None:
    tried: list[str] = []

    async def fail() -> None:
        tried.append("fail")
        raise RuntimeError("no")

    async def hang() -> None:
        tried.append("hang")
        await asyncio.Event().wait()

    for step in (fail, hang):
        port = free_port()
        config = ProcessConfig(listen=f"127.0.0.1:{port}", drain_seconds=0.05)
        serving = asyncio.create_task(
            serve(config, name="echo", register=Echo().register, verify=verify, on_drain=[step])
        )
        async with open_channel(f"ipv4:127.0.0.1:{port}") as channel:
            await until_serving(channel)
        serving.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asyncio.wait_for(serving, 30)
    assert tried == ["fail", "hang"]
