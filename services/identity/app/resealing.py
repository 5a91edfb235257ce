"""Replaces the installation's encryption key: what an earlier key sealed is sealed anew with the newest."""

from typing import Protocol
from uuid import UUID

from services.identity.app.outbox import Outbox
from services.identity.app.push import Push
from services.identity.app.store import Store
from services.identity.domain.signing import SigningKey

AT_ONCE = 200  # mails locked and in memory


class PairSealer(Protocol):
    """Seals the private halves of signing keys."""

    def resealed(self, key: SigningKey) -> SigningKey | None:
        """Sealed with the newest key; None when it is already."""


async def seal_anew(store: Store, pairs: PairSealer, outbox: Outbox, push: Push) -> int:
    """How many rows it was; repeatable, and harmless when several replicas do it at once."""
    done = 0
    async with store.transaction() as tx:
        await tx.signing_keys.hold()
        for key in await tx.signing_keys.all():
            resealed = pairs.resealed(key)
            if resealed is not None:
                await tx.signing_keys.replace(resealed)
                done += 1
    after: UUID | None = None
    more = True
    while more:
        async with store.transaction() as tx:
            mails = await tx.mails.sealed(after, AT_ONCE)
            for mail in mails:
                anew = outbox.resealed(mail)
                if anew is not None:
                    await tx.mails.save(anew)
                    done += 1
        more = len(mails) == AT_ONCE
        after = mails[-1].mail_id if mails else after
    return done + await push.seal_anew(AT_ONCE)
