"""Log-ins and device keys that have ended: their tokens are refused, and streams opened with them end."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

import structlog
from prometheus_client import Gauge

from services.common.auth import utc_now
from services.common.errors import DomainError, PeerUnavailable, Unauthenticated
from services.common.principal import Principal
from services.common.streams import Backoff

FOLLOWED = Gauge("revocations_followed", "1 while identity tells of ended log-ins; 0: tokens live until they expire.")
KEPT_FOR = timedelta(minutes=15)  # longer than any access token lives
SILENCE_SECONDS = 30.0  # identity beats several times as often: a stream silent for so long is dead

_log: structlog.typing.FilteringBoundLogger = structlog.get_logger("revocations")


@dataclass
class RevocationsCompacted(DomainError):
    """What happened since the resume token is no longer all known."""

    def __str__(self) -> str:
        return "the resume token is too old; start afresh with an empty one"


@dataclass(frozen=True)
class Revoked:
    """All access tokens of this log-in or device key are void."""

    login_id: str  # the tokens' `sid`
    time: datetime  # UTC


class Feed(Protocol):
    """Where revocations come from."""

    def watch(self, resume_token: str) -> AsyncGenerator[tuple[str, Revoked | None], None]:
        """Resume tokens with what was revoked, None for a beat. RevocationsCompacted, PeerUnavailable."""


class Revocations:
    """What this process knows to have ended. Holds as many entries as log-ins end in `KEPT_FOR`.

    While identity cannot be reached, what is known is kept and all else is taken: access tokens are short-lived.
    """

    def __init__(self, clock: Callable[[], datetime] = utc_now) -> None:
        self._clock = clock
        self._revoked: dict[str, datetime] = {}
        self._streams: dict[asyncio.Task[object], Principal] = {}
        self._ending: dict[asyncio.Task[object], DomainError] = {}
        self._readers: list[Callable[[str], None]] = []

    def check(self, principal: Principal) -> None:
        """Unauthenticated if the principal's log-in or key has ended."""
        if principal.login_id and self.is_revoked(principal.login_id):
            raise _ended()

    def is_revoked(self, login_id: str) -> bool:
        """Whether the log-in or key is known to have ended."""
        return login_id in self._revoked

    def tell(self, reader: Callable[[str], None]) -> None:
        """The reader is called with the id of every log-in that ends from now on."""
        self._readers.append(reader)

    def revoke(self, revoked: Revoked) -> None:
        """Refuses the log-in's tokens from now on and ends the streams opened with them."""
        self._revoked[revoked.login_id] = revoked.time
        oldest = self._clock() - KEPT_FOR
        while self._revoked and next(iter(self._revoked.values())) < oldest:
            self._revoked.pop(next(iter(self._revoked)))
        for task, principal in list(self._streams.items()):
            if principal.login_id == revoked.login_id:
                self._end(task, _ended())
        for reader in self._readers:
            reader(revoked.login_id)

    def doubt(self) -> None:
        """Some revocations were missed: streams whose token has expired must be opened again with a fresh one."""
        now = self._clock()
        for task, principal in list(self._streams.items()):
            if principal.login_id and principal.expire_time <= now:
                self._end(task, PeerUnavailable())

    @asynccontextmanager
    async def until_revoked(self, principal: Principal) -> AsyncIterator[None]:
        """Runs the block until the principal's log-in ends, which raises Unauthenticated in it.

        A stream outlives its access token: it ends with the log-in or key behind the token, not with the token.
        """
        task = asyncio.current_task()
        assert task is not None
        self.check(principal)
        self._streams[task] = principal
        try:
            yield
        except asyncio.CancelledError:
            error = self._ending.get(task)
            if error is not None and task.uncancel() == 0:  # else somebody else cancels as well, and goes first
                raise error from None
            raise
        finally:
            self._streams.pop(task, None)
            self._ending.pop(task, None)

    async def follow(self, feed: Feed, backoff: Backoff | None = None) -> None:
        """Reads the feed for ever, and opens it again whenever it breaks."""
        waits = backoff or Backoff(first_seconds=0.1, most_seconds=4.0)
        resume_token = ""
        while True:
            try:
                async with aclosing(feed.watch(resume_token)) as events:
                    while True:
                        async with asyncio.timeout(SILENCE_SECONDS):
                            resume_token, revoked = await anext(events)
                        FOLLOWED.set(1)
                        waits.reset()
                        if revoked is not None:
                            self.revoke(revoked)
            except RevocationsCompacted:
                resume_token = ""
                self.doubt()
            except (DomainError, TimeoutError, StopAsyncIteration, asyncio.InvalidStateError) as error:
                _log.warning("revocations are not followed", error=type(error).__name__)
            except Exception:
                _log.exception("revocations are not followed")
            FOLLOWED.set(0)
            await asyncio.sleep(waits.next_seconds())

    def _end(self, task: asyncio.Task[object], error: DomainError) -> None:
        if task not in self._ending:
            self._ending[task] = error
            task.cancel()


def _ended() -> Unauthenticated:
    return Unauthenticated("this login has ended")
