"""The institution's settings: read by whatever asks which day it is, changed by administrators."""

from typing import Protocol

from services.attendance.domain.institution import Institution


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

    def __init__(self, store: InstitutionStore) -> None:
        self._store = store

    async def institution(self) -> Institution:
        """The settings as they are now."""
        return await self._store.institution()

    async def change(self, institution: Institution) -> Institution:
        """The settings replaced, with a new revision."""
        return await self._store.change(institution.checked())
