"""Sessions open and close by the timetable, however many processes look at it and however long none did."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from uuid import uuid4

import pytest

from services.attendance.adapters.keeper_postgres import PostgresKeeper
from services.attendance.adapters.reading_postgres import PostgresReading
from services.attendance.adapters.register_postgres import PostgresRegister
from services.attendance.app.ledger.reopen import Reopenings
from services.attendance.app.timetable.keeper import Keeper, KeeperTransaction
from services.attendance.domain.timetable.slot import Change
from services.common.postgres import Database
from tests.integration.attendance.timetable_world import ELEVEN, MINUTE, MONDAY, TEN, TimetableWorld


class StumblingOnce(PostgresKeeper):
    """Whose first transaction ends in what nobody expects."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self._stumbles = True

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[KeeperTransaction]:
        async with super().transaction() as transaction:
            stumbles, self._stumbles = self._stumbles, False
            if stumbles:
                raise RuntimeError("a row that nobody can read")
            yield transaction


@pytest.fixture
async def world(database: Database) -> TimetableWorld:
    return await TimetableWorld(database).found()


async def test_a_session_opens_minutes_before_its_class_and_closes_with_it(world: TimetableWorld) -> None:
    keeper = world.keeper()
    world.now = TEN - 6 * MINUTE
    assert (await keeper.turn()).opened == 0
    world.now = TEN - 5 * MINUTE
    assert (await keeper.turn()).opened == 1
    (opened,) = await world.held()
    assert (opened["start_time"], opened["planned_start_time"], opened["planned_end_time"]) == (world.now, TEN, ELEVEN)
    assert opened["rule_date"] == MONDAY
    assert set(await world.marks(opened["session_id"])) == set(world.students)
    world.now = ELEVEN - MINUTE
    assert await keeper.turn() == await keeper.turn()
    world.now = ELEVEN + timedelta(seconds=7)
    assert (await keeper.turn()).closed == 1
    (closed,) = await world.held()
    assert closed["end_time"] == ELEVEN  # however late the clock was looked at


async def test_two_processes_that_race_open_one_session(world: TimetableWorld) -> None:
    world.now = TEN
    turns = await asyncio.gather(*(world.keeper().turn() for _ in range(4)))
    assert sum(turn.opened for turn in turns) == 1
    assert not any(turn.failed for turn in turns)
    assert len(await world.held()) == 1


async def test_two_processes_that_race_close_it_once(world: TimetableWorld) -> None:
    world.now = TEN
    await world.keeper().turn()
    world.now = ELEVEN
    turns = await asyncio.gather(*(world.keeper().turn() for _ in range(4)))
    assert sum(turn.closed for turn in turns) == 1
    assert sum(turn.opened for turn in turns) == 0


async def test_a_class_that_passed_while_nobody_looked_is_kept_and_nobody_is_absent(world: TimetableWorld) -> None:
    world.now = TEN + timedelta(days=8)  # two Mondays were missed
    turn = await world.keeper().turn()
    assert turn.opened == 2
    first, second = await world.held()
    assert (first["start_time"], first["end_time"]) == (TEN, ELEVEN)
    assert second["start_time"] == TEN + timedelta(days=7)
    assert set((await world.marks(first["session_id"])).values()) == {"unconfirmed"}
    windows = await world.database.fetch("select * from session_camera where session_id = $1", first["session_id"])
    assert [(row["camera_id"], row["join_time"], row["leave_time"]) for row in windows] == [(world.camera, TEN, ELEVEN)]
    assert (await world.keeper().turn()).opened == 0


async def test_a_class_that_cannot_be_opened_or_closed_just_now_keeps_no_other_from_it(world: TimetableWorld) -> None:
    world.now = TEN + timedelta(days=8)  # two Mondays were missed
    stumbling = Keeper(StumblingOnce(world.database), world.clock, uuid4, poll_seconds=1)
    turn = await stumbling.turn()
    assert (turn.opened, turn.failed) == (1, 1)
    turn = await stumbling.turn()
    assert (turn.opened, turn.failed) == (1, 0)
    world.now = TEN + timedelta(days=14)
    assert (await world.keeper().turn()).opened == 1
    world.now = ELEVEN + timedelta(days=14)
    stumbling = Keeper(StumblingOnce(world.database), world.clock, uuid4, poll_seconds=1)
    assert (await stumbling.turn()).closed == 0
    assert (await stumbling.turn()).closed == 1


