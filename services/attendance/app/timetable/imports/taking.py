"""Taking events one by one: new ones are made, known ones change from the first day that has not been."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from services.attendance.app.timetable.imports import differences
from services.attendance.app.timetable.imports.imported import Imported, Outcome, with_other_days
from services.attendance.app.timetable.imports.store import Catalogue, ImportTransaction
from services.attendance.app.timetable.slots import DAY, check_clashes, first_changeable, of_extra
from services.attendance.domain.errors import DomainError
from services.attendance.domain.timetable.calendar_event import TakenEvent
from services.attendance.domain.timetable.days import Days
from services.attendance.domain.timetable.errors import NoClassLeft
from services.attendance.domain.timetable.event_refusal import EventRefusal, Why, refusal
from services.attendance.domain.timetable.occurrence import Timetable, rule_dates
from services.attendance.domain.timetable.slot import Change, Extra, Slot

NewId = Callable[[], UUID]


class Taking:
    """One file on its way into the timetable, which grows with every event that is taken."""

    def __init__(
        self,
        transaction: ImportTransaction,
        timetable: Timetable,
        catalogue: Catalogue,
        taken: Mapping[UUID, TakenEvent],
        now: datetime,
        changed_by: UUID,
        new_id: NewId,
    ) -> None:
        self._transaction = transaction
        self._timetable = timetable
        self._catalogue = catalogue
        self._taken = taken
        self._now = now
        self._changed_by = changed_by
        self._new_id = new_id  # of requests, too: what was taken is remembered by the event, not by the request

    async def take(self, one: Imported) -> Imported:
        """What becomes of it; whatever is checked is checked before anything of it is written."""
        if one.outcome is Outcome.REFUSED:
            return one
        event, taken = one.event, self._taken.get(one.event_id)
        if taken is not None and taken.is_newer_than(event):
            return _refused(one, Why.OLDER)
        if taken is not None and event.whole and taken.content == event.content:
            return replace(one, outcome=Outcome.UNCHANGED)
        try:
            if taken is None:
                return await self._new(one)
            if event.cancelled:
                return await self._withdrawn(one, taken)
            return await self._again(one, taken)
        except DomainError as error:
            return Imported(one.event, Outcome.REFUSED, EventRefusal.of(error))

    async def _new(self, one: Imported) -> Imported:
        if one.slot is not None:
            slot = one.slot
            if await self._transaction.slot(slot.slot_id) is not None:  # it repeated once before, and then did not
                slot = replace(slot, slot_id=self._new_id())
            changes = tuple(replace(change, slot_id=slot.slot_id, sequence=1) for change in one.changes)
            changes = tuple(change for change in changes if change.rule_date in slot.days)
            timetable = self._with(slot, changes)
            if not self._check(timetable, slot, slot.days.first):
                raise NoClassLeft
            await self._transaction.add_slot(slot, self._new_id())
            await self._put(changes)
            await self._keep(one, slot_id=slot.slot_id)
        elif one.extra is not None:
            extra = one.extra.checked()
            timetable = self._with_extra(extra)
            check_clashes(timetable, [of_extra(timetable, extra)])
            await self._transaction.put_extra(extra, self._new_id())
            await self._keep(one, extra_id=extra.extra_id)
        else:
            return _refused(one, Why.NEVER_TAKEN if one.event.cancelled else Why.NO_RULE)
        self._timetable = timetable
        return replace(one, outcome=Outcome.NEW)

    async def _again(self, one: Imported, taken: TakenEvent) -> Imported:
        slot = await self._transaction.slot(taken.slot_id) if taken.slot_id else None
        extra = await self._transaction.extra_class(taken.extra_id) if taken.extra_id else None
        if not one.event.whole:
            if slot is None:
                return _refused(one, Why.NO_RULE)
            one = with_other_days(one, slot, self._catalogue)
            return one if one.outcome is Outcome.REFUSED else await self._change_slot(one, slot, slot)
        if slot is not None and one.slot is not None:
            wanted = replace(one.slot, slot_id=slot.slot_id, teacher_id=slot.teacher_id, revision=slot.revision)
            return await self._change_slot(one, slot, wanted)
        if extra is not None and one.extra is not None:
            return await self._change_extra(one, extra, one.extra, taken)
        # it repeats now and did not before, or the other way round: what it was ends, and it begins anew
        before = self._timetable
        try:
            async with self._transaction.part():
                ended = await self._withdrawn(one, taken)
                made = await self._new(one)
        except DomainError:
            self._timetable = before
            raise
        return replace(made, outcome=Outcome.CHANGED, from_date=ended.from_date)

    async def _change_slot(self, one: Imported, before: Slot, wanted: Slot) -> Imported:
        begins = await self._begins(one, before)
        dates = _from(wanted, begins)
        same = dates == _from(before, begins) and (not dates or _alike(before, wanted))
        if not dates and not same:
            return await self._end(one, before)
        after, ended = before, None
        if not same and before.days.first >= begins:
            days = wanted.days if wanted.days.first >= begins else Days(dates[0], wanted.days.last)
            after = replace(wanted, days=days, revision=before.revision + 1)
        elif not same:  # weeks are counted from a day that is one of the rule's
            last = min(before.days.last, begins - DAY)
            ended = replace(before, days=Days(before.days.first, last), revision=before.revision + 1)
            after = replace(wanted, slot_id=self._new_id(), days=Days(dates[0], wanted.days.last), revision=1)
        puts = self._puts(one, before, after, dates)
        timetable = self._with(after, tuple(puts.values()), before, ended, dates)
        self._check(timetable, after, begins)
        if ended is not None:
            await self._transaction.replace_slot(ended)
            await self._transaction.add_slot(after, self._new_id())
            await self._transaction.hand_changes_on(before.slot_id, after.slot_id, dates)
        elif not same:
            await self._transaction.replace_slot(after)
        await self._put(tuple(puts.values()))
        await self._keep(one, slot_id=after.slot_id, from_date=begins if ended else None)
        self._timetable = timetable
        found = [*differences.of_slots(before, after, begins, self._catalogue)] if not same else []
        found += differences.of_days(after, puts, self._catalogue)
        return replace(
            one,
            outcome=Outcome.CHANGED if found else Outcome.UNCHANGED,
            slot=after,
            differences=tuple(found),
            from_date=begins if ended else None,
        )

    def _puts(self, one: Imported, before: Slot, after: Slot, dates: list[date]) -> dict[date, Change]:
        """Changes of single days that are to be written; what a person changed stays as they want it."""
        there = {change.rule_date: change for change in self._timetable.changes if change.slot_id == before.slot_id}
        said = {change.rule_date: change for change in one.changes}
        puts = {}
        for day in dates:
            was, wanted = there.get(day), said.get(day)
            if (was is not None and not was.imported) or (wanted is None and (was is None or not one.event.whole)):
                continue
            change = wanted or Change(after.slot_id, day, imported=True)
            if (was or Change(after.slot_id, day)).content != change.content:
                puts[day] = replace(change, slot_id=after.slot_id, sequence=was.sequence + 1 if was else 1)
        return puts

    async def _change_extra(self, one: Imported, before: Extra, wanted: Extra, taken: TakenEvent) -> Imported:
        after = replace(
            wanted.checked(),
            extra_id=before.extra_id,
            teacher_id=before.teacher_id,
            note=before.note,
            cancelled=before.cancelled and not taken.cancelled,  # by a person, who is not overruled
            sequence=before.sequence + 1,
        )
        found = tuple(differences.of_extras(before, after, self._catalogue))
        if found and await self._was_held(before):
            return _refused(one, Why.HELD)
        timetable = self._with_extra(after)
        if found and not after.cancelled:
            check_clashes(timetable, [of_extra(timetable, after)])
        if found:
            await self._transaction.put_extra(after, self._new_id())
        await self._keep(one, extra_id=after.extra_id)
        self._timetable = timetable
        outcome = Outcome.CHANGED if found else Outcome.UNCHANGED
        return replace(one, outcome=outcome, extra=after, differences=found)

    async def _withdrawn(self, one: Imported, taken: TakenEvent) -> Imported:
        """Cancelled as a whole."""
        slot = await self._transaction.slot(taken.slot_id) if taken.slot_id else None
        if slot is not None:
            return await self._end(one, slot)
        extra = await self._transaction.extra_class(taken.extra_id) if taken.extra_id else None
        if extra is None or extra.cancelled or await self._was_held(extra):
            return replace(one, outcome=Outcome.UNCHANGED, extra=extra)
        await self._transaction.cancel_extra(extra.extra_id)
        await self._keep(one, extra_id=extra.extra_id)
        self._timetable = self._with_extra(replace(extra, cancelled=True, sequence=extra.sequence + 1))
        return replace(one, outcome=Outcome.ENDED, extra=extra)

    async def _end(self, one: Imported, slot: Slot) -> Imported:
        """There are no more classes of it; those that have been stay."""
        begins = await self._begins(one, slot)
        if slot.days.last < begins:
            await self._keep(one, slot_id=slot.slot_id)
            return replace(one, outcome=Outcome.UNCHANGED, slot=slot)
        others = tuple(other for other in self._timetable.slots if other.slot_id != slot.slot_id)
        if slot.days.first >= begins:
            await self._transaction.delete_slot(slot.slot_id)
            self._timetable = replace(self._timetable, slots=others)
            return replace(one, outcome=Outcome.ENDED, slot=slot)
        ended = replace(slot, days=Days(slot.days.first, begins - DAY), revision=slot.revision + 1)
        await self._transaction.replace_slot(ended)
        await self._keep(one, slot_id=slot.slot_id)
        self._timetable = replace(self._timetable, slots=(*others, ended))
        return replace(one, outcome=Outcome.ENDED, slot=slot, from_date=begins)

    def _with(
        self,
        slot: Slot,
        changes: tuple[Change, ...],
        before: Slot | None = None,
        ended: Slot | None = None,
        handed_on: list[date] | None = None,
    ) -> Timetable:
        """The timetable with the slot as it will be, and the one it was, as far as that goes on."""
        put = {change.rule_date for change in changes}
        gone = before.slot_id if before else slot.slot_id
        slots = tuple(other for other in self._timetable.slots if other.slot_id != gone)
        goes_on = set(handed_on or ())
        kept = [
            replace(change, slot_id=slot.slot_id) if change.slot_id == gone and change.rule_date in goes_on else change
            for change in self._timetable.changes
            if not (change.slot_id == gone and change.rule_date in put)
        ]
        return replace(self._timetable, slots=(*slots, slot, *((ended,) if ended else ())), changes=(*kept, *changes))

    def _with_extra(self, extra: Extra) -> Timetable:
        others = tuple(other for other in self._timetable.extras if other.extra_id != extra.extra_id)
        return replace(self._timetable, extras=(*others, extra))

    def _check(self, timetable: Timetable, slot: Slot, begins: date) -> bool:
        """Whether a class of it is left from that day on; InvalidInput, TimetableConflict."""
        slot.checked(timetable.institution)
        moved = [change.new_date for change in timetable.changes if change.slot_id == slot.slot_id and change.new_date]
        days = Days(min([slot.days.first, *moved]), max([slot.days.last, *moved]))
        alone = replace(timetable, slots=(slot,), extras=())
        left = [one for one in alone.occurrences(days) if not one.cancelled and one.rule_date >= begins]
        if left:
            check_clashes(timetable, left)
        return bool(left)

    async def _begins(self, one: Imported, slot: Slot) -> date:
        """The first day that has not been: what came before the slot took over is another's."""
        today, taken = self._timetable.institution.day_of(self._now), self._taken.get(one.event_id)
        since = (taken.from_date if taken else None) or today
        return max(since, await first_changeable(self._transaction, slot.slot_id, today))

    async def _was_held(self, extra: Extra) -> bool:
        over = of_extra(self._with_extra(extra), extra).end <= self._now
        return over or await self._transaction.session(extra.extra_id) is not None

    async def _put(self, changes: tuple[Change, ...]) -> None:
        for change in changes:
            await self._transaction.put_change(change, self._changed_by)

    async def _keep(
        self, one: Imported, slot_id: UUID | None = None, extra_id: UUID | None = None, from_date: date | None = None
    ) -> None:
        event, taken = one.event, self._taken.get(one.event_id)
        if from_date is None and taken is not None and taken.slot_id == slot_id:
            from_date = taken.from_date
        content = event.content if event.whole or taken is None else taken.content
        kept = TakenEvent(slot_id, extra_id, event.sequence, event.modified, content, event.cancelled, from_date)
        await self._transaction.keep_taken(one.event_id, kept)


def _refused(one: Imported, why: Why) -> Imported:
    return Imported(one.event, Outcome.REFUSED, refusal(why))


def _from(slot: Slot, begins: date) -> list[date]:
    return list(rule_dates(slot, Days(begins, max(begins, slot.days.last))))


def _alike(one: Slot, other: Slot) -> bool:
    """Whether their classes are, whatever days they are on."""
    return (one.course_id, one.group_id, one.room_id, one.start, one.end) == (
        other.course_id,
        other.group_id,
        other.room_id,
        other.start,
        other.end,
    )
