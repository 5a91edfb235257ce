"""Codes, check-ins, claims and rules in PostgreSQL."""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Protocol
from uuid import UUID

import asyncpg

from services.attendance.adapters.check_in_kiosk import read_kiosk
from services.attendance.adapters.check_in_overview import read_overview, rules_in
from services.attendance.adapters.register_postgres import PostgresRegisterTransaction
from services.attendance.app.check_in.store import CheckInTransaction, Kiosk, NewCheckIn, Overview, Window
from services.attendance.app.register import RegisterTransaction
from services.attendance.domain.check_in.pace import Failures
from services.attendance.domain.check_in.rules import Rules
from services.attendance.domain.errors import RoomNotFound
from services.attendance.domain.revision import next_of
from services.common.postgres import Connection, Database

_WINDOW = "select * from check_in_window where session_id = $1"
_OPEN_WINDOW = """
    insert into check_in_window (session_id, sealed_secret, opened_by, first_open_time, open_time)
    values ($1, $2, $3, $4, $4)
    on conflict (session_id) do update set
        opened_by = excluded.opened_by, open_time = excluded.open_time, close_time = null
"""
_CLOSE_WINDOW = """
    update check_in_window set close_time = greatest($2, open_time) where session_id = $1 and close_time is null
"""
_WINDOWS_OF = """
    select w.* from mark m join session s using (session_id) join check_in_window w using (session_id)
    where m.student_id = $1 and s.end_time is null and w.close_time is null
    order by s.start_time desc, s.session_id limit 10
"""
_CHECKED_IN = """
    select student_id, check_in_time from check_in
    where session_id = $1 and via = 'code' and student_id = any ($2::uuid[])
"""
_OWNERS = """
    select device_digest, student_id from check_in where session_id = $1 and device_digest = any ($2::bytea[])
"""
_ADD = """
    insert into check_in (session_id, student_id, via, check_in_time, request_id, device_digest)
    select $1, student_id, 'code', check_in_time, request_id, device_digest
    from unnest($2::uuid[], $3::timestamptz[], $4::uuid[], $5::bytea[])
        as new (student_id, check_in_time, request_id, device_digest)
"""
_RULES_OF = "select networks, codes_off, revision from check_in_rules where room_id is not distinct from $1"
# One at a time sets rules: where there are none there is no row to lock.
_LOCK_RULES = "select 1 from institution for update"
_SET_RULES = """
    insert into check_in_rules (room_id, networks, codes_off, revision) values ($1, $2, $3, $4)
    on conflict on constraint check_in_rules_of_room
        do update set networks = excluded.networks, codes_off = excluded.codes_off, revision = excluded.revision
"""
_MARKS_OF_REQUESTS = """
    select request_id, session_id, student_id from mark_history where request_id = any ($1::uuid[])
"""
_FAILURES = "select key, failed, last_time from check_in_attempt where key = any ($1::bytea[])"
_NEW_FAILURES = """
    insert into check_in_attempt (key, failed, last_time) select key, 0, $2 from unnest($1::bytea[]) as new (key)
    on conflict (key) do nothing
"""
_LOCK_FAILURES = f"{_FAILURES} order by key for update"
_PUT_FAILURES = """
    update check_in_attempt kept set failed = new.failed, last_time = new.last_time
    from unnest($1::bytea[], $2::int[], $3::timestamptz[]) as new (key, failed, last_time) where kept.key = new.key
"""
_OPEN_SESSION_AT = """
    select s.session_id from session_camera w join session s using (session_id)
    where w.camera_id = $1 and w.leave_time = 'infinity' and s.end_time is null
"""
# Whoever has a mark that counts as there needs no claim; the number is asked for in any spelling of its letters.
_CLAIM = """
    insert into check_in_claim as kept (session_id, student_id, camera_id, claim_time)
    select session_id, student_id, $3, $4 from mark
    where session_id = $1 and student_number <> '' and lower(student_number) = lower($2)
      and status in ('not_seen', 'unconfirmed', 'absent')
    on conflict (session_id, student_id) do update set
        claim_time = excluded.claim_time, camera_id = excluded.camera_id, dismiss_time = null
    where kept.dismiss_time is not null
"""
_DISMISS = """
    update check_in_claim set dismiss_time = greatest($3, claim_time)
    where session_id = $1 and student_id = $2 and dismiss_time is null
"""
_FORGET_WINDOWS = """
    with over as (
        delete from check_in_window w using session s
        where s.session_id = w.session_id and s.end_time < $1 returning w.session_id
    )
    update check_in c set device_digest = null, request_id = null from over where c.session_id = over.session_id
"""
_FORGET_FAILURES = "delete from check_in_attempt where last_time < $1"


