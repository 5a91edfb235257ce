"""People as attendance needs them: a name beside an id. identity owns the rest."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class PersonRole(StrEnum):
    """What a person is; cameras and services are no people."""

    STUDENT = "student"
    TEACHER = "teacher"
    ADMIN = "admin"


# Whoever may be named as teaching a course: a head of department is often an administrator too.
TEACHING = frozenset({PersonRole.TEACHER, PersonRole.ADMIN})


@dataclass(frozen=True)
class Person:
    """A person as of identity's `revision` of them."""

    person_id: UUID
    display_name: str
    student_number: str
    role: PersonRole
    active: bool
    revision: int
    deleted: bool = False
