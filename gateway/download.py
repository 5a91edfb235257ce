"""Files that a service makes while they are sent: passed on chunk by chunk, never held whole."""

import re
from collections.abc import Callable
from typing import Any, Protocol, TypeVar
from urllib.parse import quote

import grpc
from aiohttp import web

from gateway.routes.route import Call


class _Part(Protocol):
    @property
    def chunk(self) -> bytes: ...


Part = TypeVar("Part", bound=_Part)


async def passed_on(
    call: Call[Any], stream: "grpc.aio.UnaryStreamCall[Any, Part]", file_name_of: Callable[[Part], str]
) -> web.StreamResponse:
    """The stream as a CSV download, named by its first part; see `sent_on`."""

    def headers(part: Part) -> dict[str, str]:
        return {
            "Cache-Control": "private, no-store",
            "Content-Type": "text/csv; charset=utf-8",
            "Content-Disposition": attachment(file_name_of(part)),
        }

    return await sent_on(call, stream, headers) or web.Response(content_type="text/csv", charset="utf-8")


async def sent_on(
    call: Call[Any], stream: "grpc.aio.UnaryStreamCall[Any, Part]", headers_of: Callable[[Part], dict[str, str]]
) -> web.StreamResponse | None:
    """The stream as a download, with the headers that its first part asks for; None when there is no part.

    What fails before the first part is a problem like any other; what fails later breaks the connection off, so that
    nobody takes half a file for a whole one.
    """
    response: web.StreamResponse | None = None
    try:
        async for part in stream:
            if response is None:
                response = web.StreamResponse(headers=headers_of(part))
                call.jar.write(response)
                await response.prepare(call.request)
            await response.write(part.chunk)
    except Exception:
        if response is not None and call.request.transport is not None:
            call.request.transport.abort()
        raise
    finally:
        stream.cancel()
    if response is not None:
        await response.write_eof()
    return response


def attachment(file_name: str) -> str:
    """The Content-Disposition of a download (RFC 6266): the name itself, and a plain one for old browsers."""
    plain = re.sub(r"[^A-Za-z0-9 ._()-]", "_", file_name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(file_name, safe='')}"