class Sealer(Protocol):
    """Encrypts what is stored; `bound_to` says where it belongs."""

    def seal(self, secret: bytes, bound_to: str) -> bytes: ...

    def open(self, sealed: bytes, bound_to: str) -> bytes | None: ...


class PostgresCheckIns:
    """A CheckInStore."""

    def __init__(self, database: Database, sealer: Sealer) -> None:
        self._database = database
        self._sealer = sealer

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[CheckInTransaction]:
        """All or nothing."""
        async with self._database.transaction() as connection:
            yield PostgresCheckInTransaction(connection, self._sealer)

    async def windows_of(self, student_id: UUID) -> Sequence[Window]:
        """Those shown in open sessions on whose roster the student is."""
        rows = await self._database.fetch(_WINDOWS_OF, student_id)
        return [window for row in rows if (window := window_from(row, self._sealer)) is not None]

    async def overview(self, session_id: UUID) -> Overview | None:
        """As of one moment."""
        async with (
            self._database.connection() as connection,
            connection.transaction(isolation="repeatable_read", readonly=True),
        ):
            row = await connection.fetchrow(_WINDOW, session_id)
            window = window_from(row, self._sealer) if row else None
            return await read_overview(connection, session_id, window)

    async def open_session_at(self, camera_id: UUID) -> UUID | None:
        """The session that is open in the camera's room."""
        found: UUID | None = await self._database.fetchval(_OPEN_SESSION_AT, camera_id)
        return found

    async def kiosk(self, camera_id: UUID) -> Kiosk | None:
        """Where the kiosk stands and whose class runs there; None when there is no such camera."""
        async with self._database.connection() as connection:
            return await read_kiosk(connection, camera_id)

    async def claim(self, session_id: UUID, student_number: str, camera_id: UUID, now: datetime) -> None:
        """One claim a student and session; typed again it stays the first, unless it was dismissed."""
        await self._database.execute(_CLAIM, session_id, student_number, camera_id, now)

    async def dismiss_claim(self, session_id: UUID, student_id: UUID, now: datetime) -> None:
        """Until the number is typed again."""
        await self._database.execute(_DISMISS, session_id, student_id, now)

    async def rules_of(self, room_id: UUID | None) -> Rules:
        """The room's own, or the institution's."""
        return _rules_from(await self._database.fetchrow(_RULES_OF, room_id))

    async def set_rules(self, room_id: UUID | None, rules: Rules) -> Rules:
        """Replace them; the foreign key knows whether there is such a room."""
        try:
            async with self._database.transaction() as connection:
                await connection.execute(_LOCK_RULES)
                after = next_of(_rules_from(await connection.fetchrow(_RULES_OF, room_id)), rules)
                values = (list(after.networks), after.codes_off, after.revision)
                await connection.execute(_SET_RULES, room_id, *values)
        except asyncpg.ForeignKeyViolationError:
            raise RoomNotFound(str(room_id)) from None
        return after

    async def forget(self, windows_of_sessions_ended_before: datetime, failures_before: datetime) -> None:
        """Secrets go, and with them all that could be told of devices."""
        await self._database.execute(_FORGET_WINDOWS, windows_of_sessions_ended_before)
        await self._database.execute(_FORGET_FAILURES, failures_before)


