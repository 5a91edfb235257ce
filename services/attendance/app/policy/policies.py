"""What policies are in force, and how people change them."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from services.attendance.app.policy.store import PolicyStore, PolicyTransaction
from services.attendance.app.register import resettle
from services.attendance.domain.errors import CourseNotFound, InvalidInput, SessionNotFound
from services.attendance.domain.mark import MAX_NOTE_CHARACTERS, Cause, ChangeReason
from services.attendance.domain.paging import Page, PageRequest
from services.attendance.domain.policy.check import check_settings
from services.attendance.domain.policy.errors import PolicyChanged
from services.attendance.domain.policy.inherit import Lineage, Place, PolicyChange, PolicySettings, Scope
from services.attendance.domain.policy.policy import Policy
from services.attendance.domain.text import check_text

Clock = Callable[[], datetime]
NewId = Callable[[], UUID]


@dataclass(frozen=True)
class PolicyView:
    """What is in force at a place, and of what it is made."""

    lineage: Lineage
    own: PolicyChange | None
    decided_by: Policy | None = None  # of a session


class Policies:
    """The caller has been authorized."""

    def __init__(self, store: PolicyStore, clock: Clock, new_id: NewId) -> None:
        self._store = store
        self._clock = clock
        self._new_id = new_id

    async def view(self, place: Place) -> PolicyView:
        """As it is now; CourseNotFound, SessionNotFound."""
        async with self._store.transaction() as transaction:
            return await _view(transaction, place)

    async def change(
        self, place: Place, settings: PolicySettings, *, author: UUID, version: int, note: str, request_id: UUID
    ) -> PolicyView:
        """The place with these settings; PolicyChanged when `version` is not its newest.

        A session's own are a word about that session: its marks are decided by them at once.
        """
        check_settings(settings)
        note = check_text("note", note, MAX_NOTE_CHARACTERS, may_be_empty=True)
        async with self._store.transaction() as transaction:
            earlier = await transaction.policy_change_of_request(request_id)
            if earlier is not None:
                if earlier.place != place:
                    raise InvalidInput("request_id", "was used for another policy")
                return await _view(transaction, place)
            if place.session_id is not None and await transaction.lock_session(place.session_id) is None:
                raise SessionNotFound(str(place.session_id))
            before = await _view(transaction, place)
            newest = before.own.number if before.own else 0
            if newest != version:
                raise PolicyChanged(newest)
            now = self._clock()
            change = PolicyChange(self._new_id(), place, newest + 1, settings, author, now, note, request_id)
            await transaction.add_policy_change(change)
            if place.session_id is not None:
                await _decide_by(transaction, place.session_id, change, now)
            return await _view(transaction, place)

    async def versions(self, place: Place, page: PageRequest) -> Page[PolicyChange]:
        """Newest first."""
        return await self._store.versions(place, page)


async def _view(transaction: PolicyTransaction, place: Place) -> PolicyView:
    if place.session_id is not None:
        session = await transaction.session(place.session_id)
        if session is None:
            raise SessionNotFound(str(place.session_id))
        lineage = await transaction.policy_changes(session.course_id, session.session_id)
        return PolicyView(lineage, lineage.session, await transaction.policy(session))
    if place.course_id is not None and not await transaction.course_exists(place.course_id):
        raise CourseNotFound(str(place.course_id))
    lineage = await transaction.policy_changes(place.course_id)
    return PolicyView(lineage, lineage.institution if place.scope is Scope.INSTITUTION else lineage.course)


async def _decide_by(transaction: PolicyTransaction, session_id: UUID, change: PolicyChange, now: datetime) -> None:
    session = await transaction.lock_session(session_id)
    assert session is not None  # it is locked already
    lineage = replace(await transaction.lineage_of(session), session=change)
    policy, version_id = lineage.policy(), await transaction.keep_policy(lineage, now)
    await transaction.decide_by(session, version_id, policy)
    decided = replace(session, policy_version_id=version_id, late_after=policy.late_after)
    await resettle(transaction, decided, Cause(ChangeReason.POLICY, change.author), now)
