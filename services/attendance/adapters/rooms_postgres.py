"""Rooms and cameras in PostgreSQL."""

from datetime import datetime
from uuid import UUID

import asyncpg

from services.attendance.adapters.rows import ASSIGNMENT_CHANNEL, SESSION_CHANNEL, camera_from, room_from
from services.attendance.adapters.unique import unique
from services.attendance.domain.errors import RoomHasSessions, RoomNameTaken, RoomNotFound
from services.attendance.domain.paging import Page, PageRequest, key_parts
from services.attendance.domain.revision import next_of
from services.attendance.domain.room import Camera, Room
from services.common.postgres import Connection, Database

_CREATE_ROOM = "insert into room (room_id, name, request_id) values ($1, $2, $3) on conflict (request_id) do nothing"
_ROOM_OF_REQUEST = "select room_id, name, revision from room where request_id = $1"
_LIST_ROOMS = """
    select room_id, name, revision from room where $1::text is null or (name, room_id) > ($1, $2::uuid)
    order by name, room_id limit $3
"""
_LOCK_ROOM = "select room_id, name, revision from room where room_id = $1 for no key update"
_UPDATE_ROOM = "update room set name = $2, revision = $3 where room_id = $1"
_COLUMNS = "camera_id, room_id, name, detector, tiles, role, revision"
_LIST_CAMERAS = f"""
    select {_COLUMNS} from camera
    where ($1::uuid is null or room_id = $1) and ($2::text is null or (name, camera_id) > ($2, $3::uuid))
    order by name, camera_id limit $4
"""
_GET_CAMERA = f"select {_COLUMNS} from camera where camera_id = $1"
_CREATE_CAMERA = """
    insert into camera (camera_id, room_id, name, detector, tiles, role, request_id)
    values ($1, $2, $3, $4, $5, $6, $7)
    on conflict (request_id) do nothing returning true
"""
_OF_REQUEST = f"select {_COLUMNS} from camera where request_id = $1"
# The share lock waits for a session that is being opened in the room, and keeps the next one waiting.
_LOCK_ROOMS = "select room_id from room where room_id = any ($1::uuid[]) order by room_id for share"
_LOCK_CAMERA = f"select {_COLUMNS} from camera where camera_id = $1 for update"
# All at once, by id as everywhere, and before anything of them is written: those the camera is in, and its room's.
_LOCK_SESSIONS = """
    select session_id from session where session_id in (
        select session_id from session_camera where camera_id = $1 and leave_time = 'infinity'
        union select session_id from session where room_id = $2 and end_time is null
    ) order by session_id for update
"""
_UPDATE_CAMERA = """
    update camera set room_id = $2, name = $3, detector = $4, tiles = $5, role = $6, revision = $7 where camera_id = $1
"""
_JOIN = """
    with joined as (
        insert into session_camera (session_id, camera_id, join_time, role)
        select session_id, $2, greatest($3, start_time), $4 from session where room_id = $1 and end_time is null
        on conflict do nothing returning session_id
    )
    update session s set revision = revision + 1, changed_revision = revision + 1
    from joined where s.session_id = joined.session_id returning s.session_id
"""
_LEAVE = """
    with gone as (
        update session_camera set leave_time = greatest($2, join_time)
        where camera_id = $1 and leave_time = 'infinity' returning session_id
    )
    update session s set revision = revision + 1, changed_revision = revision + 1
    from gone where s.session_id = gone.session_id returning s.session_id
"""
# An administrator who corrects a camera's role means the session that is open, too.
_CORRECT_ROLE = "update session_camera set role = $2 where camera_id = $1 and leave_time = 'infinity'"


