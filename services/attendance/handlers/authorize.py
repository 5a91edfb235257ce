"""Checks that several servicers begin with."""

from uuid import UUID

from services.attendance.app.access import Access
from services.attendance.handlers.translate import uuid_from
from services.common.principal import Principal, Role, require


async def run_session(access: Access, session_id: str, *, to: str) -> tuple[Principal, UUID]:
    """The caller, who runs the session, and its id; NotAllowed, InvalidInput, SessionNotFound."""
    principal = require(Role.ADMIN, Role.TEACHER, to=to)
    parsed = uuid_from("session_id", session_id)
    await access.run_session(principal, parsed)
    return principal, parsed


async def see_mark(access: Access, session_id: str, student_id: str, *, to: str) -> tuple[Principal, UUID, UUID]:
    """The caller, who sees the mark, its session and its student; NotAllowed, InvalidInput, SessionNotFound."""
    principal = require(Role.ADMIN, Role.TEACHER, Role.STUDENT, to=to)
    session, student = uuid_from("session_id", session_id), uuid_from("student_id", student_id)
    await access.see_mark(principal, session, student)
    return principal, session, student
