"""Counts attempts per account in the store, so that every replica slows an account down by the same count."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

from services.identity.app.given import Clock, digest
from services.identity.app.store import Store
from services.identity.domain.attempts import another
from services.identity.domain.errors import CredentialRefused


class SlowDown:
    """Accounts that do not exist are counted alike, or the difference would tell which exist."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    @asynccontextmanager
    async def attempt(self, email: str) -> AsyncIterator[None]:
        """Counts before the block, so that attempts made at once all count; TooManyAttempts without running it.

        A block that ends well clears the count. One that is refused leaves it. Any other error says nothing about the
        password, and takes this attempt back.
        """
        account = digest(email)
        async with self._store.transaction() as tx:
            earlier = await tx.attempts.get(account)
            await tx.attempts.put(account, another(earlier, self._clock()))
        try:
            yield
        except CredentialRefused:
            raise
        except Exception:
            async with self._store.transaction() as tx:
                counted = await tx.attempts.get(account)
                if counted is not None:  # else another attempt succeeded meanwhile
                    await tx.attempts.put(account, replace(counted, failed=max(0, counted.failed - 1)))
            raise
        async with self._store.transaction() as tx:
            await tx.attempts.clear(account)
