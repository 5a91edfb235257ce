"""Who may see and do what. What is not the caller's to see does not exist for them."""

from typing import Protocol
from uuid import UUID

from services.attendance.domain.errors import CameraNotFound, CourseNotFound, NotAllowed, SessionNotFound
from services.common.principal import Principal, Role


class AccessStore(Protocol):
    """The relations that decide."""

    async def teaches(self, person_id: UUID, course_id: UUID) -> bool:
        """Whether the person teaches the course."""
        ...

    async def studies(self, person_id: UUID, course_id: UUID) -> bool:
        """Whether the person is enrolled."""
        ...

    async def runs(self, person_id: UUID, session_id: UUID) -> bool:
        """Whether the person started the session, teaches its course or holds its class, as a substitute does."""
        ...

    async def runs_one_at_camera(self, person_id: UUID, camera_id: UUID) -> bool:
        """Whether the person runs the session that is open in the camera's room."""
        ...


def person_of(principal: Principal) -> UUID:
    """The id of the person who calls; NotAllowed for cameras and services."""
    try:
        return UUID(principal.subject)
    except ValueError:
        raise NotAllowed("do this without being a person") from None


def scope_of(principal: Principal) -> UUID | None:
    """Whose view a list is: None sees everything."""
    return None if principal.role is Role.ADMIN else person_of(principal)


class Access:
    """Checks of one course, session, camera or student against the caller."""

    def __init__(self, store: AccessStore) -> None:
        self._store = store

    async def see_course(self, principal: Principal, course_id: UUID) -> None:
        """Administrators, its teachers, and the students enrolled on it; else CourseNotFound."""
        if principal.role is Role.STUDENT and await self._store.studies(person_of(principal), course_id):
            return
        await self.run_course(principal, course_id)

    async def run_course(self, principal: Principal, course_id: UUID) -> None:
        """Administrators and its teachers; else CourseNotFound."""
        if principal.role is Role.ADMIN:
            return
        if principal.role is Role.TEACHER and await self._store.teaches(person_of(principal), course_id):
            return
        raise CourseNotFound(str(course_id))

    async def run_session(self, principal: Principal, session_id: UUID) -> None:
        """Administrators, teachers of the course, and the teacher who started or holds it; else SessionNotFound."""
        if principal.role is Role.ADMIN:
            return
        if principal.role is Role.TEACHER and await self._store.runs(person_of(principal), session_id):
            return
        raise SessionNotFound(str(session_id))

    async def see_mark(self, principal: Principal, session_id: UUID, student_id: UUID) -> None:
        """The student whose mark it is, and whoever runs the session; else SessionNotFound."""
        if principal.role is not Role.STUDENT or person_of(principal) != student_id:
            await self.run_session(principal, session_id)

    async def see_camera(self, principal: Principal, camera_id: UUID) -> None:
        """Administrators, services, and whoever runs a session in its room now; else CameraNotFound."""
        if principal.role in (Role.ADMIN, Role.SERVICE):
            return
        if principal.role is Role.TEACHER and await self._store.runs_one_at_camera(person_of(principal), camera_id):
            return
        raise CameraNotFound(str(camera_id))

    def see_marks_of(self, principal: Principal, student_id: UUID) -> UUID | None:
        """Whose courses the student's marks are limited to: None sees all of them. Students see only themselves."""
        if principal.role is Role.ADMIN:
            return None
        if principal.role is Role.TEACHER:
            return person_of(principal)
        if principal.role is Role.STUDENT and person_of(principal) == student_id:
            return None
        raise NotAllowed("see this student's marks")
