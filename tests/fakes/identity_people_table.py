"""People in memory; passes the same contract suite as PostgreSQL."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from services.common.principal import Role
from services.identity.app.store import ListPlace, PeopleFilter
from services.identity.domain.change import Change, Position
from services.identity.domain.errors import AlreadyTaken
from services.identity.domain.person import ConsentRecord, Person
from tests.fakes.identity_passkeys import drop_passkeys
from tests.fakes.identity_push_table import drop_subscriptions
from tests.fakes.identity_state import Part, drop_logins, record_revocations


class People(Part):
    async def hold_writers(self) -> None:
        pass  # one transaction runs at a time anyway

    async def get(self, person_id: UUID, *, keep: bool = False) -> Person | None:
        return self._state.people.get(person_id)

    async def by_email(self, email: str) -> Person | None:
        return next((person for person in self._state.people.values() if person.details.email == email), None)

    async def administrators(self) -> Sequence[Person]:
        found = [person for person in self._state.people.values() if person.details.role is Role.ADMIN]
        return sorted(found, key=lambda person: (person.create_time, person.person_id))

    async def page(self, wanted: PeopleFilter, after: ListPlace | None, size: int, skip: int = 0) -> Sequence[Person]:
        place = (after.sort_name, after.person_id) if after else None
        found = [person for person in self._wanted(wanted) if place is None or _place(person) > place]
        return sorted(found, key=_place)[skip : skip + size]

    async def count(self, wanted: PeopleFilter) -> int:
        return len(self._wanted(wanted))

    async def claim_request(self, request_id: UUID, person_id: UUID, now: datetime) -> UUID:
        return self._state.requests.setdefault(request_id, (person_id, now))[0]

    async def add(self, person: Person) -> None:
        await self.save(person)

    async def save(self, person: Person) -> None:
        for other in self._state.people.values():
            if other.person_id == person.person_id:
                continue
            if other.details.email == person.details.email:
                raise AlreadyTaken("email")
            key = person.details.student_number_key
            if key is not None and other.details.student_number_key == key:
                raise AlreadyTaken("student_number")
        self._state.people[person.person_id] = person
        self._state.people_numbers[person.person_id] = self._next_number()

    async def remove(self, person_id: UUID, now: datetime) -> None:
        state = self._state
        del state.people[person_id], state.people_numbers[person_id]
        state.deleted[person_id] = (self._next_number(), now)
        state.passwords.pop(person_id, None)
        drop_passkeys(state, person_id)
        state.activations.pop(person_id, None)
        state.resets.pop(person_id, None)
        state.notice_settings.pop(person_id, None)
        own = [id_ for id_, one in state.push_subscriptions.items() if one.person_id == person_id]
        drop_subscriptions(state, own)
        state.mails = {id_: mail for id_, mail in state.mails.items() if mail.letter.person_id != person_id}
        state.oidc_links = {known: whose for known, whose in state.oidc_links.items() if whose != person_id}
        state.guardians.pop(person_id, None)
        state.consents = [entry for entry in state.consents if entry[0] != person_id]
        own = [login for login in state.logins.values() if login.person_id == person_id]
        record_revocations(state, [login.login_id for login in own if login.revoke_time is None], now)
        drop_logins(state, own)

    async def record_consent(self, person: Person, now: datetime) -> None:
        self._state.consents.append((person.person_id, person.consent, now))

    async def consents(self, person_id: UUID, size: int) -> Sequence[ConsentRecord]:
        records = [
            ConsentRecord(consent.granted, consent.text_version, time, consent.recorded_by)
            for whose, consent, time in reversed(self._state.consents)
            if whose == person_id
        ]
        return records[:size]

    async def changes(self, after: int, size: int) -> tuple[Sequence[Change], Position]:
        state = self._state
        found = [Change(state.people_numbers[id_], id_, person) for id_, person in state.people.items()]
        found += [Change(number, id_, None) for id_, (number, _) in state.deleted.items()]
        later = sorted((change for change in found if change.number > after), key=lambda change: change.number)
        return later[:size], Position(state.epoch, state.number, state.compacted_through)

    def _wanted(self, wanted: PeopleFilter) -> list[Person]:
        return [
            person
            for person in self._state.people.values()
            if wanted.role in (None, person.details.role)
            and all(word in person.details.search_text for word in wanted.words)
        ]

    def _next_number(self) -> int:
        self._state.number += 1
        return self._state.number


def _place(person: Person) -> tuple[str, UUID]:
    return person.details.sort_name, person.person_id