async def test_a_class_that_is_running_when_the_service_comes_back_counts_from_its_beginning(
    world: TimetableWorld,
) -> None:
    world.now = TEN + 30 * MINUTE
    await world.keeper().turn()
    (opened,) = await world.held()
    assert (opened["start_time"], opened["end_time"]) == (TEN, None)


async def test_a_missed_class_is_kept_while_another_is_held_in_its_room(world: TimetableWorld) -> None:
    later = replace(world.slot, slot_id=uuid4(), start=time(11), end=time(12))
    await world.add_slot(later)
    world.now = ELEVEN + 10 * MINUTE
    assert (await world.keeper().turn()).opened == 2
    missed, running = await world.held()
    assert (missed["end_time"], running["end_time"]) == (ELEVEN, None)


async def test_nothing_is_held_for_days_before_the_timetable_was_made(world: TimetableWorld) -> None:
    world.now = TEN + timedelta(days=50)
    await world.database.execute("update timetable_progress set settled_until = $1", world.now - timedelta(hours=1))
    await world.keeper().turn()
    assert [row["rule_date"] for row in await world.held()] == []


async def test_cancelled_classes_and_holidays_open_nothing(world: TimetableWorld) -> None:
    await world.change(Change(world.slot.slot_id, MONDAY, cancelled=True, sequence=1))
    sql = "insert into holiday (holiday_id, name, first_date, last_date, request_id) values ($1, 'H', $2, $2, $3)"
    await world.database.execute(sql, uuid4(), MONDAY + timedelta(days=7), uuid4())
    world.now = TEN + timedelta(days=7, minutes=5)
    assert (await world.keeper().turn()).opened == 0


async def test_the_roster_is_who_was_enrolled_that_day(world: TimetableWorld) -> None:
    late, gone = uuid4(), uuid4()
    await world.add_person(late, "student")
    await world.add_person(gone, "student")
    await world.enrol(late, first=MONDAY + timedelta(days=3))
    await world.enrol(gone, last=MONDAY)
    world.now = TEN + timedelta(days=8)
    await world.keeper().turn()
    first, second = await world.held()
    assert set(await world.marks(first["session_id"])) == {*world.students, gone}
    assert set(await world.marks(second["session_id"])) == {*world.students, late}


async def test_a_groups_class_has_the_groups_students_of_that_day(world: TimetableWorld) -> None:
    group, (one, two, _) = uuid4(), world.students
    await world.database.execute("insert into student_group values ($1, 'A', $2)", group, uuid4())
    sql = "insert into group_member (group_id, student_id, first_date, last_date) values ($1, $2, $3, $4)"
    await world.database.execute(sql, group, one, date(2026, 1, 1), date.max)
    await world.database.execute(sql, group, two, date(2026, 1, 1), MONDAY - timedelta(days=1))
    await world.database.execute("update timetable_slot set group_id = $1", group)
    world.now = TEN
    await world.keeper().turn()
    (opened,) = await world.held()
    assert set(await world.marks(opened["session_id"])) == {one}


async def test_whoever_has_a_holiday_is_not_expected_at_a_class_of_all(world: TimetableWorld) -> None:
    group = uuid4()
    await world.database.execute("insert into student_group values ($1, 'A', $2)", group, uuid4())
    sql = "insert into group_member (group_id, student_id, first_date) values ($1, $2, $3)"
    await world.database.execute(sql, group, world.students[0], date(2026, 1, 1))
    sql = "insert into holiday (holiday_id, name, first_date, last_date, group_id, request_id) values ($1, 'H', $2, $2, $3, $4)"  # noqa: E501 - one statement
    await world.database.execute(sql, uuid4(), MONDAY, group, uuid4())
    world.now = TEN
    await world.keeper().turn()
    (opened,) = await world.held()
    assert set(await world.marks(opened["session_id"])) == set(world.students[1:])


