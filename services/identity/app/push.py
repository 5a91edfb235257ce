"""Browsers that notices are pushed to: subscribed by those who use them, and what is queued for them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from services.common.errors import InvalidInput
from services.identity.app.given import Clock, NewId
from services.identity.app.store import Store, Transaction
from services.identity.domain.errors import PushSubscriptionNotFound
from services.identity.domain.login import USER_AGENT_CHARACTERS_MAX
from services.identity.domain.mail import LANGUAGES, MailKind
from services.identity.domain.push import (
    SUBSCRIPTIONS_MAX,
    PushKey,
    PushSubscription,
    PushTarget,
    push_message,
    trial_topic,
)
from services.identity.domain.push_endpoint import checked_endpoint

AUTH_BYTES = 16


class Targets(Protocol):
    """Keeps targets unreadable where they are stored."""

    def seal(self, target: PushTarget, subscription_id: UUID) -> bytes:
        """Opens for the same subscription only."""

    def open(self, sealed: bytes, subscription_id: UUID) -> PushTarget | None:
        """None when it was not sealed here, or not for this."""

    def resealed_target(self, sealed: bytes, subscription_id: UUID) -> bytes | None:
        """Sealed with the newest key; None when it is already."""


class PushKeyMaker(Protocol):
    """Makes the installation's pair, and knows a point of its curve."""

    def make(self) -> PushKey:
        """A new pair, its private half sealed."""

    def resealed(self, key: PushKey) -> PushKey | None:
        """Sealed with the newest key; None when it is already."""

    def is_point(self, public_key: bytes) -> bool:
        """Whether a browser's key is one: 65 bytes that stand for a point of P-256."""


@dataclass(frozen=True)
class PushQueue:
    """For whoever causes notices: `await queue.add_once(tx, …)`."""

    clock: Clock

    async def add_once(self, tx: Transaction, notice_id: UUID, kind: MailKind, language: str, person_id: UUID) -> int:
        """To each of the person's browsers, unless it is queued or was sent already; how many browsers there are."""
        now = self.clock()
        browsers = await tx.push.of_person(person_id)
        await tx.push.add_messages(
            [push_message(notice_id, one.subscription_id, kind, language, now) for one in browsers]
        )
        return len(browsers)


class Push:
    """Whose browsers they are is decided before: each person's own."""

    def __init__(
        self,
        store: Store,
        maker: PushKeyMaker,
        targets: Targets,
        clock: Clock,
        new_id: NewId,
        *,
        configured_key: PushKey | None = None,
        allowed_origins: Collection[str] = (),
    ) -> None:
        self._store = store
        self._maker = maker
        self._targets = targets
        self._clock = clock
        self._new_id = new_id
        self._key = configured_key
        self._allowed_origins = allowed_origins

    async def key(self) -> PushKey:
        """The installation's pair: configured, or made by whichever replica is first."""
        if self._key is None:
            async with self._store.transaction() as tx:
                found = await tx.push.key()
                if found is None:
                    await tx.push.add_key(self._maker.make())
                    found = await tx.push.key()  # mine, or another replica's
            assert found is not None, "adding a key leaves one"
            self._key = found
        return self._key

    async def subscribe(self, person_id: UUID, target: PushTarget, label: str) -> PushSubscription:
        """The browser, which is this person's from now on; the same one when it was already."""
        checked_endpoint(target.endpoint, self._allowed_origins)
        if not self._maker.is_point(target.p256dh):
            raise InvalidInput("p256dh", "must be a key of the curve P-256, uncompressed")
        if len(target.auth) != AUTH_BYTES:
            raise InvalidInput("auth", f"must have {AUTH_BYTES} bytes")
        async with self._store.transaction() as tx:
            known = await tx.push.by_digest(target.digest)
            if known is not None:
                if known.person_id == person_id and self._opened(known) == target:
                    return known
                await tx.push.remove(known.subscription_id)
            made = self._made(person_id, target, label)
            await tx.push.add(made)
            browsers = await tx.push.of_person(person_id)
            by_use = sorted(browsers, key=lambda one: one.last_success_time or one.create_time, reverse=True)
            for one in by_use[SUBSCRIPTIONS_MAX:]:
                await tx.push.remove(one.subscription_id)
        return made

    async def seal_anew(self, size: int) -> int:
        """What an earlier encryption key sealed is sealed with the newest; how many rows it was."""
        done = 0
        async with self._store.transaction() as tx:
            key = await tx.push.key()
            anew = self._maker.resealed(key) if key is not None else None
            if anew is not None:
                await tx.push.replace_key(anew)
                done += 1
        after: UUID | None = None
        more = True
        while more:
            async with self._store.transaction() as tx:
                found = await tx.push.sealed(after, size)
                for one in found:
                    sealed = self._targets.resealed_target(one.sealed_target, one.subscription_id)
                    if sealed is not None:
                        await tx.push.seal(one.subscription_id, sealed)
                        done += 1
            more = len(found) == size
            after = found[-1].subscription_id if found else after
        return done

    async def browsers(self, person_id: UUID) -> Sequence[PushSubscription]:
        """Newest first."""
        async with self._store.transaction() as tx:
            return await tx.push.of_person(person_id)

    async def unsubscribe(self, person_id: UUID, subscription_id: UUID) -> None:
        """Not pushed to any more; nothing if it is not the person's."""
        async with self._store.transaction() as tx:
            if any(one.subscription_id == subscription_id for one in await tx.push.of_person(person_id)):
                await tx.push.remove(subscription_id)

    async def test(self, person_id: UUID, subscription_id: UUID) -> None:
        """A word to try it; PushSubscriptionNotFound if it is not the person's."""
        now = self._clock()
        async with self._store.transaction() as tx:
            person = await tx.people.get(person_id)
            browsers = await tx.push.of_person(person_id)
            if person is None or all(one.subscription_id != subscription_id for one in browsers):
                raise PushSubscriptionNotFound(str(subscription_id))
            topic, language = trial_topic(subscription_id, now), person.details.language or LANGUAGES[0]
            message = push_message(topic, subscription_id, MailKind.TEST_NOTICE, language, now)
            await tx.push.add_messages([message])

    def _opened(self, subscription: PushSubscription) -> PushTarget | None:
        return self._targets.open(subscription.sealed_target, subscription.subscription_id)

    def _made(self, person_id: UUID, target: PushTarget, label: str) -> PushSubscription:
        subscription_id = self._new_id()
        return PushSubscription(
            subscription_id,
            person_id,
            target.digest,
            self._targets.seal(target, subscription_id),
            " ".join(label.split())[:USER_AGENT_CHARACTERS_MAX],
            self._clock(),
        )
