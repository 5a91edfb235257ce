"""A guardian's word for a minor: asked for by mail, given once by the link in it."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol
from uuid import UUID

from services.identity.app.given import Clock, Secrets, digest
from services.identity.app.people import existing
from services.identity.app.store import Store, Transaction
from services.identity.domain.audit import Action, AuditEntry
from services.identity.domain.errors import AskedAlready, GuardianLinkNotFound, GuardianUnknown, NotMinor
from services.identity.domain.guardian import ASKED_AGAIN_AFTER, GUARDIAN_LINK_LIFETIME, GuardianRequest
from services.identity.domain.mail import Letter, MailKind
from services.identity.domain.person import GUARDIAN, Person, checked_text_version


class Letters(Protocol):
    """Mails that leave once the transaction commits."""

    async def add(self, tx: Transaction, *letters: Letter) -> None:
        """To be sent."""


@dataclass(frozen=True)
class Asked:
    """What a link asks its bearer."""

    person: Person
    text_version: str


class GuardianConsent:
    """Until the guardian confirms, a minor's own word is no consent."""

    def __init__(self, store: Store, letters: Letters, secrets: Secrets, clock: Clock, *, public_url: str) -> None:
        self._store = store
        self._letters = letters
        self._secrets = secrets
        self._clock = clock
        self._public_url = public_url.rstrip("/")

    async def ask(self, person_id: UUID, text_version: str, by: UUID) -> datetime:
        """Mails a link, after which earlier ones are void; when it expires.

        NotMinor, GuardianUnknown without an address, AskedAlready within ten minutes.
        """
        version = checked_text_version(text_version)
        now = self._clock()
        token = self._secrets.new()
        expire_time = now + GUARDIAN_LINK_LIFETIME
        async with self._store.transaction() as tx:
            await tx.people.hold_writers()
            person = await existing(tx, person_id)
            guardian = person.details.guardian
            if not person.details.minor:
                raise NotMinor(str(person_id))
            if not guardian.email:
                raise GuardianUnknown(str(person_id))
            earlier = await tx.guardians.of_person(person_id)
            if earlier is not None and now < earlier.ask_time + ASKED_AGAIN_AFTER:
                raise AskedAlready((earlier.ask_time + ASKED_AGAIN_AFTER - now).total_seconds())
            await tx.guardians.put(GuardianRequest(person_id, digest(token), version, expire_time))
            consent = person.consent.ask_guardian(version, str(by))
            if consent != person.consent:
                await tx.people.save(replace(person, consent=consent, revision=person.revision + 1))
            await tx.mails.withdraw(person_id, MailKind.GUARDIAN_CONSENT)
            await self._letters.add(
                tx,
                Letter(
                    MailKind.GUARDIAN_CONSENT,
                    guardian.email,
                    person.details.display_name,
                    person.details.language,
                    person_id,
                    # in the fragment, which browsers send to nobody: it reaches no server's log
                    f"{self._public_url}/guardian#{token}",
                    expire_time,
                ),
            )
            await tx.audit.add(AuditEntry(now, str(by), Action.GUARDIAN_ASKED, str(person_id), version))
        return expire_time

    async def look_up(self, token: str) -> Asked:
        """What the link asks; GuardianLinkNotFound when it is of no use any more."""
        async with self._store.transaction() as tx:
            return await self._usable(tx, token)

    async def confirm(self, token: str, granted: bool) -> None:
        """The guardian's word, in the person's consent and its history. The link is used up."""
        now = self._clock()
        async with self._store.transaction() as tx:
            await tx.people.hold_writers()  # of several at once, one finds the link
            asked = await self._usable(tx, token)
            person, consent = asked.person, asked.person.consent
            if granted:
                consent = consent.grant(asked.text_version, GUARDIAN, now)
            else:
                consent = replace(
                    consent,
                    text_version=asked.text_version,
                    withdraw_time=now,
                    recorded_by=GUARDIAN,
                    awaits_guardian=False,
                )
            await tx.guardians.drop(person.person_id)
            if consent != person.consent:
                changed = replace(person, consent=consent, revision=person.revision + 1)
                await tx.people.save(changed)
                await tx.people.record_consent(changed, now)
            action = Action.CONSENT_GRANTED if granted else Action.GUARDIAN_REFUSED
            await tx.audit.add(AuditEntry(now, GUARDIAN, action, str(person.person_id), asked.text_version))

    async def _usable(self, tx: Transaction, token: str) -> Asked:
        request = await tx.guardians.get(digest(token))
        if request is None or request.expire_time <= self._clock():
            raise GuardianLinkNotFound
        return Asked(await existing(tx, request.person_id), request.text_version)  # deleting a person voids the link
