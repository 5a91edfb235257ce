"""Request bodies, read within a bound of length and of time."""

import asyncio

from aiohttp import web

from gateway.problems import ProblemError, too_large


async def read_bounded(request: web.Request, bytes_max: int, seconds: float = 20.0) -> bytes:
    """The body, read no further than the bound; a 413 problem when it is longer, 408 when it does not come."""
    if request.content_length is not None and request.content_length > bytes_max:
        raise too_large(bytes_max)
    body = bytearray()
    try:
        async with asyncio.timeout(seconds):
            async for chunk in request.content.iter_chunked(64 * 1024):
                body += chunk
                if len(body) > bytes_max:
                    raise too_large(bytes_max)
    except TimeoutError:
        raise ProblemError(408, "TOO_SLOW", "the request took too long to arrive; try again") from None
    return bytes(body)
