"""The institution's settings: read by whatever asks which day it is, changed by administrators."""

from collections.abc import Awaitable, Callable
from datetime import date, datetime
from typing import Protocol

from services.attendance.domain.institution import Institution

Today = Callable[[], Awaitable[date]]
Clock = Callable[[], datetime]


class InstitutionStore(Protocol):
    """Where the one row is kept."""

    async def institution(self) -> Institution:
        """The settings as they are now."""
        ...

    async def change(self, institution: Institution) -> Institution:
        """The settings replaced; InstitutionChanged when `revision` is old, InvalidInput for an unknown time zone."""
        ...


class Institutions:
    """What is done with the settings; the caller has been authorized."""

    def __init__(self, store: InstitutionStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def institution(self) -> Institution:
        """The settings as they are now."""
        return await self._store.institution()

    async def change(self, institution: Institution) -> Institution:
        """The settings replaced, with a new revision."""
        return await self._store.change(institution.checked())

    async def today(self) -> date:
        """Which day it is here."""
        return (await self._store.institution()).day_of(self._clock())
