"""Students check in by the code on the screen: many at once, each once, and each answered when it is stored."""

import hashlib
import hmac
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from ipaddress import IPv6Address, ip_address, ip_network
from uuid import UUID

from services.attendance.app.check_in.gather import Gathered
from services.attendance.app.check_in.settling import settle_check_ins
from services.attendance.app.check_in.store import CheckInStore, CheckInTransaction, NewCheckIn, Window
from services.attendance.domain.check_in.code import Judged, judge
from services.attendance.domain.check_in.errors import (
    CodeOver,
    CodesNotAllowed,
    CodeWrong,
    DeviceUsed,
    NoCodeShown,
    OutsideNetwork,
    SessionClosed,
    TooManyWrongCodes,
)
from services.attendance.domain.check_in.pace import ADDRESS, STUDENT, Failures, more, wait_of
from services.attendance.domain.check_in.rules import Rules, is_within
from services.attendance.domain.errors import DomainError, InvalidInput, NotOnRoster, SessionNotFound
from services.attendance.domain.mark import Mark
from services.attendance.domain.session import Session

Clock = Callable[[], datetime]

MAX_CODE_CHARACTERS = 20
_DEVICE = re.compile(r"[A-Za-z0-9_-]{16,128}")


@dataclass(frozen=True)
class Attempt:
    """A student typed a code."""

    student_id: UUID
    code: str
    device_id: str = field(repr=False)
    address: str  # of the client; empty when it is not known
    request_id: UUID
    received: datetime  # by this process's clock


@dataclass(frozen=True)
class CheckedIn:
    """It is stored."""

    session: Session
    check_in_time: datetime
    mark: Mark


