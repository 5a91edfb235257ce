"""Names for the ids that recognition knows people by: those on the roster of the session held in the camera's room."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping

import grpc
import structlog

from services.common.errors import DomainError

ASK_AGAIN_SECONDS = 5.0

LoadNames = Callable[[], Awaitable[Mapping[str, str]]]

_log: structlog.typing.FilteringBoundLogger = structlog.get_logger("roster")


class RosterNames:
    """Display names by person id, of one camera's room.

    As many as the roster has students. An id it does not know makes it ask again, in the background and at most once in
    `ask_again_seconds`, so that no picture waits for a name.
    """

    def __init__(
        self,
        load: LoadNames,
        *,
        ask_again_seconds: float = ASK_AGAIN_SECONDS,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._load = load
        self._ask_again_seconds = ask_again_seconds
        self._monotonic = monotonic
        self._names: Mapping[str, str] = {}
        self._asked_at = float("-inf")
        self._asking: asyncio.Task[None] | None = None

    def of(self, person_id: str) -> str:
        """The name, or nothing while it is not known."""
        name = self._names.get(person_id)
        if name is None and self._monotonic() - self._asked_at >= self._ask_again_seconds:
            self._asked_at = self._monotonic()
            self._asking = asyncio.create_task(self._ask(), name="ask-for-names")
        return name or ""

    def stop(self) -> None:
        """Nobody needs names any more."""
        if self._asking is not None:
            self._asking.cancel()

    async def _ask(self) -> None:
        try:
            self._names = await self._load()
        except (grpc.aio.AioRpcError, DomainError) as error:
            _log.warning("names cannot be had", error=type(error).__name__)