class PostgresRooms:
    """A RoomStore."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def create_room(self, room: Room, request_id: UUID) -> Room:
        """The room made by this request, now or earlier."""
        with unique("room_name", RoomNameTaken(room.name)):
            async with self._database.transaction() as connection:
                await connection.execute(_CREATE_ROOM, room.room_id, room.name, request_id)
                row = await connection.fetchrow(_ROOM_OF_REQUEST, request_id)
        assert row is not None  # it was made here, or lost to one that is committed
        return room_from(row)

    async def list_rooms(self, page: PageRequest) -> Page[Room]:
        """By name."""
        name, room_id = key_parts(page, str, UUID)
        rows = await self._database.fetch(_LIST_ROOMS, name, room_id, page.size + 1)
        return page.page([room_from(row) for row in rows], lambda room: (room.name, str(room.room_id)))

    async def update_room(self, room: Room) -> Room | None:
        """Rename it."""
        with unique("room_name", RoomNameTaken(room.name)):
            async with self._database.transaction() as connection:
                row = await connection.fetchrow(_LOCK_ROOM, room.room_id)
                if row is None:
                    return None
                after = next_of(room_from(row), room)
                await connection.execute(_UPDATE_ROOM, after.room_id, after.name, after.revision)
        return after

    async def delete_room(self, room_id: UUID) -> None:
        """Remove it and its cameras; the sessions' foreign key refuses while any was held there."""
        try:
            async with self._database.transaction() as connection:
                await connection.execute("delete from room where room_id = $1", room_id)
                await connection.execute("select pg_notify($1, '')", ASSIGNMENT_CHANNEL)
        except (asyncpg.ForeignKeyViolationError, asyncpg.RestrictViolationError):
            raise RoomHasSessions(str(room_id)) from None

    async def create_camera(self, camera: Camera, request_id: UUID, now: datetime) -> Camera | None:
        """The camera made by this request, now or earlier; it joins the room's open session."""
        async with self._database.transaction() as connection:
            earlier = await connection.fetchrow(_OF_REQUEST, request_id)
            if earlier is not None:
                return camera_from(earlier)
            if not await connection.fetchval(_LOCK_ROOMS, [camera.room_id]):
                return None
            await connection.execute(_LOCK_SESSIONS, camera.camera_id, camera.room_id)
            created = await connection.fetchval(
                _CREATE_CAMERA,
                camera.camera_id,
                camera.room_id,
                camera.name,
                camera.detector,
                camera.tiles,
                camera.role,
                request_id,
            )
            if created:
                await _tell(
                    connection, await connection.fetch(_JOIN, camera.room_id, camera.camera_id, now, camera.role)
                )
            row = await connection.fetchrow(_OF_REQUEST, request_id)
        assert row is not None  # it was made here, or lost to one that is committed
        return camera_from(row)

    async def get_camera(self, camera_id: UUID) -> Camera | None:
        """One camera."""
        row = await self._database.fetchrow(_GET_CAMERA, camera_id)
        return camera_from(row) if row else None

    async def list_cameras(self, room_id: UUID | None, page: PageRequest) -> Page[Camera]:
        """By name, of one room or all."""
        name, camera_id = key_parts(page, str, UUID)
        rows = await self._database.fetch(_LIST_CAMERAS, room_id, name, camera_id, page.size + 1)
        return page.page([camera_from(row) for row in rows], lambda camera: (camera.name, str(camera.camera_id)))

    async def update_camera(self, camera: Camera, now: datetime) -> Camera | None:
        """Replace its fields; one that moves leaves a session and joins another."""
        async with self._database.transaction() as connection:
            was_in = await connection.fetchval("select room_id from camera where camera_id = $1", camera.camera_id)
            if was_in is None:
                return None
            rooms = await connection.fetch(_LOCK_ROOMS, [was_in, camera.room_id])
            if camera.room_id not in {row["room_id"] for row in rooms}:
                raise RoomNotFound(str(camera.room_id))
            row = await connection.fetchrow(_LOCK_CAMERA, camera.camera_id)
            if row is None:
                return None
            before = camera_from(row)  # it may have moved meanwhile
            after = next_of(before, camera)
            if after is before:
                return before
            await connection.execute(_LOCK_SESSIONS, after.camera_id, after.room_id)
            await connection.execute(
                _UPDATE_CAMERA,
                after.camera_id,
                after.room_id,
                after.name,
                after.detector,
                after.tiles,
                after.role,
                after.revision,
            )
            await connection.execute(_CORRECT_ROLE, after.camera_id, after.role)
            changed: list[asyncpg.Record] = []
            if after.room_id != before.room_id:
                changed += await connection.fetch(_LEAVE, after.camera_id, now)
                changed += await connection.fetch(_JOIN, after.room_id, after.camera_id, now, after.role)
            await _tell(connection, changed)
        return after

    async def delete_camera(self, camera_id: UUID, now: datetime) -> None:
        """Remove it if it is there; what it saw until now stays in its session."""
        async with self._database.transaction() as connection:
            await connection.fetchval(_LOCK_CAMERA, camera_id)
            await connection.execute(_LOCK_SESSIONS, camera_id, None)
            await connection.execute("delete from camera where camera_id = $1", camera_id)
            await _tell(connection, await connection.fetch(_LEAVE, camera_id, now))


async def _tell(connection: Connection, sessions: list[asyncpg.Record]) -> None:
    for row in sessions:
        await connection.execute("select pg_notify($1, $2)", SESSION_CHANNEL, str(row["session_id"]))
    await connection.execute("select pg_notify($1, '')", ASSIGNMENT_CHANNEL)
