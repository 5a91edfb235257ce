"""What an owner can say to `presence up`, and what it answers once everything serves."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Options:
    """How to run an installation."""

    data_folder: Path
    port: int = 8080  # 0: any free one
    recognition_pods: int = 1
    lan: bool = False
    host: str | None = None  # the name or address that other machines use, with `lan`
    tls_certificate: Path | None = None
    tls_key: Path | None = None
    tls_root: Path | None = None
    database_url: str | None = None  # None: the embedded server
    admin_email: str = "admin@presence.example"
    web_folder: Path | None = None  # None: the built client of this checkout


@dataclass(frozen=True)
class Running:
    """An installation that serves."""

    url: str
    identity_target: str
    attendance_target: str
    recognition_target: str
    root_certificate: Path | None  # what clients must trust; None: nothing more than they do
    activation_link: str | None = field(repr=False)  # the first administrator's; None once there is one
    admin_email: str
    failed: Callable[[], Awaitable[None]]  # runs for ever; CommandError when a process crashed too often
