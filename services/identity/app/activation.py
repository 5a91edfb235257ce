"""Activation: how a person gets their first password without anybody else ever knowing it."""

import hmac
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from services.common.principal import Role
from services.identity.app.given import Clock, NewId, Secrets, digest
from services.identity.app.logins import Logins
from services.identity.app.outbox import Outbox, letter_to
from services.identity.app.password_check import PasswordHasher
from services.identity.app.second_factor import Challenge
from services.identity.app.sessions import Session
from services.identity.app.store import Store, Transaction
from services.identity.domain.activation import ACTIVATION_LIFETIME, Activation, ActivationLink
from services.identity.domain.audit import OPERATOR, Action, AuditEntry
from services.identity.domain.errors import (
    AdministratorExists,
    AlreadyActivated,
    BootstrapSecretWrong,
    PersonNotFound,
    PersonShutOut,
)
from services.identity.domain.login_errors import ActivationNotFound
from services.identity.domain.mail import MailKind
from services.identity.domain.password import checked_password
from services.identity.domain.person import Consent, Person, person_details


@dataclass(frozen=True)
class Invitation:
    """Whom a link is for."""

    person: Person
    expire_time: datetime


class Activations:
    """Issues links, shows whom they are for, and takes the password they are for."""

    def __init__(
        self,
        store: Store,
        logins: Logins,
        hasher: PasswordHasher,
        secrets: Secrets,
        clock: Clock,
        outbox: Outbox,
        *,
        public_url: str,
    ) -> None:
        self._store = store
        self._outbox = outbox
        self._logins = logins
        self._hasher = hasher
        self._secrets = secrets
        self._clock = clock
        self._public_url = public_url.rstrip("/")

    async def issue(self, person_id: UUID, by: UUID) -> ActivationLink:
        """A new link, after which earlier ones are void.

        AlreadyActivated once there is a password; PersonShutOut until they are let in.
        """
        async with self._store.transaction() as tx:
            await tx.people.hold_writers()
            person = await tx.people.get(person_id)
            if person is None:
                raise PersonNotFound(str(person_id))
            if person.activated:
                raise AlreadyActivated(str(person_id))
            if not person.active:
                raise PersonShutOut(str(person_id))
            return await self.issue_in(tx, person_id, str(by), mail_to=person)

    async def issue_in(
        self, tx: Transaction, person_id: UUID, actor: str, *, mail_to: Person | None = None
    ) -> ActivationLink:
        """As part of a larger write, which mails it to the person too unless `mail_to` is None."""
        now = self._clock()
        token = self._secrets.new()
        expire_time = now + ACTIVATION_LIFETIME
        await tx.activations.put(Activation(person_id, digest(token), expire_time))
        await tx.audit.add(AuditEntry(now, actor, Action.ACTIVATION_ISSUED, str(person_id)))
        # in the fragment, which browsers send to nobody: it reaches no server's log
        link = ActivationLink(f"{self._public_url}/activate#{token}", expire_time)
        if mail_to is not None:
            await tx.mails.withdraw(person_id, MailKind.ACTIVATION)  # its link is void now
            await self._outbox.add(tx, letter_to(mail_to, MailKind.ACTIVATION, link.url, expire_time))
        return link

    async def look_up(self, token: str) -> Invitation:
        """Whom the link is for; ActivationNotFound when it is of no use any more."""
        async with self._store.transaction() as tx:
            return await self._usable(tx, await tx.activations.get(digest(token)))

    async def revoke(self, person_id: UUID, by: UUID) -> None:
        """Voids the person's link and the mail that waits with it. There being none is no error; PersonNotFound."""
        async with self._store.transaction() as tx:
            await tx.people.hold_writers()
            if await tx.people.get(person_id) is None:
                raise PersonNotFound(str(person_id))
            dropped = await tx.activations.drop(person_id)
            await tx.mails.withdraw(person_id, MailKind.ACTIVATION)
            if dropped:
                entry = AuditEntry(self._clock(), str(by), Action.ACTIVATION_REVOKED, str(person_id))
                await tx.audit.add(entry)

    async def activate(self, token: str, password: str) -> Session | Challenge:
        """Sets the password and logs in, or asks for what is needed before.

        An unfit password (InvalidInput) leaves the link unused.
        """
        details = (await self.look_up(token)).person.details
        fit = checked_password(password, display_name=details.display_name, email=details.email)
        password_hash = await self._hasher.hash(fit)  # outside the transaction: it takes a while
        now = self._clock()
        async with self._store.transaction() as tx:
            await tx.people.hold_writers()
            person = (await self._usable(tx, await tx.activations.take(digest(token)))).person
            activated = replace(person, activated=True, revision=person.revision + 1)
            await tx.people.save(activated)
            await tx.passwords.put(person.person_id, password_hash)
            actor = str(person.person_id)
            await tx.audit.add(AuditEntry(now, actor, Action.ACCOUNT_ACTIVATED, actor))
            begun = await self._logins.begin_or_ask_in(tx, activated)
        return await self._logins.outcome(activated, begun)

    async def _usable(self, tx: Transaction, activation: Activation | None) -> Invitation:
        if activation is None or activation.expire_time <= self._clock():
            raise ActivationNotFound
        person = await tx.people.get(activation.person_id)
        if person is None or not person.active or person.activated:
            raise ActivationNotFound
        return Invitation(person, activation.expire_time)


class Bootstrap:
    """The first administrator of an installation, invited by whoever operates it."""

    def __init__(
        self, store: Store, activations: Activations, clock: Clock, new_id: NewId, *, secret: str | None
    ) -> None:
        self._store = store
        self._activations = activations
        self._clock = clock
        self._new_id = new_id
        self._secret = secret

    async def invite(self, secret: str, email: str, display_name: str) -> tuple[UUID, ActivationLink]:
        """A link for the first administrator, whose details are the first call's.

        BootstrapSecretWrong, also when the installation has no such secret; AdministratorExists once one is activated.
        """
        if self._secret is None or not hmac.compare_digest(digest(secret), digest(self._secret)):
            raise BootstrapSecretWrong
        details = person_details(display_name, email, "", Role.ADMIN)
        now = self._clock()
        async with self._store.transaction() as tx:
            await tx.people.hold_writers()
            administrators = await tx.people.administrators()
            if any(person.activated for person in administrators):
                raise AdministratorExists
            if administrators:  # invited by an earlier call
                person_id = administrators[0].person_id
            else:
                person_id = self._new_id()
                await tx.people.add(
                    Person(
                        person_id, details, active=True, activated=False, consent=Consent(), create_time=now, revision=1
                    )
                )
                await tx.audit.add(AuditEntry(now, OPERATOR, Action.PERSON_CREATED, str(person_id), Role.ADMIN))
            return person_id, await self._activations.issue_in(tx, person_id, OPERATOR)
