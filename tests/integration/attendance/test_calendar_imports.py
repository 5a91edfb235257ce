"""Calendar files that come again: what changed is changed from today on, and what has been stays as it was."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, time, timedelta
from uuid import UUID, uuid4

import pytest

from services.attendance.adapters.ical_read import read_events
from services.attendance.adapters.imports_postgres import PostgresImports
from services.attendance.adapters.people_postgres import PostgresPeople
from services.attendance.adapters.timetable_changes_postgres import PostgresTimetableChanges
from services.attendance.adapters.timetable_postgres import PostgresTimetable
from services.attendance.app.people import People
from services.attendance.app.timetable.imports.imported import Imported, Outcome, What
from services.attendance.app.timetable.imports.imports import Imports
from services.attendance.app.timetable.slots import Slots
from services.attendance.domain.person import Person
from services.attendance.domain.timetable.days import Days
from services.attendance.domain.timetable.event_refusal import Why, refusal
from services.attendance.domain.timetable.occurrence import Occurrence
from services.attendance.domain.timetable.slot import Change
from services.common.postgres import Database
from tests.integration.attendance.timetable_world import TimetableWorld
from tests.unit.attendance.calendar_files import apple, at, event, google, outlook, until

TUESDAY = date(2026, 1, 6)  # the world's own slot is on Mondays
WEEK = timedelta(days=7)
SECOND, THIRD, FOURTH = (TUESDAY + number * WEEK for number in (1, 2, 3))
WEEKLY = f"RRULE:FREQ=WEEKLY;UNTIL={until(FOURTH)};BYDAY=TU"
JANUARY = Days(date(2026, 1, 1), date(2026, 2, 28))
NEW, CHANGED, ENDED = Outcome.NEW, Outcome.CHANGED, Outcome.ENDED
UNCHANGED, REFUSED = Outcome.UNCHANGED, Outcome.REFUSED


class Desk:
    """Where an administrator takes files, on whatever day it is."""

    def __init__(self, world: TimetableWorld) -> None:
        self.world = world
        self._imports = Imports(PostgresImports(world.database), read_events, world.clock, uuid4)

    async def take(self, file: bytes, *, commit: bool = True) -> list[Outcome]:
        return [one.outcome for one in await self.look(file, commit=commit)]

    async def look(self, file: bytes, *, commit: bool = False) -> Sequence[Imported]:
        return await self._imports.run(file, self.world.teacher, commit=commit)

    async def differences(self, file: bytes) -> list[tuple[What, str, str]]:
        (one,) = await self.look(file)
        return [(found.what, found.before, found.after) for found in one.differences]

    async def classes(self) -> list[Occurrence]:
        """All but the world's own, and those that are cancelled."""
        timetable = await PostgresTimetable(self.world.database).timetable(JANUARY)
        own = self.world.slot.slot_id
        return [one for one in timetable.occurrences(JANUARY) if one.slot_id != own and not one.cancelled]

    async def held(self) -> list[str]:
        zone = (await PostgresTimetable(self.world.database).timetable(JANUARY)).institution.zone
        return [f"{one.start.astimezone(zone):%d. %H:%M}" for one in await self.classes()]

    def on(self, day: date, hours: int = 12) -> None:
        self.world.now = self.world.now.replace(month=day.month, day=day.day, hour=hours)


@pytest.fixture
async def desk(database: Database) -> Desk:
    return Desk(await TimetableWorld(database).found())


async def test_what_is_different_is_shown_before_it_is_taken_and_taken_once(desk: Desk) -> None:
    assert await desk.take(google(event("a", TUESDAY, WEEKLY))) == [NEW]
    later = google(
        event("a", TUESDAY, WEEKLY, at("EXDATE", THIRD, "113000"), start="113000", end="123000", sequence=1),
        event("a", SECOND + timedelta(days=1), at("RECURRENCE-ID", SECOND, "113000"), summary="CS1: Guest lecture",
              start="080000", end="090000", sequence=1),
    )  # fmt: skip
    before = await desk.held()
    assert await desk.differences(later) == [
        (What.TIME, "10:00–11:00", "11:30–12:30"),
        (What.CHANGED_DAY, "2026-01-13", "2026-01-14 08:00–09:00, Hall, CS1: Guest lecture"),
        (What.CANCELLED_DAY, "2026-01-20", ""),
    ]
    assert await desk.held() == before == ["06. 10:00", "13. 10:00", "20. 10:00", "27. 10:00"]
    assert await desk.take(later) == [CHANGED]
    assert await desk.held() == ["06. 11:30", "14. 08:00", "27. 11:30"]
    ids = [one.occurrence_id for one in await desk.classes()]
    assert await desk.take(later) == [UNCHANGED]
    assert [one.occurrence_id for one in await desk.classes()] == ids


