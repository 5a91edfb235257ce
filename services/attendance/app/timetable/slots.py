"""Changing the timetable. What has been stays as it was, and nothing is booked twice."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID, uuid5

from services.attendance.app.people import People
from services.attendance.app.timetable.changing import TimetableStore, TimetableTransaction
from services.attendance.app.timetable.classes import PlannedClass, named
from services.attendance.domain.errors import InvalidInput, TeacherNotFound
from services.attendance.domain.person import TEACHING
from services.attendance.domain.revision import ANY, check_revision
from services.attendance.domain.timetable.conflict import clashes
from services.attendance.domain.timetable.days import Days
from services.attendance.domain.timetable.errors import (
    OccurrenceHeld,
    OccurrenceNotFound,
    SlotChanged,
    SlotNotFound,
    TimetableConflict,
)
from services.attendance.domain.timetable.occurrence import Occurrence, Timetable
from services.attendance.domain.timetable.slot import Change, Extra, Slot

Clock = Callable[[], datetime]
NewId = Callable[[], UUID]
DAY = timedelta(days=1)


class Slots:
    """What can be done with the timetable; the caller has been authorized."""

    def __init__(self, store: TimetableStore, people: People, clock: Clock, new_id: NewId) -> None:
        self._store = store
        self._people = people
        self._clock = clock
        self._new_id = new_id

    async def create(self, slot: Slot, request_id: UUID) -> Slot:
        """A new slot, or the one this request made before; TimetableConflict."""
        await self._check_teacher(slot.teacher_id)
        slot = replace(slot, slot_id=self._new_id(), revision=1)
        async with self._store.transaction() as transaction:
            done = await transaction.slot_of_request(request_id)
            if done is not None:
                return done
            timetable = await transaction.timetable(slot.days, slot.course_id)
            check_slot(timetable, slot)
            await transaction.add_slot(slot, request_id)
        return slot

    async def update(self, slot: Slot, from_date: date | None, request_id: UUID) -> Slot:
        """The slot as it is from that day on: itself, or a new one where it has begun."""
        await self._check_teacher(slot.teacher_id)
        async with self._store.transaction() as transaction:
            done = await transaction.slot_of_request(request_id)
            if done is not None:
                return done
            before = await transaction.slot(slot.slot_id)
            if before is None:
                raise SlotNotFound(str(slot.slot_id))
            if before == replace(slot, revision=before.revision):
                return before
            if before.revision != slot.revision:
                raise SlotChanged(str(slot.slot_id), before.revision)
            timetable = await transaction.timetable(slot.days, slot.course_id)
            begins = await self._from(transaction, timetable, before, from_date)
            if before.days.first >= begins:
                after = replace(slot, revision=before.revision + 1)
                check_slot(_without(timetable, before), after)
                await transaction.replace_slot(after)
                return after
            last = min(before.days.last, begins - DAY)
            ended = replace(before, days=Days(before.days.first, last), revision=before.revision + 1)
            await transaction.replace_slot(ended)
            if slot.days.last < begins:
                return ended
            days = Days(max(slot.days.first, begins), slot.days.last)
            after = replace(slot, slot_id=uuid5(before.slot_id, str(request_id)), days=days, revision=1)
            check_slot(_ending(timetable, before, last), after)
            await transaction.add_slot(after, request_id)
            still_held = [one.rule_date for one in replace(timetable, slots=(after,), extras=()).occurrences(days)]
            await transaction.hand_changes_on(before.slot_id, after.slot_id, still_held)
            return after

    async def delete(self, slot_id: UUID) -> None:
        """The slot is gone; if it has begun, it ends with the last day that has been."""
        async with self._store.transaction() as transaction:
            slot = await transaction.slot(slot_id)
            if slot is None:
                return
            timetable = await transaction.timetable(slot.days, slot.course_id)
            begins = await self._from(transaction, timetable, slot, None)
            if slot.days.first >= begins:
                await transaction.delete_slot(slot_id)
            elif slot.days.last >= begins:
                days = Days(slot.days.first, begins - DAY)
                await transaction.replace_slot(replace(slot, days=days, revision=slot.revision + 1))

    async def change(self, change: Change, changed_by: UUID, revision: int = ANY) -> PlannedClass:
        """The class as it will be held; OccurrenceNotFound, StaleRevision, OccurrenceHeld, TimetableConflict."""
        await self._check_teacher(change.teacher_id)
        async with self._store.transaction() as transaction:
            slot = await transaction.slot(change.slot_id)
            if slot is None:
                raise SlotNotFound(str(change.slot_id))
            change = change.checked(slot)
            on = change.new_date or change.rule_date
            days = Days(min(on, change.rule_date), max(on, change.rule_date))
            timetable = await transaction.timetable(days, slot.course_id)
            before = timetable.occurrence(slot, change.rule_date)
            if before is None:
                raise OccurrenceNotFound(str(slot.slot_id), change.rule_date.isoformat())
            earlier = next((one for one in timetable.changes if _same_class(one, change)), None)
            sequence = earlier.sequence if earlier else 0
            if earlier == replace(change, sequence=sequence):
                return named(timetable, before, await transaction.session(before.occurrence_id))
            check_revision(revision, before.revision)
            change = replace(change, sequence=sequence + 1)
            kept = tuple(one for one in timetable.changes if one is not earlier)
            after = replace(timetable, changes=(*kept, change)).occurrence(slot, change.rule_date)
            assert after is not None  # only the rule says whether there is one
            session = await transaction.session(before.occurrence_id)
            if session is not None:
                if _as_planned(after) != _as_planned(before):
                    raise OccurrenceHeld(str(session.session_id))
                await transaction.set_teacher(after.occurrence_id, after.teacher_id)
            elif after.start != before.start and after.end <= self._clock():
                raise InvalidInput("new_date", "must not lie in the past")
            if not change.cancelled:
                check_clashes(timetable, [after])
            await transaction.put_change(change, changed_by)
            return named(await transaction.timetable(days, slot.course_id), after, session)

    async def create_extra(self, extra: Extra, request_id: UUID) -> PlannedClass:
        """A new extra session, or the one this request made before; TimetableConflict."""
        await self._check_teacher(extra.teacher_id)
        async with self._store.transaction() as transaction:
            done = await transaction.extra_of_request(request_id)
            extra = done or replace(extra.checked(), extra_id=self._new_id())
            days = Days(extra.day, extra.day)
            timetable = await transaction.timetable(days, extra.course_id)
            if done is None:
                wanted = of_extra(timetable, extra)
                if wanted.end <= self._clock():
                    raise InvalidInput("date", "must not lie in the past")
                check_clashes(timetable, [wanted])
                await transaction.put_extra(extra, request_id)
                timetable = await transaction.timetable(days, extra.course_id)
            return named(timetable, of_extra(timetable, extra), await transaction.session(extra.extra_id))

    async def cancel_extra(self, extra_id: UUID) -> None:
        """It is not held; OccurrenceHeld once it has a session."""
        async with self._store.transaction() as transaction:
            extra = await transaction.extra_class(extra_id)
            if extra is None or extra.cancelled:
                return
            session = await transaction.session(extra_id)
            if session is not None:
                raise OccurrenceHeld(str(session.session_id))
            await transaction.cancel_extra(extra_id)

    async def slot(self, slot_id: UUID) -> Slot:
        """One slot; SlotNotFound."""
        async with self._store.transaction() as transaction:
            slot = await transaction.slot(slot_id)
        if slot is None:
            raise SlotNotFound(str(slot_id))
        return slot

    async def extra_class(self, extra_id: UUID) -> Extra | None:
        """One extra session."""
        async with self._store.transaction() as transaction:
            return await transaction.extra_class(extra_id)

    async def _from(
        self, transaction: TimetableTransaction, timetable: Timetable, slot: Slot, from_date: date | None
    ) -> date:
        """The first day on which the slot may become another: neither past nor opened."""
        today = timetable.institution.day_of(self._clock())
        return max(from_date or today, await first_changeable(transaction, slot.slot_id, today))

    async def _check_teacher(self, teacher_id: UUID | None) -> None:
        if teacher_id is not None:
            person = (await self._people.find([teacher_id])).get(teacher_id)
            if person is None or person.role not in TEACHING:
                raise TeacherNotFound(str(teacher_id))


async def first_changeable(transaction: TimetableTransaction, slot_id: UUID, today: date) -> date:
    """The first day that has neither been nor been opened."""
    opened = await transaction.last_opened(slot_id)
    return max(today, opened + DAY) if opened else today


def check_slot(timetable: Timetable, slot: Slot) -> None:
    """InvalidInput when it makes no sense, TimetableConflict when something of it is taken."""
    slot = slot.checked(timetable.institution)
    wanted = replace(timetable, slots=(slot,), changes=(), extras=()).occurrences(slot.days)
    if not wanted:
        raise InvalidInput("first_date", "leaves no class: holidays or the course's own days take them all")
    check_clashes(timetable, wanted)


def check_clashes(timetable: Timetable, wanted: list[Occurrence]) -> None:
    """TimetableConflict names the first room, teacher or group that is taken."""
    days = Days(min(one.day for one in wanted), max(one.day for one in wanted))
    for clash in clashes(wanted, _sharing(timetable, wanted).occurrences(days)):
        other, zone = clash.other, timetable.institution.zone
        raise TimetableConflict(
            clash.taken.value,
            timetable.names.get(clash.subject_id, ""),
            other.day.isoformat(),
            f"{other.start.astimezone(zone):%H:%M}",
            f"{other.end.astimezone(zone):%H:%M}",
            timetable.courses[other.course_id].code,
        )


def _sharing(timetable: Timetable, wanted: list[Occurrence]) -> Timetable:
    """Only the slots that share something with one of them, so that the others need not be reckoned."""
    needs = {need for one in wanted for need in (one.room_id, one.teacher_id, one.group_id) if need}
    lent = {one.slot_id for one in timetable.changes if needs & {one.room_id, one.teacher_id}}
    slots = tuple(
        one for one in timetable.slots if one.slot_id in lent or needs & {one.room_id, one.teacher_id, one.group_id}
    )
    return replace(timetable, slots=slots)


def _without(timetable: Timetable, slot: Slot) -> Timetable:
    return replace(timetable, slots=tuple(one for one in timetable.slots if one.slot_id != slot.slot_id))


def _ending(timetable: Timetable, slot: Slot, last: date) -> Timetable:
    ended = replace(slot, days=Days(slot.days.first, min(slot.days.last, last)))
    return replace(timetable, slots=tuple(ended if one.slot_id == slot.slot_id else one for one in timetable.slots))


def of_extra(timetable: Timetable, extra: Extra) -> Occurrence:
    """The one class of an extra session."""
    return replace(timetable, slots=(), changes=(), extras=(extra,)).occurrences(Days(extra.day, extra.day))[0]


def _same_class(one: Change, other: Change) -> bool:
    return (one.slot_id, one.rule_date) == (other.slot_id, other.rule_date)


def _as_planned(one: Occurrence) -> tuple[object, ...]:
    """What an open session cannot change any more."""
    return (one.cancelled, one.start, one.end, one.room_id)
