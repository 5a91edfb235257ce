"""argon2id in threads of its own: it releases the interpreter's lock, and must not hold the event loop up."""

import asyncio
import os
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from services.identity.app.logins import Verdict
from services.identity.domain.errors import TooBusy

T = TypeVar("T")

THREADS = 2
WAITING_MAX = 64  # some seven seconds of work for two busy cores; whoever comes then is told to try again (TooBusy)

NICENESS = 5  # the event loop comes first for a core, which eight lanes would else keep from it for tens of ms


def _give_way() -> None:
    if sys.platform == "linux":  # where niceness is a thread's own; argon2's lanes inherit it
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)


class Argon2Hasher:
    """Hashes and verifies, `THREADS` at a time; close it at the end."""

    def __init__(self, *, memory_kib: int, passes: int, lanes: int, waiting_max: int = WAITING_MAX) -> None:
        self._argon2 = PasswordHasher(time_cost=passes, memory_cost=memory_kib, parallelism=lanes)
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="argon2", initializer=_give_way)
        self._in_hand = 0
        self._in_hand_max = THREADS + waiting_max
        # Verified where an account has no hash, so that its absence cannot be timed. Nobody knows its password.
        self._decoy = self._argon2.hash("no account has this password")

    async def hash(self, password: str) -> str:
        """The encoded hash with its parameters and salt."""
        return await self._run(lambda: self._argon2.hash(password))

    async def verify(self, password_hash: str | None, password: str) -> Verdict:
        """Takes as long without a hash, and then never matches."""
        return await self._run(lambda: self._verify(password_hash, password))

    def close(self) -> None:
        """Ends the threads."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _verify(self, password_hash: str | None, password: str) -> Verdict:
        try:
            self._argon2.verify(password_hash or self._decoy, password)
        except (VerificationError, InvalidHashError):
            return Verdict(matches=False)
        if password_hash is None:
            return Verdict(matches=False)
        return Verdict(matches=True, outdated=self._argon2.check_needs_rehash(password_hash))

    async def _run(self, work: Callable[[], T]) -> T:
        if self._in_hand >= self._in_hand_max:
            raise TooBusy
        self._in_hand += 1
        future = asyncio.get_running_loop().run_in_executor(self._threads, work)
        # counted down by the work itself: a caller who leaves does not make room for another
        future.add_done_callback(self._done)
        return await asyncio.shield(future)

    def _done(self, _future: "asyncio.Future[T]") -> None:
        self._in_hand -= 1
