"""Forgotten passwords: asked for by anybody, mailed to the owner, used once."""

from dataclasses import dataclass, replace
from datetime import datetime

from services.identity.app.given import Clock, Secrets, digest
from services.identity.app.logins import spelling
from services.identity.app.outbox import Outbox, letter_to
from services.identity.app.password_check import PasswordHasher
from services.identity.app.slow_down import SlowDown
from services.identity.app.store import Store, Transaction
from services.identity.domain.activation import ACTIVATION_LIFETIME, Activation
from services.identity.domain.audit import Action, AuditEntry
from services.identity.domain.login_errors import ResetNotFound
from services.identity.domain.mail import LANGUAGES, MailKind, MailRequest
from services.identity.domain.password import checked_password
from services.identity.domain.password_reset import RESET_LIFETIME, PasswordReset
from services.identity.domain.person import Person


@dataclass(frozen=True)
class Resettable:
    """Whom a reset link is for."""

    person: Person
    expire_time: datetime


class MailRequests:
    """Turns what strangers asked for into mails to the owners of accounts, away from the strangers' call."""

    def __init__(self, store: Store, outbox: Outbox, secrets: Secrets, clock: Clock, *, public_url: str) -> None:
        self._store = store
        self._outbox = outbox
        self._secrets = secrets
        self._clock = clock
        self._public_url = public_url.rstrip("/")

    async def answer(self, size: int) -> bool:
        """Answers at most `size`; whether there were any. Requests without an account to write to are dropped."""
        async with self._store.transaction() as tx:
            requests = await tx.mails.take_requests(size)
            for request in requests:
                person = await tx.people.by_email(request.email)
                if person is None:
                    continue
                if request.kind is MailKind.ACTIVATION:
                    await self._invite(tx, person)
                elif person.can_log_in:
                    await self._answer(tx, request, person)
        return bool(requests)

    async def _invite(self, tx: Transaction, person: Person) -> None:
        """Somebody whom an import made; not if they came in, or were given a link, in another way meanwhile."""
        if person.activated or not person.active or await tx.activations.of_person(person.person_id) is not None:
            return
        token = self._secrets.new()
        expire_time = self._clock() + ACTIVATION_LIFETIME
        await tx.activations.put(Activation(person.person_id, digest(token), expire_time))
        link = f"{self._public_url}/activate#{token}"
        await self._outbox.add(tx, letter_to(person, MailKind.ACTIVATION, link, expire_time))

    async def _answer(self, tx: Transaction, request: MailRequest, person: Person) -> None:
        # a page in English is in that language for those, too, who have chosen nothing: it says less than the person
        chosen = request.language in LANGUAGES and request.language != LANGUAGES[0]
        letter = letter_to(person, request.kind)
        if request.kind is MailKind.PASSWORD_RESET:
            token = self._secrets.new()
            expire_time = request.create_time + RESET_LIFETIME
            await tx.resets.put(PasswordReset(person.person_id, digest(token), expire_time))
            await tx.mails.withdraw(person.person_id, MailKind.PASSWORD_RESET)
            subject = str(person.person_id)
            await tx.audit.add(AuditEntry(self._clock(), "", Action.PASSWORD_RESET_ASKED, subject))
            # in the fragment, which browsers send to nobody: it reaches no server's log
            link = f"{self._public_url}/reset#{token}"
            letter = replace(letter, link=link, useful_until=expire_time)
        await self._outbox.add(tx, replace(letter, language=request.language) if chosen else letter)


class PasswordResets:
    """The call does the same work for every address: it writes down that somebody asked."""

    def __init__(self, store: Store, hasher: PasswordHasher, slow_down: SlowDown, clock: Clock) -> None:
        self._store = store
        self._hasher = hasher
        self._slow_down = slow_down
        self._clock = clock

    async def ask(self, email: str, language: str, address: str) -> None:
        """TooManyAttempts when asked too often for the account, existing or not, or from the address."""
        account = spelling(email)[:320]
        now = self._clock()
        async with self._store.transaction() as tx:
            await self._slow_down.note_reset(tx, account, address)
            await tx.mails.request(MailRequest(MailKind.PASSWORD_RESET, account, language[:8], now))

    async def look_up(self, token: str) -> Resettable:
        """Whom the link is for; ResetNotFound when it is of no use any more."""
        async with self._store.transaction() as tx:
            return await self._usable(tx, await tx.resets.get(digest(token)))

    async def reset(self, token: str, password: str) -> None:
        """Sets the password and ends the person's log-ins. An unfit password (InvalidInput) leaves the link unused."""
        details = (await self.look_up(token)).person.details
        fit = checked_password(password, display_name=details.display_name, email=details.email, field="new_password")
        password_hash = await self._hasher.hash(fit)  # outside the transaction: it takes a while
        now = self._clock()
        async with self._store.transaction() as tx:
            # the person before what is theirs, as whoever deletes them does, or the two could wait for each other
            person = (await self._usable(tx, await tx.resets.get(digest(token)))).person
            if await tx.resets.take(digest(token)) is None:
                raise ResetNotFound  # used by another call meanwhile
            subject = str(person.person_id)
            await tx.passwords.put(person.person_id, password_hash)
            await tx.logins.revoke_all(person.person_id, now)
            await tx.oidc_links.drop(person.person_id)  # whoever reads the mailbox now is who may link anew
            await self._slow_down.clear(tx, person.details.email)
            await tx.audit.add(AuditEntry(now, subject, Action.PASSWORD_RESET, subject))
            # the owner is told, who may not have been the one who did it
            await tx.mails.request(MailRequest(MailKind.PASSWORD_CHANGED, person.details.email, "", now))

    async def _usable(self, tx: Transaction, reset: PasswordReset | None) -> Resettable:
        if reset is None or reset.expire_time <= self._clock():
            raise ResetNotFound
        person = await tx.people.get(reset.person_id, keep=True)
        if person is None or not person.can_log_in:
            raise ResetNotFound
        return Resettable(person, reset.expire_time)
