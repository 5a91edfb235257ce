"""The outbox: mails are written in the same transaction as what causes them, and sent later."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol
from uuid import UUID

from services.identity.app.given import Clock, NewId
from services.identity.app.store import Store, Transaction
from services.identity.domain.audit import Action, AuditEntry
from services.identity.domain.errors import MailNotFound, MailsAreSent
from services.identity.domain.mail import Letter, Mail, MailKind, mail_of
from services.identity.domain.person import Person

UNFORESEEN = "it could not be made ready; the log of identity says why"


class Sealer(Protocol):
    """Keeps secrets unreadable where they are stored."""

    def seal_text(self, secret: str, bound_to: str) -> bytes:
        """Opens with the same `bound_to` only."""

    def open_text(self, sealed: bytes, bound_to: str) -> str | None:
        """None when it was not sealed here, or not for this."""

    def resealed(self, sealed: bytes, bound_to: str) -> bytes | None:
        """Sealed with the newest key; None when it is already."""


@dataclass(frozen=True)
class Text:
    """A letter as its receiver reads it."""

    subject: str
    text: str = field(repr=False)
    html: str = field(repr=False)


class Writer(Protocol):
    """Puts letters into words."""

    def subject(self, letter: Letter) -> str:
        """In the letter's language."""

    def write(self, letter: Letter) -> Text:
        """All of it; a letter whose link is gone says so."""


class Outbox:
    """For whoever causes mails: `await outbox.add(tx, Letter(...))`."""

    def __init__(self, sealer: Sealer, clock: Clock, new_id: NewId) -> None:
        self._sealer = sealer
        self._clock = clock
        self._new_id = new_id

    async def add(self, tx: Transaction, *letters: Letter) -> None:
        """To be sent once the transaction commits; `tx.mails.withdraw` first drops earlier ones of the kind."""
        await tx.mails.add([self._mail(self._new_id(), letter) for letter in letters])

    async def add_once(self, tx: Transaction, mail_id: UUID, letter: Letter) -> None:
        """As `add`, unless there is a mail with this id already, sent or not."""
        if await tx.mails.get(mail_id) is None:
            await tx.mails.add([self._mail(mail_id, letter)])

    def resealed(self, mail: Mail) -> Mail | None:
        """With its link sealed by the newest key; None when it is already, or has none."""
        sealed = self._sealer.resealed(mail.sealed_link, _bound_to(mail.mail_id)) if mail.sealed_link else None
        return replace(mail, sealed_link=sealed) if sealed is not None else None

    def opened(self, mail: Mail) -> Letter:
        """The letter with its link, or without when that is erased."""
        link = self._sealer.open_text(mail.sealed_link, _bound_to(mail.mail_id)) if mail.sealed_link else None
        return replace(mail.letter, link=link or "")

    def _mail(self, mail_id: UUID, letter: Letter) -> Mail:
        sealed = self._sealer.seal_text(letter.link, _bound_to(mail_id)) if letter.link else None
        return mail_of(mail_id, letter, sealed, self._clock())


def letter_to(person: Person, kind: MailKind, link: str = "", useful_until: datetime | None = None) -> Letter:
    """About their own account, in their language."""
    details = person.details
    return Letter(kind, details.email, details.display_name, details.language, person.person_id, link, useful_until)


@dataclass(frozen=True)
class MailPage:
    """Part of the outbox; `next_place` is None at its end."""

    mails: Sequence[tuple[Mail, str]]  # with their subjects
    next_place: UUID | None


class Mails:
    """The outbox as administrators see it."""

    def __init__(self, store: Store, outbox: Outbox, writer: Writer, clock: Clock, *, server_configured: bool) -> None:
        self._store = store
        self._outbox = outbox
        self._writer = writer
        self._clock = clock
        self.server_configured = server_configured

    async def list(self, after: UUID | None, size: int) -> MailPage:
        """At most `size` mails, newest first."""
        async with self._store.transaction() as tx:
            found = await tx.mails.page(after, size + 1)
        mails = [(mail, self._writer.subject(mail.letter)) for mail in found[:size]]
        return MailPage(mails, mails[-1][0].mail_id if len(found) > size else None)

    async def read(self, mail_id: UUID, by: UUID) -> tuple[Mail, Text]:
        """With its text; MailsAreSent where a mail server is configured. That it was read is recorded."""
        if self.server_configured:
            raise MailsAreSent
        async with self._store.transaction() as tx:
            mail = await tx.mails.get(mail_id)
            if mail is None:
                raise MailNotFound(str(mail_id))
            subject = str(mail.letter.person_id or mail_id)
            await tx.audit.add(AuditEntry(self._clock(), str(by), Action.MAIL_READ, subject, mail.letter.kind))
        return mail, self._writer.write(self._outbox.opened(mail))

    async def retry(self, mail_id: UUID) -> tuple[Mail, str]:
        """Waiting again if it had been given up."""
        async with self._store.transaction() as tx:
            mail = await tx.mails.get(mail_id, keep=True)
            if mail is None:
                raise MailNotFound(str(mail_id))
            again = mail.retried(self._clock())
            if again != mail:
                await tx.mails.save(again)
        return again, self._writer.subject(again.letter)


def _bound_to(mail_id: UUID) -> str:
    return f"mail {mail_id}"
