"""Web push in memory; it passes the same contract suite as PostgreSQL."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from services.identity.domain.push import PushKey, PushMessage, PushState, PushSubscription
from tests.fakes.identity_state import Part, State


class Push(Part):
    async def add(self, subscription: PushSubscription) -> None:
        known = subscription.person_id in self._state.people
        if known and await self.by_digest(subscription.digest) is None:
            self._state.push_subscriptions[subscription.subscription_id] = subscription

    async def by_digest(self, digest: bytes) -> PushSubscription | None:
        return next((one for one in self._state.push_subscriptions.values() if one.digest == digest), None)

    async def of_person(self, person_id: UUID) -> Sequence[PushSubscription]:
        own = [one for one in self._state.push_subscriptions.values() if one.person_id == person_id]
        return sorted(sorted(own, key=lambda one: one.subscription_id), key=lambda one: one.create_time, reverse=True)

    async def remove(self, subscription_id: UUID) -> None:
        drop_subscriptions(self._state, [subscription_id])

    async def note_success(self, subscription_id: UUID, now: datetime) -> None:
        found = self._state.push_subscriptions.get(subscription_id)
        if found is not None:
            self._state.push_subscriptions[subscription_id] = replace(found, last_success_time=now)

    async def sealed(self, after: UUID | None, size: int) -> Sequence[PushSubscription]:
        every = sorted(self._state.push_subscriptions.values(), key=lambda one: one.subscription_id)
        return [one for one in every if after is None or one.subscription_id > after][:size]

    async def seal(self, subscription_id: UUID, sealed_target: bytes) -> None:
        found = self._state.push_subscriptions.get(subscription_id)
        if found is not None:
            self._state.push_subscriptions[subscription_id] = replace(found, sealed_target=sealed_target)

    async def add_messages(self, messages: Sequence[PushMessage]) -> None:
        for message in messages:
            self._state.push_messages.setdefault(message.push_id, message)

    async def claim_due(self, now: datetime, size: int) -> Sequence[tuple[PushMessage, PushSubscription]]:
        messages = self._state.push_messages.values()
        due = [one for one in messages if one.state is PushState.WAITING and one.next_try_time <= now]
        in_turn = sorted(due, key=lambda one: (one.next_try_time, one.push_id))
        return [(one, self._state.push_subscriptions[one.subscription_id]) for one in in_turn[:size]]

    async def save(self, message: PushMessage) -> None:
        if message.push_id in self._state.push_messages:
            self._state.push_messages[message.push_id] = message

    async def key(self) -> PushKey | None:
        return self._state.push_key

    async def add_key(self, key: PushKey) -> None:
        self._state.push_key = self._state.push_key or key

    async def replace_key(self, key: PushKey) -> None:
        self._state.push_key = key


def drop_subscriptions(state: State, subscription_ids: Sequence[UUID]) -> None:
    """With their messages."""
    gone = set(subscription_ids)
    state.push_subscriptions = {id_: one for id_, one in state.push_subscriptions.items() if id_ not in gone}
    state.push_messages = {id_: one for id_, one in state.push_messages.items() if one.subscription_id not in gone}
