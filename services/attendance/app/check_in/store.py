"""What checking in needs of its store, beside the register that it shares a transaction with."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

from services.attendance.app.register import RegisterTransaction
from services.attendance.domain.check_in.pace import Failures
from services.attendance.domain.check_in.rules import Rules


@dataclass(frozen=True)
class Window:
    """Whether a session shows its code: while `close_time` is None."""

    session_id: UUID
    secret: bytes
    open_time: datetime
    close_time: datetime | None = None


@dataclass(frozen=True)
class NewCheckIn:
    """A student's, by code."""

    student_id: UUID
    check_in_time: datetime
    request_id: UUID
    device_digest: bytes


@dataclass(frozen=True)
class Entry:
    """Who checked in when."""

    student_id: UUID
    display_name: str
    student_number: str
    check_in_time: datetime
    via: Literal["code", "kiosk"]


@dataclass(frozen=True)
class Claim:
    """Somebody typed the student's number at a kiosk, and no mark says yet that the student is there."""

    student_id: UUID
    display_name: str
    student_number: str
    claim_time: datetime
    mark_revision: int


@dataclass(frozen=True)
class Overview:
    """What a teacher follows while the code is shown."""

    codes_allowed: bool  # by the rules of institution and room, and the session is open
    window: Window | None
    checked_in_count: int
    roster_size: int
    newest: tuple[Entry, ...]  # newest first, at most 50
    claims: tuple[Claim, ...]  # oldest first, at most 50


@dataclass(frozen=True)
class RunningClass:
    """A session as everybody who comes in may see it: no person is named."""

    session_id: UUID
    course_code: str
    course_title: str
    start_time: datetime  # as planned, or when it was started by hand
    end_time: datetime | None  # as planned


@dataclass(frozen=True)
class Kiosk:
    """What a kiosk shows while nobody checks in."""

    camera_name: str
    room_name: str
    running: RunningClass | None
    codes_allowed: bool  # by the rules of institution and room
    time_zone: str  # the institution's, as IANA names it
    language: str


class CheckInTransaction(Protocol):
    """The session's row is locked first, then failures of students, then those of addresses, each in order."""

    @property
    def register(self) -> RegisterTransaction:
        """The register in the same transaction."""
        ...

    async def window(self, session_id: UUID) -> Window | None:
        """The code of the session, shown or not; None where it never was."""
        ...

    async def open_window(self, window: Window, opened_by: UUID) -> None:
        """Show it from now on; the secret of a session that has one stays."""
        ...

    async def close_window(self, session_id: UUID, close_time: datetime) -> None:
        """Take it away, if it is shown."""
        ...

    async def checked_in(self, session_id: UUID, student_ids: Collection[UUID]) -> Mapping[UUID, datetime]:
        """When those of the students did who have checked in by code."""
        ...

    async def owners(self, session_id: UUID, device_digests: Collection[bytes]) -> Mapping[bytes, UUID]:
        """The students who checked in on the devices."""
        ...

    async def add(self, session_id: UUID, check_ins: Sequence[NewCheckIn]) -> None:
        """Keep them; each is new."""
        ...

    async def marks_of_requests(self, request_ids: Collection[UUID]) -> Mapping[UUID, tuple[UUID, UUID]]:
        """Session and student of the marks that those of the requests set which did."""
        ...

    async def rules(self, room_id: UUID) -> Rules:
        """Those in force in the room."""
        ...

    async def failures(self, keys: Collection[bytes]) -> Mapping[bytes, Failures]:
        """Those there are."""
        ...

    async def lock_failures(self, keys: Collection[bytes], now: datetime) -> Mapping[bytes, Failures]:
        """Each, which nobody else changes until the transaction ends; new ones without a failure."""
        ...

    async def put_failures(self, failures: Mapping[bytes, Failures]) -> None:
        """Replace what is kept."""
        ...


class CheckInStore(Protocol):
    """Where windows, check-ins, claims and rules are kept."""

    def transaction(self) -> AbstractAsyncContextManager[CheckInTransaction]:
        """All or nothing."""
        ...

    async def windows_of(self, student_id: UUID) -> Sequence[Window]:
        """Those shown in open sessions on whose roster the student is, at most 10, the newest session first."""
        ...

    async def overview(self, session_id: UUID) -> Overview | None:
        """As of one moment; None when there is no such session."""
        ...

    async def open_session_at(self, camera_id: UUID) -> UUID | None:
        """The session that is open in the camera's room."""
        ...

    async def kiosk(self, camera_id: UUID) -> Kiosk | None:
        """Where the kiosk stands and whose class runs there; None when there is no such camera."""
        ...

    async def claim(self, session_id: UUID, student_number: str, camera_id: UUID, now: datetime) -> None:
        """Keep that somebody typed the number, where it is of somebody on the roster whose mark does not say so."""
        ...

    async def dismiss_claim(self, session_id: UUID, student_id: UUID, now: datetime) -> None:
        """Until the number is typed again."""
        ...

    async def rules_of(self, room_id: UUID | None) -> Rules:
        """The room's own, or the institution's."""
        ...

    async def set_rules(self, room_id: UUID | None, rules: Rules) -> Rules:
        """Replace them; StaleRevision, RoomNotFound."""
        ...

    async def forget(self, windows_of_sessions_ended_before: datetime, failures_before: datetime) -> None:
        """Drop what nobody needs any more: the secrets of old sessions with what they made of devices, old failures."""
        ...