async def test_a_session_started_by_hand_in_its_room_is_the_class(world: TimetableWorld) -> None:
    world.now = TEN - 20 * MINUTE
    started = await world.sessions().start(world.course, world.room, world.teacher, uuid4(), None)
    assert (started.planned_start_time, started.planned_end_time) == (TEN, ELEVEN)
    world.now = TEN
    assert (await world.keeper().turn()).opened == 0
    world.now = ELEVEN
    assert (await world.keeper().turn()).closed == 1


async def test_a_session_that_was_open_before_the_class_was_planned_is_adopted(world: TimetableWorld) -> None:
    await world.database.execute("update timetable_slot set weekdays = '{2}'")
    world.now = TEN + 2 * MINUTE
    started = await world.sessions().start(world.course, world.room, world.teacher, uuid4(), None)
    assert started.planned_start_time is None
    await world.database.execute("update timetable_slot set weekdays = '{1}'")
    turn = await world.keeper().turn()
    assert (turn.opened, turn.adopted) == (0, 1)
    (adopted,) = await world.held()
    assert (adopted["session_id"], adopted["planned_end_time"]) == (started.session_id, ELEVEN)


async def test_a_class_waits_for_its_room_and_opens_when_it_is_free(world: TimetableWorld) -> None:
    other = uuid4()
    await world.add_course(other, "CS2")
    world.now = TEN - 20 * MINUTE
    sessions = world.sessions()
    overrunning = await sessions.start(other, world.room, world.teacher, uuid4(), None)
    world.now = TEN
    turn = await world.keeper().turn()
    assert (turn.opened, turn.waiting) == (0, 1)
    world.now = TEN + 5 * MINUTE
    await sessions.end(overrunning.session_id)
    assert (await world.keeper().turn()).opened == 1
    assert (await world.held())[1]["start_time"] == world.now


async def test_a_substitute_sees_and_runs_the_session(world: TimetableWorld) -> None:
    substitute, stranger = uuid4(), uuid4()
    await world.change(Change(world.slot.slot_id, MONDAY, teacher_id=substitute, sequence=1))
    world.now = TEN
    await world.keeper().turn()
    (opened,) = await world.held()
    access = PostgresReading(world.database)
    assert opened["teacher_id"] == substitute
    assert await access.runs(substitute, opened["session_id"])
    assert await access.runs_one_at_camera(substitute, world.camera)
    assert not await access.runs(stranger, opened["session_id"])


async def test_a_session_that_was_opened_again_waits_for_a_person_to_end_it(world: TimetableWorld) -> None:
    world.now = TEN
    keeper = world.keeper()
    await keeper.turn()
    world.now = ELEVEN
    await keeper.turn()
    (closed,) = await world.held()
    world.now = ELEVEN + MINUTE
    reopenings = Reopenings(PostgresRegister(world.database), world.clock)
    await reopenings.reopen(closed["session_id"], "a quiz", reopened_by=world.teacher, request_id=uuid4())
    world.now = ELEVEN + 2 * MINUTE
    assert (await keeper.turn()).closed == 0


async def test_a_moved_class_opens_where_and_when_it_was_moved_to(world: TimetableWorld) -> None:
    hall = uuid4()
    await world.database.execute("insert into room (room_id, name, request_id) values ($1, 'B', $2)", hall, uuid4())
    saturday = date(2026, 1, 10)
    await world.change(Change(world.slot.slot_id, MONDAY, False, saturday, time(15), time(16), hall, sequence=1))
    world.now = datetime(2026, 1, 10, 9, 15, tzinfo=UTC)
    assert (await world.keeper().turn()).opened == 1
    (opened,) = await world.held()
    assert (opened["room_id"], opened["rule_date"], opened["planned_start_time"]) == (hall, MONDAY, world.now)