class SelfCheckIns:
    """The caller is the student."""

    def __init__(self, store: CheckInStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._gathered: Gathered[UUID, Attempt, CheckedIn] = Gathered(self._take)

    async def check_in(
        self, student_id: UUID, session_id: UUID | None, code: str, device_id: str, address: str, request_id: UUID
    ) -> CheckedIn:
        """Checked in now or before; see the errors of domain.check_in for all that can speak against it."""
        if not 1 <= len(code) <= MAX_CODE_CHARACTERS:
            raise InvalidInput("code", f"must have 1 to {MAX_CODE_CHARACTERS} characters")
        if not _DEVICE.fullmatch(device_id):
            raise InvalidInput("device_id", "must be 16 to 128 letters, digits, - and _")
        attempt = Attempt(student_id, code, device_id, address, request_id, self._clock())
        if session_id is None:
            session_id = await self._session_of(attempt)
        return await self._gathered.add(session_id, attempt)

    async def _session_of(self, attempt: Attempt) -> UUID:
        """Whose code it is, or could be: one is counted as wrong somewhere."""
        windows = await self._store.windows_of(attempt.student_id)
        if not windows:
            raise NoCodeShown
        judged = {window.session_id: _judged(window, attempt) for window in windows}
        for wanted in (Judged.RIGHT, Judged.OVER):
            for session_id, one in judged.items():
                if one is wanted:
                    return session_id
        return windows[0].session_id

    async def _take(self, session_id: UUID, attempts: Sequence[Attempt]) -> list[CheckedIn | DomainError]:
        """In one transaction under the session's lock, in the order in which they came."""
        async with self._store.transaction() as transaction:
            session = await transaction.register.lock_session(session_id)
            if session is None:
                raise SessionNotFound(str(session_id))
            batch = await _read(transaction, session, attempts)
            found = [batch.judge(attempt) for attempt in attempts]
            await _count(transaction, batch)
            marks = batch.marks
            if batch.new:
                await transaction.add(session_id, [*batch.new.values()])
                times = {student_id: new.check_in_time for student_id, new in batch.new.items()}
                marks = await settle_check_ins(transaction.register, session, times, self._clock())
        return [
            one if isinstance(one, DomainError) else CheckedIn(session, one, marks.get(who, batch.marks[who]))
            for one, who in zip(found, (attempt.student_id for attempt in attempts), strict=True)
        ]


@dataclass
class _Batch:
    """All that is known of a session and of who tries to check in to it; grows with each that is judged."""

    session: Session
    window: Window | None
    rules: Rules
    marks: Mapping[UUID, Mark]
    times: dict[UUID, datetime]
    owners: dict[bytes, UUID]
    failures: dict[bytes, Failures]  # of students
    at_addresses: Mapping[bytes, Failures]
    new: dict[UUID, NewCheckIn] = field(default_factory=dict)
    failed_now: dict[bytes, int] = field(default_factory=dict)  # students' wrong codes of this batch
    failed_at: dict[bytes, int] = field(default_factory=dict)  # addresses'

    def judge(self, attempt: Attempt) -> datetime | DomainError:
        """When the student checked in, or why not."""
        student_id, session_id = attempt.student_id, str(self.session.session_id)
        if student_id not in self.marks:
            return NotOnRoster(str(student_id))
        done = self.times.get(student_id)
        if done is not None:
            return done
        if self.session.end_time is not None:
            return SessionClosed(session_id)
        if self.rules.codes_off:
            return CodesNotAllowed(session_id)
        if self.window is None or self.window.close_time is not None:
            return NoCodeShown()
        if not is_within(attempt.address, self.rules.networks):
            return OutsideNetwork(session_id)
        own, there = student_key(student_id), address_key(attempt.address)
        wait = wait_of(self.failures.get(own), self.at_addresses.get(there), attempt.received)
        if wait:
            return TooManyWrongCodes(round(wait.total_seconds(), 3))
        judged = _judged(self.window, attempt)
        if judged is Judged.OVER:
            return CodeOver(session_id)
        if judged is Judged.WRONG:
            self._count(own, there, attempt.received)
            return CodeWrong(session_id)
        device = device_digest(self.window.secret, attempt.device_id)
        if self.owners.setdefault(device, student_id) != student_id:
            return DeviceUsed(session_id)
        self.new[student_id] = NewCheckIn(student_id, attempt.received, attempt.request_id, device)
        self.times[student_id] = attempt.received
        return attempt.received

    def _count(self, own: bytes, there: bytes, now: datetime) -> None:
        self.failures[own] = more(self.failures.get(own), 1, now, STUDENT)
        self.failed_now[own] = self.failed_now.get(own, 0) + 1
        self.failed_at[there] = self.failed_at.get(there, 0) + 1


async def _read(transaction: CheckInTransaction, session: Session, attempts: Sequence[Attempt]) -> _Batch:
    students = {attempt.student_id for attempt in attempts}
    window = await transaction.window(session.session_id)
    secret = window.secret if window else b""
    devices = {device_digest(secret, attempt.device_id) for attempt in attempts}
    failures = await transaction.failures({student_key(student_id) for student_id in students})
    addresses = {address_key(attempt.address) for attempt in attempts} if failures else set()
    at_addresses = await transaction.failures(addresses)
    return _Batch(
        session,
        window,
        await transaction.rules(session.room_id),
        {mark.student_id: mark for mark in await transaction.register.marks(session.session_id, students)},
        dict(await transaction.checked_in(session.session_id, students)),
        dict(await transaction.owners(session.session_id, devices)),
        dict(failures),
        at_addresses,
    )


async def _count(transaction: CheckInTransaction, batch: _Batch) -> None:
    """Students before addresses, always: nobody waits in a circle."""
    if not batch.failed_now:
        return
    now = max(batch.failures[key].last_time for key in batch.failed_now)
    for failed, pace in ((batch.failed_now, STUDENT), (batch.failed_at, ADDRESS)):
        kept = await transaction.lock_failures(failed.keys(), now)
        await transaction.put_failures({key: more(kept[key], times, now, pace) for key, times in failed.items()})


def _judged(window: Window, attempt: Attempt) -> Judged:
    return judge(window.secret, attempt.code, attempt.received, window.open_time)


def student_key(student_id: UUID) -> bytes:
    """By what a student's wrong codes are counted."""
    return hashlib.sha256(f"student {student_id}".encode()).digest()


def address_key(address: str) -> bytes:
    """By what an address's are: of IPv6 the network, since a device has as many addresses as it likes there."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return hashlib.sha256(b"address unknown").digest()
    shared = ip_network(f"{parsed}/64", strict=False) if isinstance(parsed, IPv6Address) else parsed
    return hashlib.sha256(f"address {shared}".encode()).digest()


def device_digest(secret: bytes, device_id: str) -> bytes:
    """A device as one session knows it."""
    return hmac.new(secret, b"device " + device_id.encode(), hashlib.sha256).digest()
