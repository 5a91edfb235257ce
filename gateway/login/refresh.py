"""Renews access tokens from refresh tokens: each refresh token is used once, however many requests bring it."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from hashlib import sha256

from presence.identity.v1.identity_service_pb2 import Token

Exchange = Callable[[str], Awaitable[Token]]


@dataclass(frozen=True)
class _Renewal:
    task: asyncio.Task[Token]
    started_seconds: float


class Renewals:
    """One exchange in flight for each refresh token; its answer is shared for `keep_seconds`.

    A page sends several requests at once with the same cookies; identity would take the second use of a refresh token
    for theft and end the login. At most `size` answers are kept; the oldest goes first, and costs its user a log-in at
    worst.
    """

    def __init__(
        self,
        exchange: Exchange,
        *,
        keep_seconds: float = 30.0,
        size: int = 10_000,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._exchange = exchange
        self._keep_seconds = keep_seconds
        self._size = size
        self._monotonic = monotonic
        self._renewals: OrderedDict[bytes, _Renewal] = OrderedDict()  # by hash: no token lies about in memory as a key

    async def renew(self, refresh_token: str) -> Token:
        """New tokens; AioRpcError when identity refuses or does not answer."""
        self._forget_old()
        key = sha256(refresh_token.encode()).digest()
        renewal = self._renewals.get(key)
        if renewal is None:
            renewal = _Renewal(asyncio.create_task(self._run(refresh_token)), self._monotonic())
            while len(self._renewals) >= self._size:
                self._renewals.popitem(last=False)
            self._renewals[key] = renewal
            renewal.task.add_done_callback(lambda task: self._done(key, task))
        # a request that is given up must not take the others' answer with it
        return await asyncio.shield(renewal.task)

    def forget(self, refresh_token: str) -> None:
        """Its login was ended: what was renewed from or to this token is handed out no more."""
        ended = sha256(refresh_token.encode()).digest()
        for key, renewal in list(self._renewals.items()):
            if key == ended or (renewal.task.done() and _renewed_to(renewal.task) == refresh_token):
                del self._renewals[key]

    async def _run(self, refresh_token: str) -> Token:
        return await self._exchange(refresh_token)

    def _done(self, key: bytes, task: asyncio.Task[Token]) -> None:
        if task.cancelled() or task.exception() is not None:
            self._renewals.pop(key, None)  # the next request may try again

    def _forget_old(self) -> None:
        oldest_kept = self._monotonic() - self._keep_seconds
        while self._renewals:
            renewal = next(iter(self._renewals.values()))
            if renewal.started_seconds > oldest_kept:
                return
            self._renewals.popitem(last=False)


def _renewed_to(task: asyncio.Task[Token]) -> str:
    return "" if task.cancelled() or task.exception() is not None else task.result().refresh_token
