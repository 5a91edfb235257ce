"""What every store of identity must do with web push."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

from services.identity.app.store import Store
from services.identity.domain.mail import MailKind
from services.identity.domain.push import PushKey, PushMessage, PushSubscription, push_message
from tests.fakes.identity_people_contract import DAY, NOW, added, person

MINUTE = timedelta(minutes=1)


def browser(person_id: UUID, digest: bytes = b"digest", minutes: int = 0) -> PushSubscription:
    return PushSubscription(uuid4(), person_id, digest, b"sealed", "Firefox", NOW + minutes * MINUTE)


def message(subscription: PushSubscription, minutes: int = 0) -> PushMessage:
    return push_message(uuid4(), subscription.subscription_id, MailKind.RATE_BELOW, "ne", NOW + minutes * MINUTE)


class PushContract:
    """Subclass it with a `store` fixture."""

    async def test_a_browser_is_one_persons_and_is_listed_newest_first(self, store: Store) -> None:
        ada = person()
        await added(store, ada)
        older, newer = browser(ada.person_id, b"1"), browser(ada.person_id, b"2", 1)
        async with store.transaction() as tx:
            for one in (older, newer, browser(ada.person_id, b"2"), browser(uuid4(), b"3")):
                await tx.push.add(one)
            await tx.push.note_success(older.subscription_id, NOW)
            await tx.push.seal(older.subscription_id, b"anew")
            reached = replace(older, last_success_time=NOW, sealed_target=b"anew")
            assert list(await tx.push.of_person(ada.person_id)) == [newer, reached]
            assert await tx.push.by_digest(b"2") == newer
            assert await tx.push.by_digest(b"3") is None
            first = await tx.push.sealed(None, 1)
            assert [one.subscription_id for one in first] == [min(older.subscription_id, newer.subscription_id)]
            second = await tx.push.sealed(first[0].subscription_id, 9)
            assert [one.subscription_id for one in second] == [max(older.subscription_id, newer.subscription_id)]

    async def test_the_message_due_longest_is_claimed_with_its_browser(self, store: Store) -> None:
        ada = person()
        await added(store, ada)
        to = browser(ada.person_id)
        first, second = message(to), message(to, 1)
        async with store.transaction() as tx:
            await tx.push.add(to)
            await tx.push.add_messages([second, first])
            await tx.push.add_messages([replace(first, attempts=7)])  # there already: it stays as it is
            assert list(await tx.push.claim_due(NOW + MINUTE, 1)) == [(first, to)]
            await tx.push.save(first.claimed(NOW + MINUTE))
            assert list(await tx.push.claim_due(NOW + MINUTE, 9)) == [(second, to)]
            await tx.push.save(second.sent(NOW + MINUTE))
            assert list(await tx.push.claim_due(NOW + MINUTE, 9)) == []
            await tx.push.save(message(to))  # gone meanwhile: no error

    async def test_messages_go_with_their_browser_and_browsers_with_their_person(self, store: Store) -> None:
        ada = person()
        await added(store, ada)
        first, second = browser(ada.person_id, b"1"), browser(ada.person_id, b"2")
        async with store.transaction() as tx:
            for one in (first, second):
                await tx.push.add(one)
                await tx.push.add_messages([message(one)])
            await tx.push.remove(first.subscription_id)
            assert [to for _, to in await tx.push.claim_due(NOW, 9)] == [second]
        async with store.transaction() as tx:
            await tx.people.hold_writers()
            await tx.people.remove(ada.person_id, NOW)
        async with store.transaction() as tx:
            assert await tx.push.by_digest(b"2") is None
            assert list(await tx.push.claim_due(NOW, 9)) == []

    async def test_old_messages_are_dropped_whatever_became_of_them(self, store: Store) -> None:
        ada = person()
        await added(store, ada)
        to = browser(ada.person_id)
        old, young = message(to), message(to, 5)
        async with store.transaction() as tx:
            await tx.push.add(to)
            await tx.push.add_messages([old, young])
            await tx.upkeep.drop_push_messages(NOW + MINUTE)
            assert list(await tx.push.claim_due(NOW + DAY, 9)) == [(young, to)]

    async def test_there_is_one_key_whoever_makes_it(self, store: Store) -> None:
        first = PushKey(b"public", b"sealed", NOW)
        async with store.transaction() as tx:
            assert await tx.push.key() is None
            await tx.push.add_key(first)
            await tx.push.add_key(PushKey(b"other", b"sealed", NOW))
            assert await tx.push.key() == first
            await tx.push.replace_key(replace(first, sealed_private_key=b"anew"))
            assert await tx.push.key() == replace(first, sealed_private_key=b"anew")
