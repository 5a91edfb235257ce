"""People: made, changed, shut out and deleted by administrators; consent by themselves too."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from services.common.errors import InvalidInput
from services.common.principal import Role
from services.identity.app.activation import Activations
from services.identity.app.given import Clock, NewId
from services.identity.app.store import ListPlace, PeopleFilter, Store, Transaction
from services.identity.domain.activation import ActivationLink
from services.identity.domain.audit import Action, AuditEntry
from services.identity.domain.errors import LastAdministrator, PersonNotFound, StaleRevision
from services.identity.domain.mail import LANGUAGES, MailKind
from services.identity.domain.person import GUARDIAN, Consent, ConsentRecord, Person, PersonDetails

CONSENTS_MAX = 500  # shown of one person, who may change their mind as often as they like


@dataclass(frozen=True)
class Created:
    """A person and, unless the account is activated or they are shut out, the link to activate it."""

    person: Person
    link: ActivationLink | None


@dataclass(frozen=True)
class PeoplePage:
    """Part of a list; `next_place` is None at its end."""

    people: Sequence[Person]
    next_place: ListPlace | None
    total: int


class People:
    """Every write is one transaction that also records who did it."""

    def __init__(self, store: Store, activations: Activations, clock: Clock, new_id: NewId) -> None:
        self._store = store
        self._activations = activations
        self._clock = clock
        self._new_id = new_id

    async def create(self, details: PersonDetails, request_id: UUID, by: UUID) -> Created:
        """A new person with an activation link; on a retry the same person, with a new link if they may use one."""
        now = self._clock()
        async with self._store.transaction() as tx:
            await tx.people.hold_writers()
            new_id = self._new_id()
            person_id = await tx.people.claim_request(request_id, new_id, now)
            if person_id == new_id:
                person = Person(
                    person_id, details, active=True, activated=False, consent=Consent(), create_time=now, revision=1
                )
                await tx.people.add(person)
                await tx.audit.add(AuditEntry(now, str(by), Action.PERSON_CREATED, str(person_id), details.role))
            else:
                person = await existing(tx, person_id)
            link = None
            if person.active and not person.activated:
                link = await self._activations.issue_in(tx, person_id, str(by), mail_to=person)
        return Created(person, link)

    async def get(self, person_id: UUID) -> Person:
        """PersonNotFound if unknown."""
        async with self._store.transaction() as tx:
            return await existing(tx, person_id)

    async def list(self, wanted: PeopleFilter, after: ListPlace | None, size: int, skip: int = 0) -> PeoplePage:
        """At most `size` people in the order of their names, without the first `skip` after the place."""
        async with self._store.transaction() as tx:
            total = await tx.people.count(wanted)
            found = await tx.people.page(wanted, after, size + 1, skip) if skip < total else []
        people = found[:size]
        more = len(found) > size
        last = ListPlace(people[-1].details.sort_name, people[-1].person_id) if more else None
        return PeoplePage(people, last, total)

    async def update(self, person_id: UUID, details: PersonDetails, revision: int, by: UUID) -> Person:
        """StaleRevision unless the revision is current, or the person is already as wanted (a retry)."""
        now = self._clock()
        async with self._store.transaction() as tx:
            await tx.people.hold_writers()
            person = await existing(tx, person_id)
            if person.details == details:
                return person
            if person.revision != revision:
                raise StaleRevision(str(person_id), person.revision)
            changed = replace(person, details=details, revision=person.revision + 1)
            if (details.guardian.email, details.minor) != (person.details.guardian.email, person.details.minor):
                await tx.guardians.drop(person_id)  # the link went to somebody who speaks for them no more
            if details.minor and person.consent.granted and person.consent.recorded_by != GUARDIAN:
                # what a minor agreed to alone was no consent
                consent = replace(person.consent.withdraw(str(by), now), awaits_guardian=True)
                changed = replace(changed, consent=consent)
                await tx.people.record_consent(changed, now)
                note = f"a minor; {consent.text_version}"
                await tx.audit.add(AuditEntry(now, str(by), Action.CONSENT_WITHDRAWN, str(person_id), note))
            if details.role is not person.details.role:
                await self._keep_an_administrator(tx, person, changed)
                # the person first, as whoever changes a password does, or the two could wait for each other
                await tx.people.save(changed)
                await tx.logins.revoke_all(person_id, now)
                note = f"{person.details.role} to {details.role}"
                await tx.audit.add(AuditEntry(now, str(by), Action.ROLE_CHANGED, str(person_id), note))
            else:
                await tx.people.save(changed)
                await tx.audit.add(AuditEntry(now, str(by), Action.PERSON_UPDATED, str(person_id)))
            if details.email != person.details.email:
                await self._void_links(tx, changed, by)
            return changed

    async def set_language(self, person_id: UUID, language: str) -> None:
        """One's own: of mails, of notices and of the page. InvalidInput unless it is one we have."""
        if language not in LANGUAGES:
            raise InvalidInput("language", f"must be one of {', '.join(LANGUAGES)}")
        now = self._clock()
        async with self._store.transaction() as tx:
            await tx.people.hold_writers()
            person = await existing(tx, person_id)
            if person.details.language == language:
                return
            details = replace(person.details, language=language)
            await tx.people.save(replace(person, details=details, revision=person.revision + 1))
            await tx.audit.add(AuditEntry(now, str(person_id), Action.PERSON_UPDATED, str(person_id), "language"))

    async def set_active(self, person_id: UUID, active: bool, by: UUID) -> Person:
        """Shuts out or lets in, and ends the person's logins; no invitation is on its way to who is shut out."""
        now = self._clock()
        async with self._store.transaction() as tx:
            await tx.people.hold_writers()
            person = await existing(tx, person_id)
            if person.active == active:
                return person
            changed = replace(person, active=active, revision=person.revision + 1)
            await self._keep_an_administrator(tx, person, changed)
            await tx.people.save(changed)
            await tx.logins.revoke_all(person_id, now)
            if not active:
                await tx.mails.withdraw(person_id, MailKind.ACTIVATION)
            action = Action.PERSON_LET_IN if active else Action.PERSON_SHUT_OUT
            await tx.audit.add(AuditEntry(now, str(by), action, str(person_id)))
            return changed

    async def delete(self, person_id: UUID, by: UUID) -> None:
        """Deletes whoever has the id; nobody having it is no error."""
        now = self._clock()
        async with self._store.transaction() as tx:
            await tx.people.hold_writers()
            person = await tx.people.get(person_id)
            if person is None:
                return
            await self._keep_an_administrator(tx, person, None)
            await tx.people.remove(person_id, now)
            await tx.audit.add(AuditEntry(now, str(by), Action.PERSON_DELETED, str(person_id)))

    async def set_consent(self, person_id: UUID, granted: bool, text_version: str, by: UUID) -> Person:
        """Records or withdraws consent, a minor's as awaiting the guardian; what is so already stays as it was."""
        now = self._clock()
        async with self._store.transaction() as tx:
            await tx.people.hold_writers()
            person = await existing(tx, person_id)
            if not granted:
                await tx.guardians.drop(person_id)
                consent, action = person.consent.withdraw(str(by), now), Action.CONSENT_WITHDRAWN
            elif person.details.minor:
                consent, action = person.consent.ask_guardian(text_version, str(by)), Action.GUARDIAN_ASKED
            else:
                consent, action = person.consent.grant(text_version, str(by), now), Action.CONSENT_GRANTED
            if consent == person.consent:
                return person
            changed = replace(person, consent=consent, revision=person.revision + 1)
            await tx.people.save(changed)
            if not consent.awaits_guardian:
                await tx.people.record_consent(changed, now)
            await tx.audit.add(AuditEntry(now, str(by), action, str(person_id), consent.text_version))
            return changed

    async def consents(self, person_id: UUID) -> Sequence[ConsentRecord]:
        """What the person agreed to and withdrew, newest first, the last CONSENTS_MAX; PersonNotFound if unknown."""
        async with self._store.transaction() as tx:
            await existing(tx, person_id)
            return await tx.people.consents(person_id, CONSENTS_MAX)

    async def _void_links(self, tx: Transaction, person: Person, by: UUID) -> None:
        """Somebody else may read the mailbox that they went to; who was invited there is invited at the new address."""
        await tx.resets.drop(person.person_id)
        await tx.mails.withdraw(person.person_id, MailKind.PASSWORD_RESET)
        if not person.active:
            await tx.activations.drop(person.person_id)
        elif await tx.activations.of_person(person.person_id) is not None:
            await self._activations.issue_in(tx, person.person_id, str(by), mail_to=person)

    async def _keep_an_administrator(self, tx: Transaction, before: Person, after: Person | None) -> None:
        """LastAdministrator if nobody who can log in would be left to administer."""
        stays = after is not None and after.can_log_in and after.details.role is Role.ADMIN
        if stays or not (before.can_log_in and before.details.role is Role.ADMIN):
            return
        administrators = await tx.people.administrators()
        if not any(other.can_log_in and other.person_id != before.person_id for other in administrators):
            raise LastAdministrator(str(before.person_id))


async def existing(tx: Transaction, person_id: UUID) -> Person:
    """PersonNotFound if unknown."""
    person = await tx.people.get(person_id)
    if person is None:
        raise PersonNotFound(str(person_id))
    return person
