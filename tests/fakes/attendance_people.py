"""People in memory, and an identity that can be away."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from services.attendance.domain.errors import PeerUnavailable
from services.attendance.domain.person import Person, PersonRole


class MemoryPeople:
    """A PeopleStore."""

    def __init__(self, people: Sequence[Person] = ()) -> None:
        self.people = {person.person_id: person for person in people}

    async def find(self, person_ids: Collection[UUID]) -> Mapping[UUID, Person]:
        return {person_id: self.people[person_id] for person_id in person_ids if person_id in self.people}

    async def save(self, people: Sequence[Person]) -> None:
        for person in people:
            kept = self.people.get(person.person_id)
            if kept is None or (not kept.deleted and kept.revision <= person.revision):
                self.people[person.person_id] = person


class MemoryIdentity:
    """A PeopleSource; while `away` it does not answer."""

    def __init__(self, people: Sequence[Person] = ()) -> None:
        self.people = {person.person_id: person for person in people}
        self.away = False

    async def get(self, person_id: UUID) -> Person | None:
        if self.away:
            raise PeerUnavailable
        return self.people.get(person_id)


def student(person_id: UUID, name: str = "A Student") -> Person:
    """A student who is there."""
    return Person(person_id, name, "S-1", PersonRole.STUDENT, active=True, revision=1)
