"""The gateway as a process: what it says when it cannot start, and how it stops."""

import asyncio
import os
import signal
import socket
import sys
from pathlib import Path

import aiohttp
from aiohttp import test_utils

ROOT = Path(__file__).resolve().parents[3]


async def start(**settings: str) -> asyncio.subprocess.Process:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("PRESENCE_")}
    environment = {f"PRESENCE_GATEWAY_{name}": value for name, value in settings.items()}
    path = os.pathsep.join((str(ROOT), str(ROOT / "protos" / "gen")))
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "gateway",
        env={**inherited, **environment, "PYTHONPATH": path},
        stderr=asyncio.subprocess.PIPE,
    )


def settings(port: int) -> dict[str, str]:
    nobody = {f"{process}_TARGET": "ipv4:127.0.0.1:9" for process in ("IDENTITY", "ATTENDANCE", "RECOGNITION")}
    address = f"127.0.0.1:{port}"
    return {
        "LISTEN": address,
        "PUBLIC_URL": f"http://{address}",
        "SERVICE_KEY": "a key",
        "LOG_FORMAT": "json",
        **nobody,
    }


async def test_every_missing_setting_is_named_at_once() -> None:
    process = await start()
    _, said = await asyncio.wait_for(process.communicate(), 30)
    assert process.returncode == 2
    for name in ("LISTEN", "PUBLIC_URL", "SERVICE_KEY", "IDENTITY_TARGET", "ATTENDANCE_TARGET", "RECOGNITION_TARGET"):
        assert f"PRESENCE_GATEWAY_{name} is not set" in said.decode()


async def test_a_taken_port_is_said_in_one_sentence() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        process = await start(**settings(taken.getsockname()[1]))
        _, said = await asyncio.wait_for(process.communicate(), 30)
    assert process.returncode == 1
    lines = said.decode().strip().splitlines()
    assert "cannot listen on 127.0.0.1" in lines[-1]
    assert "Traceback" not in said.decode()


async def test_it_stops_at_sigterm_without_a_word_of_trouble() -> None:
    port = test_utils.unused_port()
    process = await start(**settings(port))
    assert process.stderr is not None
    async with asyncio.timeout(30):
        while b"listening" not in await process.stderr.readline():
            pass
        async with (
            aiohttp.ClientSession() as http,
            http.get(f"http://127.0.0.1:{port}/api/v1/openapi.json") as response,
        ):
            assert response.status == 200
        process.send_signal(signal.SIGTERM)
        _, said = await process.communicate()
    assert process.returncode == 0
    assert "Traceback" not in said.decode()
    assert "error" not in said.decode().lower()
