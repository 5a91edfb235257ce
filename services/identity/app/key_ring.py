"""The signing keys as this process knows them, read again every minute and rotated by whichever replica is first."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from services.common.errors import DatabaseUnavailable
from services.identity.app.given import Clock
from services.identity.app.store import Store
from services.identity.domain.signing import PUBLISHED_FOR, SigningKey, next_sign_after, outlived, signer

READ_EVERY = timedelta(minutes=1)  # far less than PUBLISHED_AHEAD, so that no replica meets a key it does not publish


class KeyMaker(Protocol):
    """Makes key pairs, checks that those of the database are ours, and shows their public halves."""

    def make(self, sign_after: datetime) -> SigningKey:
        """A new pair, its private half sealed."""

    def check(self, key: SigningKey) -> None:
        """Raises when the private half cannot be opened with this installation's key."""

    def jwks(self, keys: Sequence[SigningKey]) -> str:
        """The public halves as a JWKS document."""


@dataclass(frozen=True)
class PublishedKeys:
    """What verifiers may know and how long they may rely on it."""

    jwks_json: str
    expire_time: datetime


class KeyRing:
    """Goes on with the keys it has while the database is away: services need new tokens then too."""

    def __init__(self, store: Store, maker: KeyMaker, clock: Clock) -> None:
        self._store = store
        self._maker = maker
        self._clock = clock
        self._keys: Sequence[SigningKey] = ()
        self._read_time: datetime | None = None
        self._reading = asyncio.Lock()  # callers that find it stale together read once

    async def signer(self) -> SigningKey:
        """The key that signs now."""
        key = signer(await self._current(), self._clock())
        assert key is not None, "reading always leaves a key that may sign"
        return key

    async def published(self) -> PublishedKeys:
        """Every key that a valid token may be signed with, now or within the time they may be kept."""
        keys = await self._current()
        return PublishedKeys(self._maker.jwks(keys), self._clock() + PUBLISHED_FOR)

    async def _current(self) -> Sequence[SigningKey]:
        if self._stale():
            async with self._reading:
                if self._stale():
                    await self._read()
        return self._keys

    def _stale(self) -> bool:
        return self._read_time is None or self._clock() - self._read_time >= READ_EVERY

    async def _read(self) -> None:
        now = self._clock()
        try:
            async with self._store.transaction() as tx:
                await tx.signing_keys.hold()
                keys = list(await tx.signing_keys.all())
                for key in keys:
                    self._maker.check(key)
                for old in outlived(keys, now):
                    await tx.signing_keys.remove(old.key_id)
                    keys.remove(old)
                sign_after = next_sign_after(keys, now)
                if sign_after is not None:
                    made = self._maker.make(sign_after)
                    await tx.signing_keys.add(made)
                    keys.append(made)
        except DatabaseUnavailable:
            if not self._keys:
                raise
        else:
            self._keys = tuple(keys)
        self._read_time = now  # also after a failure: do not make every caller wait for an absent database
