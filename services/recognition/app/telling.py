"""What one side of a stream still has to tell the other."""

import asyncio
from abc import ABC, abstractmethod
from typing import Generic, Self, TypeVar

from services.recognition.app.frames import Beat

Message = TypeVar("Message")


class Telling(ABC, Generic[Message]):
    """Iterate over it to send, with a beat when nothing comes for long. A slow reader is never waited for: which
    messages wait for it, and in which order they go, is each kind's own to say."""

    def __init__(self, heartbeat_seconds: float) -> None:
        self._heartbeat_seconds = heartbeat_seconds
        self._changed = asyncio.Event()
        self._ended = False
        self._error: Exception | None = None

    def end(self, error: Exception | None = None) -> None:
        """Nothing more comes; with an error it is raised to the reader at once, without one after what is queued."""
        if not self._ended:
            self._ended, self._error = True, error
            self._changed.set()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Message | Beat:
        while True:
            if self._error is not None:
                raise self._error
            message = self._next()
            if message is not None:
                return message
            if self._ended:
                raise StopAsyncIteration
            self._changed.clear()
            try:
                async with asyncio.timeout(self._heartbeat_seconds):
                    await self._changed.wait()
            except TimeoutError:
                return Beat()

    @abstractmethod
    def _next(self) -> Message | None:
        """Takes out what goes next; None when nothing waits."""
