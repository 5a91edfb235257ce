"""Names for the ids that recognition knows people by."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable

import grpc
import structlog

from services.common.errors import DomainError

LoadName = Callable[[str], Awaitable[str]]

_log: structlog.typing.FilteringBoundLogger = structlog.get_logger("names")


class Names:
    """Display names by person id, shared by all cameras.

    Holds `size` names, each for `keep_seconds`; when full, the one longest in it goes and is asked for again if needed.
    A name that is not known is loaded in the background: no picture waits for one.
    """

    def __init__(
        self,
        load: LoadName,
        *,
        size: int = 10_000,
        keep_seconds: float = 300.0,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._load = load
        self._size = size
        self._keep_seconds = keep_seconds
        self._monotonic = monotonic
        self._names: OrderedDict[str, tuple[str, float]] = OrderedDict()  # name, and when it was asked for
        self._loading: dict[str, asyncio.Task[None]] = {}

    def of(self, person_id: str) -> str:
        """The name, or nothing while it is not known."""
        name, asked_at = self._names.get(person_id, ("", float("-inf")))
        if self._monotonic() - asked_at >= self._keep_seconds and person_id not in self._loading:
            task = asyncio.create_task(self._ask(person_id, name), name="ask-for-name")
            self._loading[person_id] = task
            task.add_done_callback(lambda _: self._loading.pop(person_id, None))
        return name

    async def _ask(self, person_id: str, known: str) -> None:
        name = known
        try:
            name = await self._load(person_id)
        except (grpc.aio.AioRpcError, DomainError) as error:
            # remembered too: an id without a name must not be asked for with every frame
            _log.warning("a name cannot be had", error=type(error).__name__)
        self._names.pop(person_id, None)
        self._names[person_id] = (name, self._monotonic())
        if len(self._names) > self._size:
            self._names.popitem(last=False)
