"""Looking at excuses."""

from dataclasses import dataclass
from uuid import UUID

from services.attendance.app.excuse.access import Caller, check_sees
from services.attendance.app.excuse.store import ExcuseStore, ExcuseView
from services.attendance.domain.errors import NotAllowed
from services.attendance.domain.excuse.excuse import State
from services.attendance.domain.paging import Page, page_request
from services.common.principal import Role


@dataclass(frozen=True)
class Excuses:
    """A page, and how many of all that the caller may see wait for a decision."""

    page: Page[ExcuseView]
    waiting: int


class ExcuseReading:
    """Questions whose answers change nothing."""

    def __init__(self, store: ExcuseStore) -> None:
        self._store = store

    async def view(self, caller: Caller, excuse_id: UUID) -> ExcuseView:
        """One; ExcuseNotFound."""
        view = await self._store.view(excuse_id)
        check_sees(caller, view.excuse if view else None, excuse_id)
        assert view is not None  # else nobody sees it
        return view

    async def list(
        self, caller: Caller, student_id: UUID | None, states: frozenset[State], page_size: int, page_token: str
    ) -> Excuses:
        """Newest first."""
        if caller.role is Role.STUDENT and student_id not in (None, caller.person_id):
            raise NotAllowed("see this student's excuses")
        whose = caller.whose(student_id, states)
        wanted = ",".join(sorted(states))
        page = page_request(page_size, page_token, of_list=f"excuses of {student_id} {wanted}", default=30, most=100)
        return Excuses(await self._store.list(whose, page), await self._store.waiting(whose))
