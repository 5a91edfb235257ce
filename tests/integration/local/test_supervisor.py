"""The supervisor with real children: small gRPC servers that crash, hang, and are left behind."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Iterator
from functools import partial
from pathlib import Path

import pytest

from cli.errors import CommandError
from cli.local.ports import free_port
from cli.local.processes import Guard
from cli.local.readiness import grpc_serving
from cli.local.service import Program, Service
from cli.local.supervisor import Backoff, Supervisor
from tests.e2e.waiting import until
from tests.integration.local.supervising import health_service

SUPERVISING = str(Path(__file__).with_name("supervising.py"))
ROOT = Path(__file__).resolve().parents[3]
QUICK = Backoff(first_seconds=0.01, most_seconds=0.02, attempts=3)


class Told:
    """What the supervisor reported; a test can wait for a sentence."""

    def __init__(self) -> None:
        self.sentences: list[str] = []
        self._news = asyncio.Condition()

    def __call__(self, sentence: str) -> None:
        self.sentences.append(sentence)
        self._waking = asyncio.ensure_future(self._wake())

    async def _wake(self) -> None:
        async with self._news:
            self._news.notify_all()

    async def wait_for(self, words: str) -> None:
        async with asyncio.timeout(30), self._news:
            await self._news.wait_for(lambda: any(words in sentence for sentence in self.sentences))


@pytest.fixture
def guard() -> Iterator[Guard]:
    guard = Guard()
    yield guard
    guard.close()


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
async def supervisor(told: Told, guard: Guard) -> AsyncIterator[Supervisor]:
    supervisor = Supervisor(told, backoff=QUICK)
    yield supervisor
    await supervisor.stop()


@pytest.fixture
def port() -> int:
    return free_port()


def command_service(folder: Path, guard: Guard, script: str, serves_on: int, grace_seconds: float = 5.0) -> Service:
    serves = partial(grpc_serving, f"127.0.0.1:{serves_on}")
    program = Program(
        "service", ("/bin/sh", "-c", script), {"PATH": os.environ["PATH"]}, serves, grace_seconds=grace_seconds
    )
    return Service(program, folder, guard)


async def ended(pid: int) -> None:
    """Return once the process is gone or a zombie that nobody has collected."""
    try:
        descriptor = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    gone = asyncio.Event()
    asyncio.get_running_loop().add_reader(descriptor, gone.set)
    try:
        await asyncio.wait_for(gone.wait(), 30)
    finally:
        asyncio.get_running_loop().remove_reader(descriptor)
        os.close(descriptor)


def worker_of(log: Path) -> int:
    return int(log.read_text().split("worker ")[-1].split()[0])


def bindable(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


async def test_a_crashed_service_is_started_again_and_that_is_said(
    supervisor: Supervisor, told: Told, guard: Guard, tmp_path: Path, port: int
) -> None:
    service = health_service("identity", port, tmp_path, guard)
    await supervisor.start(service)
    first = service.pid
    os.kill(first, signal.SIGKILL)
    await told.wait_for("identity serves again")
    assert service.pid != first
    assert told.sentences[0] == "identity was ended by signal 9; starting it again in 0.01 s"
    await asyncio.wait_for(grpc_serving(f"127.0.0.1:{port}"), 30)


async def test_what_a_crashed_service_had_started_ends_with_it(
    supervisor: Supervisor, told: Told, guard: Guard, tmp_path: Path, port: int
) -> None:
    service = health_service("recognition", port, tmp_path, guard, "worker")
    await supervisor.start(service)
    worker = worker_of(service.log)
    os.kill(service.pid, signal.SIGKILL)
    await ended(worker)
    await told.wait_for("recognition serves again")


async def test_a_service_that_keeps_crashing_is_given_up_with_its_last_words(
    supervisor: Supervisor, told: Told, guard: Guard, tmp_path: Path, port: int
) -> None:
    marker = tmp_path / "started"
    script = (
        f"if [ -e {marker} ]; then echo cannot go on; exit 3; fi; touch {marker}; "
        f"exec {sys.executable} {Path(__file__).with_name('health_server.py')} {port}"
    )
    service = command_service(tmp_path, guard, script, port)
    await supervisor.start(service)
    running = asyncio.create_task(supervisor.run())
    os.killpg(service.pid, signal.SIGKILL)
    with pytest.raises(
        CommandError, match=r"service stopped while starting: cannot go on .*4 times in a row: giving up"
    ):
        await asyncio.wait_for(running, 30)
    assert len(told.sentences) == QUICK.attempts


async def test_a_first_start_that_fails_says_why_and_is_not_repeated(
    supervisor: Supervisor, told: Told, guard: Guard, tmp_path: Path, port: int
) -> None:
    service = command_service(tmp_path, guard, "echo starting; echo PRESENCE_X is not set >&2; exit 2", port)
    with pytest.raises(CommandError, match=r"stopped while starting: PRESENCE_X is not set \(its log is"):
        await supervisor.start(service)
    assert service.log.read_text() == "starting\nPRESENCE_X is not set\n"
    assert told.sentences == []


async def test_a_service_that_never_serves_is_named(guard: Guard, tmp_path: Path, port: int) -> None:
    program = Program(
        "service", ("/bin/sleep", "600"), {}, partial(grpc_serving, f"127.0.0.1:{port}"), start_seconds=0.1
    )
    service = Service(program, tmp_path, guard)
    with pytest.raises(CommandError, match=r"service did not answer within 0 s; its log is"):
        await service.start()
    await service.stop()


async def test_a_service_that_ignores_the_request_to_stop_is_ended_after_its_grace(
    guard: Guard, tmp_path: Path, port: int
) -> None:
    server = Path(__file__).with_name("health_server.py")
    script = f"trap '' TERM; {sys.executable} {server} {port} & wait; sleep 600 & wait"
    service = command_service(tmp_path, guard, script, port, grace_seconds=0.3)
    await service.start()
    await service.stop()
    assert await service.wait() == -signal.SIGKILL
    await until(lambda: bindable(port), 20)  # the kernel closes what a killed process had open one by one


async def test_services_stop_in_reverse_order_and_each_in_its_own_way(guard: Guard, told: Told, tmp_path: Path) -> None:
    supervisor = Supervisor(told)
    services = [health_service(name, free_port(), tmp_path, guard) for name in ("identity", "gateway")]
    finished: list[str] = []

    async def note_the_end_of(service: Service) -> None:
        await service.wait()
        finished.append(service.name)

    for service in services:
        await supervisor.start(service)
    watching = [asyncio.create_task(note_the_end_of(service)) for service in services]
    await supervisor.stop()
    await asyncio.gather(*watching)
    assert finished == ["gateway", "identity"]
    assert all("finished in order" in service.log.read_text() for service in services)


async def supervising(folder: Path, *ports: int) -> asyncio.subprocess.Process:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        SUPERVISING,
        str(folder),
        *map(str, ports),
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert process.stdout is not None
    assert await asyncio.wait_for(process.stdout.readline(), 60) == b"ready\n"
    return process


async def test_kill_9_of_the_supervisor_leaves_no_process_and_frees_the_ports(tmp_path: Path) -> None:
    ports = free_port(), free_port()
    owner = await supervising(tmp_path, *ports)
    logs = [tmp_path / f"service-{number}.log" for number in range(2)]
    services = [int(log.read_text().split()[1]) for log in logs]
    workers = [worker_of(log) for log in logs]
    owner.kill()
    await owner.wait()
    for pid in (*services, *workers):
        await ended(pid)
    assert all(bindable(port) for port in ports)
    again = await supervising(tmp_path, *ports)
    again.send_signal(signal.SIGINT)
    assert await asyncio.wait_for(again.wait(), 30) == 0


async def test_ctrl_c_stops_every_process_in_order(tmp_path: Path) -> None:
    port = free_port()
    owner = await supervising(tmp_path, port)
    log = tmp_path / "service-0.log"
    service, worker = int(log.read_text().split()[1]), worker_of(log)
    owner.send_signal(signal.SIGINT)
    assert await asyncio.wait_for(owner.wait(), 30) == 0
    for pid in (service, worker):
        await ended(pid)
    assert log.read_text().endswith("finished in order\n")
    assert bindable(port)
