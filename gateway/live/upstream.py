"""Keeps a server stream open for as long as somebody needs it, whatever happens to the servers behind it."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

import grpc
import structlog

from services.common.errors import DomainError
from services.common.streams import Backoff

Asked = TypeVar("Asked")
Told = TypeVar("Told")

SILENCE_SECONDS = 60.0  # servers beat several times as often: a stream silent for so long is dead

_log: structlog.typing.FilteringBoundLogger = structlog.get_logger("upstream")

_FINAL = frozenset({grpc.StatusCode.NOT_FOUND, grpc.StatusCode.PERMISSION_DENIED, grpc.StatusCode.INVALID_ARGUMENT})


class Upstream:
    """Opens a stream again with full jitter whenever it breaks or ends."""

    def __init__(self, name: str, backoff: Callable[[], Backoff] = Backoff) -> None:
        self._name = name
        self._backoff = backoff()

    async def follow(
        self,
        open_stream: "Callable[[], grpc.aio.UnaryStreamCall[Asked, Told]]",
        receive: Callable[[Told], None],
        compacted: Callable[[], None] = lambda: None,
    ) -> None:
        """Never returns; raises AioRpcError when the server says that trying again is useless.

        `open_stream` is asked for a new stream each time, from wherever `receive` has come; `compacted` is called
        first when the server no longer knows that place.
        """
        while True:
            stream: grpc.aio.UnaryStreamCall[Asked, Told] | None = None
            try:
                stream = open_stream()
                await self._read(stream, receive)
                _log.info("upstream ended", upstream=self._name)
            except grpc.aio.AioRpcError as error:
                if error.code() in _FINAL:
                    raise
                if error.code() is grpc.StatusCode.OUT_OF_RANGE:
                    compacted()
                _log.warning("upstream broke", upstream=self._name, code=error.code().name)
            except (DomainError, TimeoutError, asyncio.InvalidStateError) as error:
                _log.warning("upstream broke", upstream=self._name, error=type(error).__name__)
            finally:
                if stream is not None:
                    stream.cancel()
            await asyncio.sleep(self._backoff.next_seconds())

    async def _read(self, stream: "grpc.aio.UnaryStreamCall[Asked, Told]", receive: Callable[[Told], None]) -> None:
        messages = aiter(stream)
        while True:
            async with asyncio.timeout(SILENCE_SECONDS):
                message = await anext(messages, None)
            if message is None:
                return
            self._backoff.reset()
            receive(message)
