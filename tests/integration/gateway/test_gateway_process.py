"""The gateway as a process: what it says when it cannot start, and how it stops."""

import asyncio
import json
import os
import signal
import sys
from pathlib import Path

import aiohttp

from cli.local.ports import free_port

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


async def test_it_stops_at_sigterm_without_a_word_of_trouble() -> None:
    port = free_port()
    process = await start(**settings(port))
    assert process.stderr is not None
    async with asyncio.timeout(90):
        while b"listening" not in (line := await process.stderr.readline()):
            assert line, "it ended instead"
        async with (
            aiohttp.ClientSession() as http,
            http.get(f"http://127.0.0.1:{port}/api/v1/openapi.json") as response,
        ):
            assert response.status == 200
        process.send_signal(signal.SIGTERM)
        _, said = await process.communicate()
    assert process.returncode == 0
    assert b"Traceback" not in said
    assert b"never retrieved" not in said
    told = [json.loads(line) for line in said.splitlines() if line.startswith(b"{")]
    # that nobody is behind it is a warning, which may or may not have come by then
    assert {line["level"] for line in told} <= {"info", "warning"}
    assert "stopping" in {line["event"] for line in told}