async def test_classes_that_have_been_stay_and_opened_ones_keep_their_sessions(desk: Desk) -> None:
    await desk.take(google(event("a", TUESDAY, WEEKLY)))
    desk.on(SECOND, hours=4)  # 09:45 in Kathmandu: the class opens in some minutes
    desk.world.now = desk.world.now.replace(minute=12)
    assert (await desk.world.keeper().turn()).opened >= 1
    before = await desk.classes()
    changed = google(event("a", TUESDAY, WEEKLY, start="150000", end="160000", sequence=2))
    (looked,) = await desk.look(changed)
    assert (looked.outcome, looked.from_date) == (CHANGED, SECOND + timedelta(days=1))
    assert await desk.take(changed) == [CHANGED]
    assert await desk.held() == ["06. 10:00", "13. 10:00", "20. 15:00", "27. 15:00"]
    assert [one.occurrence_id for one in await desk.classes()][:2] == [one.occurrence_id for one in before][:2]
    again = google(event("a", TUESDAY, WEEKLY, start="160000", end="170000", sequence=3))
    assert await desk.take(again) == [CHANGED]  # the slot that took over is the event's now
    assert await desk.held() == ["06. 10:00", "13. 10:00", "20. 16:00", "27. 16:00"]


async def test_every_other_week_stays_every_other_week_when_it_changes_midway(desk: Desk) -> None:
    rule = f"RRULE:FREQ=WEEKLY;INTERVAL=2;UNTIL={until(date(2026, 2, 28))};BYDAY=TU"
    await desk.take(google(event("a", TUESDAY, rule)))
    desk.on(SECOND)  # in a week without it
    assert await desk.take(google(event("a", TUESDAY, rule, location="hall", start="120000", end="130000"))) == [
        CHANGED
    ]
    assert await desk.held() == ["06. 10:00", "20. 12:00", "03. 12:00", "17. 12:00"]


async def test_a_cancelled_event_ends_and_one_that_comes_back_goes_on(desk: Desk) -> None:
    await desk.take(google(event("a", TUESDAY, WEEKLY), event("once", date(2026, 1, 22))))
    desk.on(SECOND)
    gone = google(
        event("a", TUESDAY, WEEKLY, "STATUS:CANCELLED", sequence=1),
        event("once", date(2026, 1, 22), "STATUS:CANCELLED", sequence=1),
        event("never", TUESDAY, "STATUS:CANCELLED"),
    )
    assert await desk.take(gone, commit=False) == [ENDED, ENDED, REFUSED]
    assert await desk.take(gone) == [ENDED, ENDED, REFUSED]
    assert await desk.held() == ["06. 10:00"]
    back = google(event("a", TUESDAY, WEEKLY, sequence=2), event("once", date(2026, 1, 22), sequence=2))
    assert await desk.take(back) == [CHANGED, CHANGED]
    assert await desk.held() == ["06. 10:00", "13. 10:00", "20. 10:00", "22. 10:00", "27. 10:00"]


async def test_outlooks_withdrawal_of_one_day_takes_that_day_alone(desk: Desk) -> None:
    zone = "Nepal Standard Time"
    await desk.take(outlook(event("a", TUESDAY, WEEKLY, zone=zone)))
    withdrawn = outlook(
        event("a", THIRD, at("RECURRENCE-ID", THIRD, zone=zone), zone=zone, sequence=1), method="CANCEL"
    )
    assert await desk.differences(withdrawn) == [(What.CANCELLED_DAY, "2026-01-20", "")]
    assert await desk.take(withdrawn) == [CHANGED]
    assert await desk.held() == ["06. 10:00", "13. 10:00", "27. 10:00"]
    unknown = outlook(event("other", THIRD, at("RECURRENCE-ID", THIRD)), method="CANCEL")
    assert await desk.take(unknown) == [REFUSED]


