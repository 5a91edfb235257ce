"""Who is calling: set by the authentication interceptor, read at a handler's first line."""

from collections.abc import Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from services.common.errors import NotAllowed, Unauthenticated


class Role(StrEnum):
    """The `role` claim of an access token."""

    STUDENT = "student"
    TEACHER = "teacher"
    ADMIN = "admin"
    CAMERA = "camera"
    SERVICE = "service"
    KIOSK = "kiosk"


@dataclass(frozen=True)
class Principal:
    """The verified caller of one call."""

    subject: str  # a person's or camera's id (a kiosk's is its camera's), or a service's name
    role: Role
    audience: Sequence[str]
    expire_time: datetime  # UTC
    login_id: str = ""  # the log-in or device key behind the token (`sid`); empty for services


_current: ContextVar[Principal | None] = ContextVar("principal", default=None)


def set_principal(principal: Principal) -> None:
    """For the authentication interceptor: every call runs in a context of its own, so nothing is set back."""
    _current.set(principal)


def current_principal() -> Principal:
    """The caller; Unauthenticated when the method is public and nobody is logged in."""
    principal = _current.get()
    if principal is None:
        raise Unauthenticated("this call needs an access token")
    return principal


def require(*roles: Role, to: str) -> Principal:
    """The caller, if it has one of the roles; else NotAllowed with `to`, a verb phrase such as "start a session"."""
    principal = current_principal()
    if principal.role not in roles:
        raise NotAllowed(to)
    return principal
