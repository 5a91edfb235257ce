"""A TCP gate before a server, which a test can shut, freeze and open again: a network that fails on demand."""

import asyncio
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit, urlunsplit

from cli.local.ports import free_port


class Gate:
    """Forwards bytes to the server of a PostgreSQL address; `dsn` is the address through the gate."""

    def __init__(self, dsn: str) -> None:
        self._parts = urlsplit(dsn)
        self._open = asyncio.Event()  # clear: bytes wait, as when a cable is cut
        self._open.set()
        self._writers: set[asyncio.StreamWriter] = set()
        self._server: asyncio.Server | None = None
        self._port = free_port()  # nobody else's while it is shut either
        self._accepted = 0
        self._news = asyncio.Condition()

    @property
    def dsn(self) -> str:
        user, _, _ = self._parts.netloc.rpartition("@")
        return urlunsplit(self._parts._replace(netloc=f"{user}@127.0.0.1:{self._port}"))

    async def __aenter__(self) -> Self:
        await self.open()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.shut()

    async def open(self) -> None:
        """Let everything through, new connections too."""
        self._open.set()
        if self._server is None:
            self._server = await asyncio.start_server(self._serve, "127.0.0.1", self._port)

    async def shut(self) -> None:
        """Cut every connection and refuse new ones."""
        self._open.set()
        if self._server is not None:
            self._server.close()
            self._server = None
        for writer in self._writers:
            writer.transport.abort()

    def freeze(self) -> None:
        """Keep connections, and accept new ones, but pass nothing on."""
        self._open.clear()

    async def accepted(self, count: int) -> None:
        """Returns once `count` connections have been accepted in all."""
        async with self._news:
            await asyncio.wait_for(self._news.wait_for(lambda: self._accepted >= count), 30)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        async with self._news:
            self._accepted += 1
            self._news.notify_all()
        self._writers.add(writer)
        host, port = self._parts.hostname, self._parts.port
        there, back = await asyncio.open_connection(host, port)
        self._writers.add(back)
        try:
            await asyncio.gather(self._pump(reader, back), self._pump(there, writer))
        finally:
            self._writers -= {writer, back}

    async def _pump(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        try:
            while data := await source.read(65536):
                await self._open.wait()
                sink.write(data)
                await sink.drain()
        except OSError:
            pass  # cut
        finally:
            sink.close()
