"""LISTEN on a connection of its own: says that something may have changed, never what."""

import asyncio
from collections.abc import AsyncGenerator
from types import TracebackType
from typing import Self

import asyncpg
import structlog

from services.common.streams import Backoff

_log: structlog.typing.FilteringBoundLogger = structlog.get_logger("listen")


class Listener:
    """Wakes its readers on NOTIFY, after each reconnect, and every `poll_seconds` in any case.

    The connection is asked every `check_seconds` whether it still works, and replaced when it does not answer as soon.
    Wake-ups coalesce: however many notifications arrive while a reader works, it wakes once more. A lost NOTIFY is
    therefore late by at most `poll_seconds`, never missed. Use as `async with Listener(dsn, "channel") as listener`.
    """

    def __init__(
        self,
        dsn: str,
        *channels: str,
        poll_seconds: float = 30.0,
        check_seconds: float = 10.0,
        backoff: Backoff | None = None,
    ) -> None:
        self._dsn = dsn
        self._channels = channels
        self._poll_seconds = poll_seconds
        self._check_seconds = check_seconds
        self._backoff = backoff or Backoff(first_seconds=0.2, most_seconds=10.0)
        self._readers: dict[asyncio.Event, str] = {}
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._keep_listening(), name="listen")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait((self._task,))

    async def changes(self, channel: str) -> AsyncGenerator[None, None]:
        """Yields at once, for the first look, and then each time the channel's subject may have changed."""
        if channel not in self._channels:
            raise ValueError(f"not listening on {channel}")
        woken = asyncio.Event()
        woken.set()
        self._readers[woken] = channel
        try:
            while True:
                try:
                    async with asyncio.timeout(self._poll_seconds):
                        await woken.wait()
                except TimeoutError:
                    pass  # the poll
                woken.clear()  # before the reader looks: what comes while it looks wakes it again
                yield
        finally:
            del self._readers[woken]

    def _wake(self, channel: str | None = None) -> None:
        for woken, wanted in self._readers.items():
            if channel is None or wanted == channel:
                woken.set()

    async def _keep_listening(self) -> None:
        while True:
            try:
                await self._listen_once()
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError) as error:
                _log.warning("listening was interrupted", error=type(error).__name__)
            except Exception:
                _log.exception("listening was interrupted")  # a listener that ended would be missed by nobody
            await asyncio.sleep(self._backoff.next_seconds())

    async def _listen_once(self) -> None:
        connection = await asyncpg.connect(self._dsn, timeout=self._check_seconds, command_timeout=self._check_seconds)
        lost = asyncio.Event()
        try:
            connection.add_termination_listener(lambda _connection: lost.set())
            for channel in self._channels:
                await connection.add_listener(channel, lambda _c, _pid, named, _payload: self._wake(named))
            self._backoff.reset()
            self._wake()  # something may have happened while nobody listened
            while not lost.is_set():
                try:
                    async with asyncio.timeout(self._check_seconds):
                        await lost.wait()
                except TimeoutError:
                    await connection.execute("select 1")  # a connection whose other end vanished says nothing by itself
        finally:
            connection.terminate()
