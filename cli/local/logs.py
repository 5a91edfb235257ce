"""A child's output: kept in a file of bounded size and, where asked for, shown line by line as it comes."""

import asyncio
import os
from collections import deque
from collections.abc import Callable
from pathlib import Path

CHUNK_BYTES = 65_536
MAX_LINE_CHARACTERS = 2_000
LAST_LINES = 20


class LogFile:
    """Appends to `path`; at `max_bytes` the file becomes `path.1` and the one before it is forgotten."""

    def __init__(self, path: Path, *, max_bytes: int = 10_000_000) -> None:
        self._path = path
        self._max_bytes = max_bytes
        self._file = path.open("ab")

    def write(self, chunk: bytes) -> None:
        """Append, and hand over to the operating system at once."""
        if self._file.tell() + len(chunk) > self._max_bytes:
            self._file.close()
            self._path.replace(self._path.with_name(self._path.name + ".1"))
            self._file = self._path.open("ab")
        self._file.write(chunk)
        self._file.flush()

    def close(self) -> None:
        self._file.close()


class Output:
    """Follows one process's output to its end and remembers the last lines of it."""

    def __init__(self, log: LogFile, show: Callable[[str], None] | None = None) -> None:
        self._log = log
        self._show = show
        self._last_lines: deque[str] = deque(maxlen=LAST_LINES)  # the oldest goes first

    @property
    def last_line(self) -> str:
        """The last line that says something, or an empty text."""
        return next((line for line in reversed(self._last_lines) if line.strip()), "")

    async def follow(self, read_end: int) -> None:
        """Copy a pipe to its end and close it. When we are slower than the child, it fills up and the child waits."""
        stream = asyncio.StreamReader()
        pipe, _ = await asyncio.get_running_loop().connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(stream), os.fdopen(read_end, "rb", buffering=0)
        )
        try:
            await self._copy(stream)
        finally:
            pipe.close()

    async def _copy(self, stream: asyncio.StreamReader) -> None:
        unfinished = ""
        while chunk := await stream.read(CHUNK_BYTES):
            self._log.write(chunk)
            *lines, unfinished = (unfinished + chunk.decode(errors="replace")).split("\n")
            for line in lines:
                self._line(line)
            if len(unfinished) > MAX_LINE_CHARACTERS:
                self._line(unfinished)
                unfinished = ""
        if unfinished:
            self._line(unfinished)

    def close(self) -> None:
        """Close the log."""
        self._log.close()

    def _line(self, line: str) -> None:
        self._last_lines.append(line[:MAX_LINE_CHARACTERS])
        if self._show:
            self._show(line)
