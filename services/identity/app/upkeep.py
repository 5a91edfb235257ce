"""Drops what nobody needs any more, so that no table grows for ever."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from services.identity.app.given import Clock
from services.identity.app.store import Store, Upkeep
from services.identity.domain.attempts import FORGOTTEN_AFTER
from services.identity.domain.kiosk import REPLACED_KEPT_FOR
from services.identity.domain.mail import KEPT_FOR
from services.identity.domain.push import KEPT_FOR as PUSH_KEPT_FOR
from services.identity.domain.revocation import REVOCATIONS_KEPT_FOR

# A follower that was away for longer starts afresh. Longer than any repair of a service should take.
DELETIONS_KEPT_FOR = timedelta(days=90)
ADDRESSES_KEPT_FOR = timedelta(days=90)
AUDIT_KEPT_FOR = timedelta(days=730)  # unless the operator's policy says otherwise


async def drop_what_is_over(store: Store, clock: Clock, audit_kept_for: timedelta = AUDIT_KEPT_FOR) -> None:
    """Repeatable, and harmless when several replicas do it at once."""
    now = clock()

    async def drop(what: Callable[[Upkeep], Awaitable[None]]) -> None:
        # each by itself: together they would hold rows for long, and in another order than those who write them
        async with store.transaction() as tx:
            await what(tx.upkeep)

    await drop(lambda upkeep: upkeep.drop_expired(now))
    await drop(lambda upkeep: upkeep.drop_attempts(now - FORGOTTEN_AFTER))
    await drop(lambda upkeep: upkeep.drop_mails(now - KEPT_FOR))
    await drop(lambda upkeep: upkeep.drop_push_messages(now - PUSH_KEPT_FOR))
    await drop(lambda upkeep: upkeep.drop_known_addresses(now - ADDRESSES_KEPT_FOR))
    await drop(lambda upkeep: upkeep.drop_revocations(now - REVOCATIONS_KEPT_FOR))
    await drop(lambda upkeep: upkeep.drop_kiosk_tokens(now - REPLACED_KEPT_FOR))
    await drop(lambda upkeep: upkeep.drop_audit(now - audit_kept_for))
    await drop(lambda upkeep: upkeep.compact(now - DELETIONS_KEPT_FOR))
