"""What the application needs of its store for web push."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from services.identity.domain.push import PushKey, PushMessage, PushSubscription


class PushTable(Protocol):
    """Browsers, and what is on its way to them."""

    async def add(self, subscription: PushSubscription) -> None:
        """A new one; nothing if its digest is there, or the person is gone."""

    async def by_digest(self, digest: bytes) -> PushSubscription | None:
        """Whoever's it is."""

    async def of_person(self, person_id: UUID) -> Sequence[PushSubscription]:
        """Newest first."""

    async def remove(self, subscription_id: UUID) -> None:
        """With its messages; nothing if it is gone."""

    async def note_success(self, subscription_id: UUID, now: datetime) -> None:
        """Its push service took a message."""

    async def sealed(self, after: UUID | None, size: int) -> Sequence[PushSubscription]:
        """By id; nobody else changes them before this transaction ends."""

    async def seal(self, subscription_id: UUID, sealed_target: bytes) -> None:
        """The same target, sealed otherwise."""

    async def add_messages(self, messages: Sequence[PushMessage]) -> None:
        """New ones, sent by whoever claims them. An id that is there stays as it is."""

    async def claim_due(self, now: datetime, size: int) -> Sequence[tuple[PushMessage, PushSubscription]]:
        """Waiting messages, due longest first, that no other transaction has claimed."""

    async def save(self, message: PushMessage) -> None:
        """Replaces its state; nothing if it is gone."""

    async def key(self) -> PushKey | None:
        """The installation's pair, if it was made."""

    async def add_key(self, key: PushKey) -> None:
        """Nothing if there is one."""

    async def replace_key(self, key: PushKey) -> None:
        """The same pair, sealed otherwise."""