class PostgresCheckInTransaction:
    """A CheckInTransaction on one connection."""

    def __init__(self, connection: Connection, sealer: Sealer) -> None:
        self._connection = connection
        self._sealer = sealer
        self.register: RegisterTransaction = PostgresRegisterTransaction(connection)

    async def window(self, session_id: UUID) -> Window | None:
        """None too where no key opens the secret any more: then it is drawn anew."""
        row = await self._connection.fetchrow(_WINDOW, session_id)
        return window_from(row, self._sealer) if row else None

    async def open_window(self, window: Window, opened_by: UUID) -> None:
        """Show it from now on."""
        sealed = self._sealer.seal(window.secret, _bound_to(window.session_id))
        await self._connection.execute(_OPEN_WINDOW, window.session_id, sealed, opened_by, window.open_time)

    async def close_window(self, session_id: UUID, close_time: datetime) -> None:
        """Take it away, if it is shown."""
        await self._connection.execute(_CLOSE_WINDOW, session_id, close_time)

    async def checked_in(self, session_id: UUID, student_ids: Collection[UUID]) -> Mapping[UUID, datetime]:
        """When those of the students did who have."""
        rows = await self._connection.fetch(_CHECKED_IN, session_id, list(student_ids))
        return {row["student_id"]: row["check_in_time"] for row in rows}

    async def owners(self, session_id: UUID, device_digests: Collection[bytes]) -> Mapping[bytes, UUID]:
        """The students who checked in on the devices."""
        rows = await self._connection.fetch(_OWNERS, session_id, list(device_digests))
        return {row["device_digest"]: row["student_id"] for row in rows}

    async def add(self, session_id: UUID, check_ins: Sequence[NewCheckIn]) -> None:
        """Keep them."""
        rows = ((one.student_id, one.check_in_time, one.request_id, one.device_digest) for one in check_ins)
        await self._connection.execute(_ADD, session_id, *map(list, zip(*rows, strict=True)))

    async def marks_of_requests(self, request_ids: Collection[UUID]) -> Mapping[UUID, tuple[UUID, UUID]]:
        """Session and student of each request that set a mark."""
        rows = await self._connection.fetch(_MARKS_OF_REQUESTS, list(request_ids))
        return {row["request_id"]: (row["session_id"], row["student_id"]) for row in rows}

    async def rules(self, room_id: UUID) -> Rules:
        """Those in force in the room."""
        return await rules_in(self._connection, room_id)

    async def failures(self, keys: Collection[bytes]) -> Mapping[bytes, Failures]:
        """Those there are."""
        return _failures(await self._connection.fetch(_FAILURES, list(keys))) if keys else {}

    async def lock_failures(self, keys: Collection[bytes], now: datetime) -> Mapping[bytes, Failures]:
        """In the order of the keys, so that no two transactions wait for each other."""
        ordered = sorted(keys)
        await self._connection.execute(_NEW_FAILURES, ordered, now)
        return _failures(await self._connection.fetch(_LOCK_FAILURES, ordered))

    async def put_failures(self, failures: Mapping[bytes, Failures]) -> None:
        """Replace what is kept."""
        counts = [one.failed for one in failures.values()]
        times = [one.last_time for one in failures.values()]
        await self._connection.execute(_PUT_FAILURES, list(failures), counts, times)


def window_from(row: asyncpg.Record, sealer: Sealer) -> Window | None:
    """None where no key opens the secret any more."""
    secret = sealer.open(row["sealed_secret"], _bound_to(row["session_id"]))
    return Window(row["session_id"], secret, row["open_time"], row["close_time"]) if secret else None


def _rules_from(row: asyncpg.Record | None) -> Rules:
    return Rules(tuple(row["networks"]), row["codes_off"], row["revision"]) if row else Rules()


def _bound_to(session_id: UUID) -> str:
    return f"check-in code {session_id}"


def _failures(rows: "list[asyncpg.Record]") -> dict[bytes, Failures]:
    return {row["key"]: Failures(row["failed"], row["last_time"]) for row in rows}
