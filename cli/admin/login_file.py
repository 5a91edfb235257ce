"""Remembers who is logged in where, in one file that only its owner can read."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import BaseModel, ValidationError

from cli.errors import CommandError

FILE_VARIABLE = "PRESENCE_LOGIN_FILE"


class SavedLogin(BaseModel):
    """A login: the server, its root certificate, and the refresh token, which changes at every use."""

    server: str
    ca: Path | None = None
    email: str
    refresh_token: str


def login_file() -> Path:
    """Where the login is kept."""
    if FILE_VARIABLE in os.environ:
        return Path(os.environ[FILE_VARIABLE])
    base = os.environ.get("XDG_CONFIG_HOME") or str(Path.home() / ".config")
    return Path(base) / "presence" / "login.json"


def save(login: SavedLogin) -> None:
    """Write the login, whole or not at all, readable by its owner alone."""
    path = login_file()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    partial = path.with_suffix(".part")
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(login.model_dump_json())
    partial.replace(path)


def load() -> SavedLogin:
    """The saved login. Raises CommandError when there is none."""
    try:
        return SavedLogin.model_validate_json(login_file().read_text())
    except FileNotFoundError:
        raise CommandError("you are not logged in: run `presence login --server ADDRESS --email E-MAIL`") from None
    except (OSError, ValidationError):
        raise CommandError(f"{login_file()} cannot be read: run `presence login` again") from None


@contextmanager
def held() -> Iterator[None]:
    """Let one command at a time rotate the refresh token: a token used twice would end the login."""
    path = login_file().with_suffix(".lock")
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
