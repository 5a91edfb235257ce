"""Terms and holidays."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Protocol
from uuid import UUID

from services.attendance.domain.paging import Page, PageRequest
from services.attendance.domain.timetable.days import Days, Holiday, Term
from services.attendance.domain.timetable.errors import HolidayNotFound, TermNotFound

NewId = Callable[[], UUID]


class CalendarStore(Protocol):
    """Where they are kept."""

    async def terms(self) -> Sequence[Term]:
        """All, oldest first."""
        ...

    async def create_term(self, term: Term, request_id: UUID) -> Term:
        """The term made by this request, now or earlier; TermsOverlap, TooMany."""
        ...

    async def update_term(self, term: Term) -> Term | None:
        """Replace it; None if there is none. StaleRevision, TermsOverlap."""
        ...

    async def delete_term(self, term_id: UUID) -> None:
        """Remove it if it is there; TermInUse."""
        ...

    async def holidays(self, days: Days, page: PageRequest) -> Page[Holiday]:
        """Those that touch the days, oldest first."""
        ...

    async def create_holiday(self, holiday: Holiday, request_id: UUID) -> Holiday:
        """The holiday made by this request, now or earlier; GroupNotFound."""
        ...

    async def update_holiday(self, holiday: Holiday) -> Holiday | None:
        """Replace it; None if there is none. StaleRevision, GroupNotFound."""
        ...

    async def delete_holiday(self, holiday_id: UUID) -> None:
        """Remove it if it is there."""
        ...


class Calendar:
    """What can be done with terms and holidays; the caller has been authorized."""

    def __init__(self, store: CalendarStore, new_id: NewId) -> None:
        self._store = store
        self._new_id = new_id

    async def terms(self) -> Sequence[Term]:
        """All, oldest first."""
        return await self._store.terms()

    async def create_term(self, term: Term, request_id: UUID) -> Term:
        """A new term, or the one this request made before."""
        term = replace(term.checked(), term_id=self._new_id(), revision=1)
        return await self._store.create_term(term, request_id)

    async def update_term(self, term: Term) -> Term:
        """The term with its name and days replaced; StaleRevision."""
        updated = await self._store.update_term(term.checked())
        if updated is None:
            raise TermNotFound(str(term.term_id))
        return updated

    async def delete_term(self, term_id: UUID) -> None:
        """The term is gone, as far as it ever was there."""
        await self._store.delete_term(term_id)

    async def holidays(self, days: Days, page: PageRequest) -> Page[Holiday]:
        """Those that touch the days, oldest first."""
        return await self._store.holidays(days, page)

    async def create_holiday(self, holiday: Holiday, request_id: UUID) -> Holiday:
        """A new holiday, or the one this request made before."""
        return await self._store.create_holiday(replace(holiday.checked(), holiday_id=self._new_id()), request_id)

    async def update_holiday(self, holiday: Holiday) -> Holiday:
        """The holiday with its name, days and group replaced; StaleRevision."""
        updated = await self._store.update_holiday(holiday.checked())
        if updated is None:
            raise HolidayNotFound(str(holiday.holiday_id))
        return updated

    async def delete_holiday(self, holiday_id: UUID) -> None:
        """The holiday is gone, as far as it ever was there."""
        await self._store.delete_holiday(holiday_id)
