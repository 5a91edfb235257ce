"""The academic year between protobuf and REST."""

from typing import Literal
from uuid import UUID

from presence.attendance.v1 import calendar_service_pb2 as calendar
from presence.attendance.v1 import group_service_pb2 as group
from presence.attendance.v1 import timetable_service_pb2 as timetable

from gateway.convert.common import time_of
from gateway.models.calendar import Group, Holiday, Institution, Term
from gateway.models.timetable import ImportDifference, ImportedEvent, PlannedClass, Slot, SlotContent

_RESULTS: dict[int, Literal["new", "changed", "ended", "unchanged"]] = {
    timetable.IMPORT_RESULT_NEW: "new",
    timetable.IMPORT_RESULT_CHANGED: "changed",
    timetable.IMPORT_RESULT_ENDED: "ended",
    timetable.IMPORT_RESULT_UNCHANGED: "unchanged",
}


def institution_of(message: calendar.Institution) -> Institution:
    """The settings."""
    return Institution(
        name=message.name,
        time_zone=message.time_zone,
        weekend_days=list(message.weekend_days),
        language=message.language,
        open_before_minutes=message.open_before_minutes,
        revision=message.revision,
    )


def term_of(message: calendar.Term) -> Term:
    """A term."""
    return Term(
        term_id=message.term_id,
        name=message.name,
        first_date=message.first_date,
        last_date=message.last_date,
        revision=message.revision,
    )


def holiday_of(message: calendar.Holiday) -> Holiday:
    """A holiday."""
    return Holiday(
        holiday_id=message.holiday_id,
        name=message.name,
        first_date=message.first_date,
        last_date=message.last_date,
        group_id=message.group_id,
        revision=message.revision,
    )


def group_of(message: group.Group) -> Group:
    """A group."""
    return Group(
        group_id=message.group_id, name=message.name, member_count=message.member_count, revision=message.revision
    )


def slot_of(message: timetable.Slot) -> Slot:
    """A slot."""
    return Slot(
        slot_id=message.slot_id,
        course_id=message.course_id,
        course_code=message.course_code,
        course_title=message.course_title,
        group_id=message.group_id,
        group_name=message.group_name,
        room_id=message.room_id,
        room_name=message.room_name,
        teacher_id=message.teacher_id,
        teacher_name=message.teacher_name,
        weekdays=list(message.weekdays),
        start_time=message.start_time,
        end_time=message.end_time,
        first_date=message.first_date,
        last_date=message.last_date,
        interval_weeks=message.interval_weeks,
        revision=message.revision,
    )


def slot_to(content: SlotContent, slot_id: str = "", revision: int = 0) -> timetable.Slot:
    """A slot."""
    return timetable.Slot(
        slot_id=slot_id,
        course_id=str(content.course_id),
        group_id=text_of(content.group_id),
        room_id=str(content.room_id),
        teacher_id=text_of(content.teacher_id),
        weekdays=content.weekdays,
        start_time=content.start_time,
        end_time=content.end_time,
        first_date=content.first_date,
        last_date=content.last_date,
        interval_weeks=content.interval_weeks,
        revision=revision,
    )


def class_of(message: timetable.Class) -> PlannedClass:
    """A class."""
    return PlannedClass(
        occurrence_id=message.occurrence_id,
        slot_id=message.slot_id,
        rule_date=message.rule_date,
        date=message.date,
        start_time=time_of(message.start_time),
        end_time=time_of(message.end_time),
        course_id=message.course_id,
        course_code=message.course_code,
        course_title=message.course_title,
        group_id=message.group_id,
        group_name=message.group_name,
        room_id=message.room_id,
        room_name=message.room_name,
        teacher_id=message.teacher_id,
        teacher_name=message.teacher_name,
        cancelled=message.cancelled,
        moved=message.moved,
        substituted=message.substituted,
        note=message.note,
        session_id=message.session_id,
        session_open=message.session_open,
        revision=message.revision,
    )


def imported_of(message: timetable.ImportedEvent) -> ImportedEvent:
    """An event of a calendar file, and what becomes of it."""
    repeats = message.HasField("slot")
    slot, extra = message.slot, message.extra
    return ImportedEvent(
        uid=message.uid,
        summary=message.summary,
        result=_RESULTS.get(message.result, "refused"),
        reason=message.reason,
        reason_code=message.reason_code,
        reason_fields=dict(message.reason_fields),
        repeats=repeats,
        first_date=slot.first_date if repeats else extra.date,
        last_date=slot.last_date if repeats else extra.date,
        start_time=slot.start_time if repeats else extra.start_time,
        end_time=slot.end_time if repeats else extra.end_time,
        weekdays=list(slot.weekdays),
        cancelled_dates=message.cancelled_dates,
        differences=[
            ImportDifference.model_validate({"what": one.what, "before": one.before, "after": one.after})
            for one in message.differences
        ],
        from_date=message.from_date,
    )


def text_of(one: UUID | None) -> str:
    """Empty for None."""
    return str(one) if one else ""
