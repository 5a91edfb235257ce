"""A supervisor of its own process for the tests: `supervising.py FOLDER PORT…` keeps one health server on each port.

Prints `ready` and then what it reports; SIGINT stops everything in order.
"""

import asyncio
import signal
import sys
from functools import partial
from pathlib import Path

from cli.local.processes import Guard
from cli.local.readiness import grpc_serving
from cli.local.service import Program, Service
from cli.local.supervisor import Backoff, Supervisor

SERVER = str(Path(__file__).with_name("health_server.py"))


def health_service(name: str, port: int, folder: Path, guard: Guard, *more: str) -> Service:
    program = Program(
        name,
        (sys.executable, SERVER, str(port), *more),
        {},
        partial(grpc_serving, f"127.0.0.1:{port}"),
        grace_seconds=5.0,
    )
    return Service(program, folder, guard)


async def main() -> None:
    folder, ports = Path(sys.argv[1]), sys.argv[2:]
    interrupted = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGINT, interrupted.set)
    guard = Guard()
    supervisor = Supervisor(partial(print, flush=True), backoff=Backoff(first_seconds=0.01))
    for number, port in enumerate(ports):
        await supervisor.start(health_service(f"service-{number}", int(port), folder, guard, "worker"))
    print("ready", flush=True)
    await interrupted.wait()
    await supervisor.stop()
    guard.close()


if __name__ == "__main__":
    asyncio.run(main())
