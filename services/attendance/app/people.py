"""People by id: those followed already, and those identity knows and the follower has not brought yet."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from typing import Protocol
from uuid import UUID

from services.attendance.domain.person import Person

QUESTIONS_AT_ONCE = 8  # to identity; the next ones wait their turn


class PeopleStore(Protocol):
    """The people followed so far."""

    async def find(self, person_ids: Collection[UUID]) -> Mapping[UUID, Person]:
        """Those known, deleted ones included."""
        ...

    async def save(self, people: Sequence[Person]) -> None:
        """Keep each unless a newer revision of them is kept already."""
        ...


class PeopleSource(Protocol):
    """identity, asked about one person."""

    async def get(self, person_id: UUID) -> Person | None:
        """The person as of now, None if there is none; PeerUnavailable when identity does not answer."""
        ...


class People:
    """Looks people up; whoever was created a moment ago is asked of identity instead of being unknown."""

    def __init__(self, store: PeopleStore, source: PeopleSource) -> None:
        self._store = store
        self._source = source

    async def find(self, person_ids: Collection[UUID]) -> Mapping[UUID, Person]:
        """All of the ids that are people and not deleted. PeerUnavailable when one has to be asked and cannot be."""
        known = dict(await self._store.find(person_ids))
        missing = [person_id for person_id in dict.fromkeys(person_ids) if person_id not in known]
        if missing:
            turns = asyncio.Semaphore(QUESTIONS_AT_ONCE)
            answers = await asyncio.gather(*(self._ask(person_id, turns) for person_id in missing))
            found = [person for person in answers if person is not None]
            await self._store.save(found)
            known |= {person.person_id: person for person in found}
        return {person_id: person for person_id, person in known.items() if not person.deleted}

    async def followed(self, person_ids: Collection[UUID]) -> set[UUID]:
        """Those of the ids that are known here already, without asking anybody."""
        return {person.person_id for person in (await self._store.find(person_ids)).values() if not person.deleted}

    async def _ask(self, person_id: UUID, turns: asyncio.Semaphore) -> Person | None:
        async with turns:
            return await self._source.get(person_id)