async def test_a_day_that_a_file_gives_back_is_held_again_and_what_a_person_changed_stays(desk: Desk) -> None:
    zone = "Asia/Katmandu"
    left_out = apple(event("a", TUESDAY, WEEKLY, at("EXDATE", SECOND, zone=zone), zone=zone))
    await desk.take(left_out)
    (slot_id,) = {one.slot_id for one in await desk.classes()}
    assert slot_id is not None
    await desk.world.change(Change(slot_id, THIRD, cancelled=True, sequence=1))
    assert await desk.take(left_out) == [UNCHANGED]
    given_back = apple(event("a", TUESDAY, WEEKLY, zone=zone, sequence=1))
    assert await desk.differences(given_back) == [(What.RESTORED_DAY, "2026-01-13", "")]
    await desk.take(given_back)
    assert await desk.held() == ["06. 10:00", "13. 10:00", "27. 10:00"]


async def test_an_older_file_is_told_and_takes_nothing_back(desk: Desk) -> None:
    old, new = (google(event("a", TUESDAY, WEEKLY, start=f"{9 + n:02}0000", sequence=n)) for n in (0, 1))
    await desk.take(new)
    (looked,) = await desk.look(old)
    assert (looked.outcome, looked.refusal) == (REFUSED, refusal(Why.OLDER))


async def test_a_conflict_of_the_change_is_told_and_leaves_the_class_where_it_is(desk: Desk) -> None:
    await desk.take(google(event("a", TUESDAY, WEEKLY), event("b", TUESDAY, WEEKLY, start="120000", end="130000")))
    clash = google(event("a", TUESDAY, WEEKLY, start="123000", end="133000"))
    (looked,) = await desk.look(clash, commit=True)
    assert looked.outcome is REFUSED
    assert looked.refusal is not None
    assert (looked.refusal.reason, looked.refusal.fields["start_time"]) == ("TIMETABLE_CONFLICT", "12:00")
    assert len(await desk.held()) == 8
    both = google(
        event("a", TUESDAY, WEEKLY, start="123000", end="133000"),
        event("b", TUESDAY, WEEKLY, start="080000", end="090000"),
    )
    assert await desk.take(both) == [CHANGED, CHANGED]  # b leaves the hall to a


async def test_a_single_class_may_come_to_repeat_and_be_single_again(desk: Desk) -> None:
    await desk.take(google(event("a", TUESDAY)))
    assert await desk.take(google(event("a", TUESDAY, WEEKLY, sequence=1))) == [CHANGED]
    assert len(await desk.held()) == 4
    assert await desk.take(google(event("a", THIRD, sequence=2))) == [CHANGED]
    assert await desk.held() == ["20. 10:00"]
    desk.on(FOURTH)
    (held,) = await desk.look(google(event("a", THIRD, sequence=3, start="080000", end="090000")), commit=True)
    assert (held.outcome, held.refusal) == (REFUSED, refusal(Why.HELD))


async def test_a_single_class_that_cannot_come_to_repeat_stays(desk: Desk) -> None:
    other = event("b", TUESDAY, WEEKLY, start="120000", end="130000")
    await desk.take(google(event("a", TUESDAY), other))
    held = await desk.held()
    clash = google(event("a", TUESDAY, WEEKLY, start="123000", end="133000", sequence=1), other)
    assert [one.outcome for one in await desk.look(clash, commit=True)] == [REFUSED, UNCHANGED]
    assert await desk.held() == held


async def test_a_slot_that_was_changed_by_hand_is_still_the_events(desk: Desk) -> None:
    await desk.take(google(event("a", TUESDAY, WEEKLY)))
    desk.on(SECOND - timedelta(days=1))
    reader = PostgresTimetable(desk.world.database)
    (slot_id,) = {one.slot_id for one in await desk.classes()}
    assert slot_id is not None
    slot = await reader.slot(slot_id)
    assert slot is not None
    store = PostgresPeople(desk.world.database)
    slots = Slots(PostgresTimetableChanges(desk.world.database), People(store, _Nobody()), desk.world.clock, uuid4)
    await slots.update(replace(slot, start=time(14), end=time(15)), None, uuid4())
    assert await desk.take(google(event("a", TUESDAY, WEEKLY))) == [UNCHANGED]
    assert await desk.held() == ["06. 10:00", "13. 14:00", "20. 14:00", "27. 14:00"]
    assert await desk.take(google(event("a", TUESDAY, WEEKLY, start="080000", end="090000", sequence=1))) == [CHANGED]
    assert await desk.held() == ["06. 10:00", "13. 08:00", "20. 08:00", "27. 08:00"]


class _Nobody:
    """An identity that knows nobody else."""

    async def get(self, person_id: UUID) -> Person | None:
        return None
