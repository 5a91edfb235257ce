"""A network between a camera and an installation that can be cut: bytes vanish, and nobody is told."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web

from camera.connection import DISCOVERY_PATH, Endpoints
from tests.fakes.web_server import listening

CHUNK_BYTES = 64 * 1024


@dataclass
class CuttableNetwork:
    """While it is cut nothing that is sent arrives, on any connection, old or new; connections of before the cut are
    gone when it is mended, as they are after minutes of silence."""

    url: str = ""
    mended: asyncio.Event = field(default_factory=asyncio.Event)
    _writers: set[asyncio.StreamWriter] = field(default_factory=set)

    def cut(self) -> None:
        """From now on nothing arrives."""
        self.mended.clear()

    def mend(self) -> None:
        """New connections work again."""
        for writer in self._writers:
            writer.transport.abort()
        self.mended.set()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(CHUNK_BYTES):
                await self.mended.wait()
                writer.write(data)
                await writer.drain()
        writer.close()

    async def serve(self, host: str, port: int) -> asyncio.Server:
        """Stand before that address."""

        async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            self._writers.add(writer)
            try:
                await self.mended.wait()
                there, back = await asyncio.open_connection(host, port)
                self._writers.add(back)
                try:
                    await asyncio.gather(self._carry(reader, back), self._carry(there, writer))
                finally:
                    back.close()
                    self._writers.discard(back)
            except OSError:
                return
            finally:
                writer.close()
                self._writers.discard(writer)

        return await asyncio.start_server(connected, "127.0.0.1", 0)


@asynccontextmanager
async def cuttable(endpoints: Endpoints) -> AsyncIterator[CuttableNetwork]:
    """A network before all of the installation's services, whose `url` is what the camera is told."""
    network = CuttableNetwork()
    network.mend()
    servers: list[asyncio.Server] = []

    async def through(target: str) -> str:
        ports = []
        for address in target.removeprefix("ipv4:").removeprefix("dns:///").split(","):
            host, _, port = address.rpartition(":")
            servers.append(server := await network.serve(host, int(port)))
            ports.append(f"127.0.0.1:{server.sockets[0].getsockname()[1]}")
        return "ipv4:" + ",".join(ports)

    places = {
        "identity": await through(endpoints.identity),
        "attendance": await through(endpoints.attendance),
        "recognition": await through(endpoints.recognition),
    }

    async def discover(_: web.Request) -> web.Response:
        await network.mended.wait()
        return web.json_response(text=json.dumps(places))

    app = web.Application()
    app.router.add_get(DISCOVERY_PATH, discover)
    async with listening(app, shutdown_seconds=0.1) as network.url:
        try:
            yield network
        finally:
            network.mend()
            for server in servers:
                server.close()
