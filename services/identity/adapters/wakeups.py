"""Wakes followers when PostgreSQL says that people changed."""

from collections.abc import AsyncGenerator

from services.common.listen import Listener
from services.identity.adapters.postgres.people import CHANNEL
from services.identity.adapters.postgres.revocations import CHANNEL as REVOCATION_CHANNEL

CHANNELS = (CHANNEL, REVOCATION_CHANNEL)


class PeopleWakeups:
    """One LISTEN connection for all followers of this process."""

    def __init__(self, listener: Listener, channel: str = CHANNEL) -> None:
        self._listener = listener
        self._channel = channel

    def changes(self) -> AsyncGenerator[None, None]:
        """Yields at once, on every change, after a reconnect and on the listener's poll."""
        wakeups = self._listener.changes(self._channel)
        assert isinstance(wakeups, AsyncGenerator), "whoever follows must be able to close it"
        return wakeups
