"""Who sees a dispute, and who decides it."""

from uuid import UUID

from services.attendance.app.access import Access, person_of
from services.attendance.app.dispute.store import DisputeStore, DisputeView
from services.attendance.domain.dispute.dispute import Dispute
from services.attendance.domain.dispute.errors import DisputeNotFound
from services.attendance.domain.errors import NotAllowed, SessionNotFound
from services.common.principal import Principal, Role


async def seen(store: DisputeStore, access: Access, principal: Principal, dispute_id: UUID) -> DisputeView:
    """The dispute; DisputeNotFound when there is none for the caller.

    Asked before the dispute is locked, as whose it is never changes: whoever holds a connection waits for no other.
    """
    view = await store.view(dispute_id)
    if view is None:
        raise DisputeNotFound(str(dispute_id))
    try:
        await access.see_mark(principal, view.dispute.session_id, view.dispute.student_id)
    except SessionNotFound:
        raise DisputeNotFound(str(dispute_id)) from None
    return view


def is_student_of(principal: Principal, dispute: Dispute) -> bool:
    """Whether the caller is the side that disputes."""
    return principal.role is Role.STUDENT and person_of(principal) == dispute.student_id


def check_decides(principal: Principal) -> UUID:
    """The person; NotAllowed for students, who see their own disputes and decide none."""
    if principal.role not in (Role.ADMIN, Role.TEACHER):
        raise NotAllowed("decide disputes")
    return person_of(principal)
