"""Who may do what; the first line of every handler that is not public."""

from dataclasses import replace
from uuid import UUID

from services.common.errors import NotAllowed
from services.common.principal import Principal, Role, require
from services.identity.domain.errors import PersonNotFound
from services.identity.domain.person import PERSON_ROLES, Guardian, Person


def administrator(to: str) -> UUID:
    """The calling administrator's id."""
    return UUID(require(Role.ADMIN, to=to).subject)


def somebody(to: str) -> Principal:
    """The caller, who is a person and no camera or service."""
    return require(*PERSON_ROLES, to=to)


def login_of(caller: Principal) -> UUID | None:
    """The log-in in which the caller asks; None for a token that names none."""
    return UUID(caller.login_id) if caller.login_id else None


def oneself_or_administrator(person_id: UUID, to: str) -> UUID:
    """The caller's id, who is that person or an administrator."""
    caller = somebody(to)
    if caller.role is not Role.ADMIN and caller.subject != str(person_id):
        raise NotAllowed(to)
    return UUID(caller.subject)


def shown_to(caller: Principal, person: Person) -> Person:
    """The person, if the caller may see them; else PersonNotFound, so that ids cannot be probed."""
    allowed = (
        caller.role in (Role.ADMIN, Role.SERVICE)
        or caller.subject == str(person.person_id)
        or (caller.role is Role.TEACHER and person.details.role is Role.STUDENT)
    )
    if not allowed:
        raise PersonNotFound(str(person.person_id))
    if caller.role is Role.TEACHER and caller.subject != str(person.person_id):
        return replace(person, details=replace(person.details, guardian=Guardian()))  # the office's to call
    return person
