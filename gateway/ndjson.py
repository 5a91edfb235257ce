"""Work that takes a while, told line by line: one JSON document a line, the last one says how it ended."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

from aiohttp import web
from pydantic import BaseModel

from gateway.routes.route import Call

NDJSON = "application/x-ndjson"


async def told(call: Call[Any], events: AsyncGenerator[BaseModel, None]) -> web.StreamResponse:
    """The events as they come. What fails before the first is a problem like any other."""
    response: web.StreamResponse | None = None
    async with aclosing(events):  # a browser that leaves ends the work behind them
        async for event in events:
            if response is None:
                response = web.StreamResponse(headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"})
                response.content_type = NDJSON
                call.jar.write(response)
                await response.prepare(call.request)
            await response.write(event.model_dump_json().encode() + b"\n")
    if response is None:
        return web.Response(content_type=NDJSON)
    await response.write_eof()
    return response
