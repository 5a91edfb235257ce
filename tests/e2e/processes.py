"""Which process listens on a port; from /proc, as no library is needed for it."""

from __future__ import annotations

import contextlib
from pathlib import Path

LISTENING = "0A"
TABLES = (Path("/proc/net/tcp"), Path("/proc/net/tcp6"))  # gRPC listens on ::ffff:127.0.0.1 where there is IPv6


def pid_listening_on(port: int) -> int:
    """The process id of whoever listens on this loopback port. Raises LookupError."""
    wanted = {f"socket:[{inode}]" for table in TABLES if table.exists() for inode in _listeners(table, port)}
    for process in Path("/proc").iterdir():
        if process.name.isdecimal() and not wanted.isdisjoint(_open_files(process)):
            return int(process.name)
    raise LookupError(f"nobody listens on port {port}")


def _listeners(table: Path, port: int) -> set[str]:
    rows = [line.split() for line in table.read_text().splitlines()[1:]]
    return {row[9] for row in rows if row[3] == LISTENING and int(row[1].rpartition(":")[2], 16) == port}


def _open_files(process: Path) -> set[str]:
    found = set()
    with contextlib.suppress(OSError):  # it ended while we looked
        for link in (process / "fd").iterdir():
            with contextlib.suppress(OSError):  # it closed this one while we looked
                found.add(str(link.readlink()))
    return found
