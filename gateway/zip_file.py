"""A ZIP file that is made while it is sent: what was written is handed on at once, nothing is sought back to."""

import asyncio
import io
import zipfile
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from types import TracebackType
from typing import IO, Self

Send = Callable[[bytes], Awaitable[None]]
_READABLE_BY_OWNER = 0o600 << 16
_STORED = (".jpg", ".png", ".webp", ".heic", ".pdf")  # compressed already


class _Outgoing(io.RawIOBase):
    """What `zipfile` wrote and has not been sent yet: never more than a chunk and a few headers."""

    def __init__(self) -> None:
        self._held = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: "bytes | bytearray | memoryview") -> int:  # type: ignore[override]  # what zipfile gives
        self._held += data
        return len(data)

    def taken(self) -> bytes:
        held = bytes(self._held)
        self._held.clear()
        return held


class ZipFile:
    """One file after the other; compressing is done in a thread."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._out = _Outgoing()
        self._zip = zipfile.ZipFile(self._out, "w", zipfile.ZIP_DEFLATED)
        self._made = datetime.now(UTC).timetuple()[:6]
        self._entry: IO[bytes] | None = None
        self._names: set[str] = set()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Writes the list of files, unless the block broke off: half a ZIP must not look like a whole one."""
        if kind is not None:
            return
        await asyncio.to_thread(self._ended)
        await self._send(self._out.taken())

    async def begin(self, name: str) -> None:
        """What is written from now on is this file's. ValueError where the ZIP has one of the name, or it is a path."""
        if name in self._names or name.startswith("/") or ".." in name.split("/"):
            raise ValueError(f"a ZIP file cannot hold {name} as well")
        self._names.add(name)
        await asyncio.to_thread(self._begun, name)

    async def write(self, chunk: bytes) -> None:
        """More of the file that was begun last; waits until the reader has taken it."""
        assert self._entry is not None, "begin a file first"
        await asyncio.to_thread(self._entry.write, chunk)
        if sent := self._out.taken():
            await self._send(sent)

    async def add(self, name: str, content: bytes) -> None:
        """A whole file."""
        await self.begin(name)
        await self.write(content)

    def _begun(self, name: str) -> None:
        self._close_entry()
        info = zipfile.ZipInfo(name, self._made)
        info.compress_type = zipfile.ZIP_STORED if name.lower().endswith(_STORED) else zipfile.ZIP_DEFLATED
        info.external_attr = _READABLE_BY_OWNER
        self._entry = self._zip.open(info, "w")

    def _close_entry(self) -> None:
        if self._entry is not None:
            self._entry.close()
            self._entry = None

    def _ended(self) -> None:
        self._close_entry()
        self._zip.close()
