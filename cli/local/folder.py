"""The data folder: everything an installation on one machine keeps, in one place that can be backed up whole."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from cli.errors import CommandError


def default_data_folder() -> Path:
    """`$XDG_DATA_HOME/presence`, by default `~/.local/share/presence`."""
    shared = os.environ.get("XDG_DATA_HOME")
    return (Path(shared) if shared else Path.home() / ".local" / "share") / "presence"


@dataclass(frozen=True)
class DataFolder:
    """Where things are inside the data folder."""

    path: Path

    @property
    def logs(self) -> Path:
        return self.path / "logs"

    @property
    def postgres(self) -> Path:
        return self.path / "postgres"

    @property
    def models(self) -> Path:
        return self.path / "models"

    @property
    def secrets(self) -> Path:
        return self.path / "secrets.json"

    @property
    def ports(self) -> Path:
        return self.path / "ports.json"

    @property
    def tls(self) -> Path:
        return self.path / "tls"

    def prepare(self) -> None:
        """Make the folders; CommandError in the owner's words when that cannot be."""
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            # Others may pass through but not look: PostgreSQL may have to be another user, see processes.py.
            self.path.chmod(0o711)
            for folder in (self.logs, self.models, self.tls):
                folder.mkdir(exist_ok=True, mode=0o700)
            probe = self.path / ".writable"
            probe.touch()
            probe.unlink()
        except OSError as trouble:
            raise CommandError(
                f"Cannot write to the data folder {self.path}: {trouble.strerror}; choose another with --data-dir."
            ) from trouble

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the folder for the block; CommandError while another process does. Freed by the kernel if we die."""
        with (self.path / "lock").open("a+") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                file.seek(0)
                raise CommandError(
                    f"Presence is already running on {self.path} (process {file.read().strip() or 'unknown'}): "
                    "stop it first, or choose another folder with --data-dir."
                ) from None
            file.truncate(0)
            file.write(f"{os.getpid()}\n")
            file.flush()
            yield


Kept = TypeVar("Kept", bound=BaseModel)


def read_kept(path: Path, kind: type[Kept]) -> Kept | None:
    """What write_private wrote, or None when it never did; CommandError when it is damaged."""
    try:
        return kind.model_validate_json(path.read_text())
    except FileNotFoundError:
        return None
    except (OSError, ValueError):
        raise CommandError(f"{path} cannot be read or is damaged: restore it from a backup.") from None


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner can read, whole or not at all."""
    unfinished = path.with_name(path.name + ".new")
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
