"""Counts attempts per account and per address in the store, so that every replica slows both down by the same count."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

from services.identity.app.given import Clock, digest
from services.identity.app.store import Store, Transaction
from services.identity.domain.attempts import (
    ACCOUNT,
    ADDRESS,
    BURST,
    KIOSK_ADDRESS,
    RESET_ACCOUNT,
    RESET_ADDRESS,
    Pace,
    another,
)
from services.identity.domain.audit import Action, AuditEntry
from services.identity.domain.login_errors import CredentialRefused
from services.identity.domain.mail import MailKind, MailRequest


class SlowDown:
    """Accounts that do not exist are counted alike, or the difference would tell which exist.

    From an address where the owner has logged in before, attempts are counted apart from everybody else's: guessing
    from elsewhere cannot keep the owner waiting.
    """

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    @asynccontextmanager
    async def attempt(self, email: str, address: str = "", *, apart: str = "") -> AsyncIterator[None]:
        """Counts before the block, so that attempts made at once all count; TooManyAttempts without running it.

        A block that ends well clears the account's count, and takes back the one of the address. One that is refused
        leaves both. Any other error says nothing about the password, and takes this attempt back. What is `apart` has a
        count of its own: whoever only knows the address cannot keep waiting who is further in already.
        """
        account, place = digest(email), digest(f"address {address}")
        async with self._store.transaction() as tx:
            key = digest(f"{apart} of {email}") if apart else account
            if address and await tx.known_addresses.has(account, place):
                key = _from_there(account, place)
            # accounts before addresses, always: nobody waits in a circle
            failed = await self._count(tx, key, ACCOUNT)
            if address:
                tried = await self._count(tx, place, ADDRESS)
                if tried % ADDRESS.free == 0:  # many accounts, a few guesses each
                    note = f"{tried} attempts from {address}"
                    await tx.audit.add(AuditEntry(self._clock(), "", Action.LOGINS_FAILED, "", note))
            if failed % BURST == 0:
                await self._record(tx, email, f"{failed} failures in a row")
            if failed == BURST:
                # written down alike whether the account exists; a sender finds out
                await tx.mails.request(MailRequest(MailKind.LOGIN_BURST, email[:320], "", self._clock()))
        try:
            yield
        except CredentialRefused:
            raise
        except Exception:
            async with self._store.transaction() as tx:
                await self._take_back(tx, key)
                if address:
                    await self._take_back(tx, place)
            raise
        async with self._store.transaction() as tx:
            await tx.attempts.clear(key)
            if address:
                await self._take_back(tx, place)
                await tx.known_addresses.note(account, place, self._clock())

    async def _record(self, tx: Transaction, email: str, note: str) -> None:
        """Once a burst: an entry for each attempt would let anybody flood the log."""
        person = await tx.people.by_email(email)
        # what was typed is not kept: it may be a password in the wrong field
        subject = str(person.person_id) if person else ""
        await tx.audit.add(AuditEntry(self._clock(), "", Action.LOGINS_FAILED, subject, note))

    async def note_reset(self, tx: Transaction, email: str, address: str) -> None:
        """Counts a request for a reset link; TooManyAttempts when there are too many."""
        await self._count(tx, digest(f"reset {email}"), RESET_ACCOUNT)
        if address:
            await self._count(tx, digest(f"reset address {address}"), RESET_ADDRESS)

    async def note_pairing(self, tx: Transaction, address: str) -> None:
        """Counts a code typed on a tablet; TooManyAttempts when there are too many of one address."""
        if address:
            await self._count(tx, digest(f"kiosk address {address}"), KIOSK_ADDRESS)

    async def clear(self, tx: Transaction, email: str) -> None:
        """The owner has proven themselves in another way."""
        account = digest(email)
        places = await tx.known_addresses.of_account(account)
        await tx.attempts.clear(account, *(_from_there(account, place) for place in places))

    async def _count(self, tx: Transaction, key: bytes, pace: Pace) -> int:
        counted = another(await tx.attempts.get(key), self._clock(), pace)
        await tx.attempts.put(key, counted)
        return counted.failed

    async def _take_back(self, tx: Transaction, key: bytes) -> None:
        counted = await tx.attempts.get(key)
        if counted is not None:  # else another attempt succeeded meanwhile
            await tx.attempts.put(key, replace(counted, failed=max(0, counted.failed - 1)))


def _from_there(account: bytes, place: bytes) -> bytes:
    """The key under which attempts from a known address are counted."""
    return digest(f"{account.hex()} from {place.hex()}")
