"""argon2id in threads of its own: it releases the interpreter's lock, and must not hold the event loop up."""

import os
import sys
import threading
from time import perf_counter

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from services.identity.adapters.bounded_threads import BoundedThreads
from services.identity.app.password_check import Verdict

THREADS = 2
WAITING_MAX = 64  # whoever comes then, or would be answered later than this, is told to try again (TooBusy):
ANSWER_SECONDS_MAX = 8.0  # callers wait ten, and need some of them for the rest

NICENESS = 5  # the event loop comes first for a core, which eight lanes would else keep from it for tens of ms


def _give_way() -> None:
    if sys.platform == "linux":  # where niceness is a thread's own; argon2's lanes inherit it
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)


class Argon2Hasher:
    """Hashes and verifies, `THREADS` at a time; close it at the end."""

    def __init__(self, *, memory_kib: int, passes: int, lanes: int) -> None:
        self._argon2 = PasswordHasher(time_cost=passes, memory_cost=memory_kib, parallelism=lanes)
        began = perf_counter()
        # Verified where an account has no hash, so that its absence cannot be timed. Nobody knows its password.
        self._decoy = self._argon2.hash("no account has this password")
        self.queue = BoundedThreads(
            THREADS,
            waiting_max=WAITING_MAX,
            answer_seconds_max=ANSWER_SECONDS_MAX,
            seconds_each=perf_counter() - began,
            name="argon2",
            initializer=_give_way,
        )

    async def hash(self, password: str) -> str:
        """The encoded hash with its parameters and salt."""
        return await self.queue.run(lambda: self._argon2.hash(password))

    async def verify(self, password_hash: str | None, password: str) -> Verdict:
        """Takes as long without a hash, and then never matches."""
        return await self.queue.run(lambda: self._verify(password_hash, password))

    def close(self) -> None:
        """Ends the threads."""
        self.queue.close()

    def _verify(self, password_hash: str | None, password: str) -> Verdict:
        try:
            self._argon2.verify(password_hash or self._decoy, password)
        except (VerificationError, InvalidHashError):
            return Verdict(matches=False)
        if password_hash is None:
            return Verdict(matches=False)
        return Verdict(matches=True, outdated=self._argon2.check_needs_rehash(password_hash))
