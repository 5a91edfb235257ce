"""A camera that moves, comes or goes while sessions are open: who writes them waits for one another, and in order."""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from services.attendance.adapters.completeness_postgres import PostgresCompleteness
from services.attendance.adapters.register_postgres import PostgresRegister
from services.attendance.adapters.rooms_postgres import PostgresRooms
from services.attendance.app.completeness import Completeness
from services.attendance.app.register import RegisterTransaction
from services.attendance.app.sessions import Sessions
from services.attendance.domain.completeness import CameraProgress
from services.attendance.domain.mark import MarkStatus
from services.attendance.domain.room import Camera, Detector
from services.attendance.domain.session import Session
from services.common.postgres import Database
from tests.integration.attendance.register_worlds import PostgresWorld

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
WAITERS = "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
AT_ONCE = "select 1 from session where session_id = $1 for update nowait"


class Rooms:
    """Rooms with an open session each, by the sessions' ids, and the cameras in them."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.world = PostgresWorld(database)
        self.rooms = PostgresRooms(database)
        self.sessions = Sessions(PostgresRegister(database), lambda: START, uuid4)

    async def opened(self, *camera_ids: UUID, students: int = 0) -> Session:
        room_id = await self.world.add_room(camera_ids)
        course_id = await self.world.add_course([uuid4() for _ in range(students)])
        return await self.sessions.start(course_id, room_id, uuid4(), uuid4(), None)

    async def camera(self, camera_id: UUID) -> Camera:
        camera = await self.rooms.get_camera(camera_id)
        assert camera is not None
        return camera

    @asynccontextmanager
    async def while_held(self, session: Session, other: Awaitable[object]) -> AsyncIterator[RegisterTransaction]:
        """The session is locked, and the other waits for it, for the block; after it, the other comes to its end."""
        async with PostgresRegister(self.database).transaction() as transaction:
            await transaction.lock_session(session.session_id)
            task = asyncio.ensure_future(other)
            try:
                async with asyncio.timeout(30):
                    while not await self.database.fetchval(WAITERS):
                        assert not task.done(), "it waited for nothing"
                        await self.database.execute("select pg_sleep(0.02)")
                yield transaction
            except BaseException:
                task.cancel()
                await asyncio.wait((task,))
                raise
        await task


@pytest.fixture
async def rooms(database: Database) -> Rooms:
    return Rooms(database)


async def test_a_camera_that_moves_locks_the_sessions_of_both_rooms_by_their_ids(rooms: Rooms) -> None:
    cameras = [uuid4(), uuid4()]
    by_camera = {camera: await rooms.opened(camera) for camera in cameras}
    camera_id, later = max(by_camera.items(), key=lambda item: item[1].session_id)
    first = min(by_camera.values(), key=lambda session: session.session_id)
    camera = await rooms.camera(camera_id)
    moved = Camera(camera_id, first.room_id, camera.name, Detector.YUNET)
    async with rooms.while_held(first, rooms.rooms.update_camera(moved, START)):
        await rooms.database.execute(AT_ONCE, later.session_id)  # it waits for the first, and holds none after it
    found = await rooms.database.fetch("select session_id from session_camera where camera_id = $1", camera_id)
    assert {row["session_id"] for row in found} == {first.session_id, later.session_id}


async def test_a_camera_goes_while_its_session_is_closed(rooms: Rooms) -> None:
    camera_id = uuid4()
    session = await rooms.opened(camera_id)
    async with rooms.while_held(session, rooms.rooms.delete_camera(camera_id, START)) as transaction:
        await transaction.close_session(session.session_id, START + timedelta(minutes=1))
    left = await rooms.database.fetchval("select max(leave_time) from session_camera where camera_id = $1", camera_id)
    assert left == START + timedelta(minutes=1)


async def test_a_camera_that_comes_while_the_session_is_closed_does_not_join_it(rooms: Rooms) -> None:
    session = await rooms.opened()
    new = Camera(uuid4(), session.room_id, "Late", Detector.YUNET)
    async with rooms.while_held(session, rooms.rooms.create_camera(new, uuid4(), START)) as transaction:
        await transaction.close_session(session.session_id, START + timedelta(minutes=1))
    assert await rooms.database.fetchval("select count(*) from session_camera") == 0


async def test_however_many_sessions_waited_for_a_camera_none_is_left_out(rooms: Rooms) -> None:
    cameras = [uuid4() for _ in range(5)]
    completeness = Completeness(
        PostgresCompleteness(rooms.database, page_sessions=2), lambda: START + timedelta(hours=2)
    )
    closed = []
    for camera in cameras:
        session = await rooms.opened(camera, students=1)
        await completeness.store([CameraProgress(camera, START)])
        coverage = "insert into coverage (coverage_id, camera_id, start_time, end_time) values ($1, $2, $3, $4)"
        await rooms.database.execute(coverage, uuid4(), camera, START, START + timedelta(hours=1))
        async with PostgresRegister(rooms.database).transaction() as transaction:
            await transaction.lock_session(session.session_id)
            await transaction.close_session(session.session_id, START + timedelta(hours=1))
        closed.append(session.session_id)
    await completeness.store([CameraProgress(camera, START + timedelta(hours=1)) for camera in cameras])
    rows = await rooms.database.fetch("select session_id, status from mark")
    assert {row["session_id"]: row["status"] for row in rows} == dict.fromkeys(closed, MarkStatus.ABSENT)
