"""Between messages of the academic year and the domain, both ways."""

from datetime import timedelta
from uuid import UUID

from presence.attendance.v1 import calendar_service_pb2 as calendar_pb
from presence.attendance.v1 import group_service_pb2 as group_pb
from presence.attendance.v1 import timetable_service_pb2 as pb

from services.attendance.app.timetable.classes import PlannedClass
from services.attendance.domain.institution import Institution
from services.attendance.domain.timetable.days import Holiday, Term
from services.attendance.domain.timetable.group import Group
from services.attendance.domain.timetable.occurrence import Timetable
from services.attendance.domain.timetable.slot import Change, Extra, Slot
from services.attendance.handlers.translate import optional_uuid, uuid_from
from services.attendance.handlers.translate_dates import (
    date_from,
    date_text,
    days_from,
    optional_date,
    optional_time,
    time_from,
    time_text,
)
from services.common.timestamps import timestamp

NOBODY = UUID(int=0)  # an id the caller cannot choose
MINUTE = timedelta(minutes=1)


def institution_message(institution: Institution) -> calendar_pb.Institution:
    """The settings."""
    return calendar_pb.Institution(
        name=institution.name,
        time_zone=institution.time_zone,
        weekend_days=sorted(institution.weekend_days),
        language=institution.language,
        open_before_minutes=institution.open_before // MINUTE,
        revision=institution.revision,
    )


def institution_from(message: calendar_pb.Institution) -> Institution:
    """The settings."""
    return Institution(
        message.name,
        message.time_zone,
        frozenset(message.weekend_days),
        message.language,
        message.open_before_minutes * MINUTE,
        message.revision,
    )


def term_message(term: Term) -> calendar_pb.Term:
    """A term."""
    return calendar_pb.Term(
        term_id=str(term.term_id),
        name=term.name,
        first_date=date_text(term.days.first),
        last_date=date_text(term.days.last),
        revision=term.revision,
    )


def term_from(term_id: UUID, message: calendar_pb.Term) -> Term:
    """A term."""
    return Term(term_id, message.name, days_from(message.first_date, message.last_date), message.revision)


def holiday_message(holiday: Holiday) -> calendar_pb.Holiday:
    """A holiday."""
    return calendar_pb.Holiday(
        holiday_id=str(holiday.holiday_id),
        name=holiday.name,
        first_date=date_text(holiday.days.first),
        last_date=date_text(holiday.days.last),
        group_id=text_of(holiday.group_id),
        revision=holiday.revision,
    )


def holiday_from(holiday_id: UUID, message: calendar_pb.Holiday) -> Holiday:
    """A holiday."""
    days = days_from(message.first_date, message.last_date)
    return Holiday(holiday_id, message.name, days, optional_uuid("group_id", message.group_id), message.revision)


def group_message(group: Group) -> group_pb.Group:
    """A group."""
    return group_pb.Group(
        group_id=str(group.group_id), name=group.name, member_count=group.member_count, revision=group.revision
    )


def slot_message(slot: Slot, timetable: Timetable | None = None) -> pb.Slot:
    """A slot, with names where the timetable has them."""
    course = timetable.courses.get(slot.course_id) if timetable else None
    names = timetable.names if timetable else {}
    return pb.Slot(
        slot_id=str(slot.slot_id),
        course_id=str(slot.course_id),
        group_id=text_of(slot.group_id),
        room_id=str(slot.room_id),
        teacher_id=text_of(slot.teacher_id),
        weekdays=sorted(slot.weekdays),
        start_time=time_text(slot.start),
        end_time=time_text(slot.end),
        first_date=date_text(slot.days.first),
        last_date=date_text(slot.days.last),
        interval_weeks=slot.interval_weeks,
        revision=slot.revision,
        course_code=course.code if course else "",
        course_title=course.title if course else "",
        group_name=names.get(slot.group_id, "") if slot.group_id else "",
        room_name=names.get(slot.room_id, ""),
        teacher_name=names.get(slot.teacher_id, "") if slot.teacher_id else "",
    )


def slot_from(slot_id: UUID, message: pb.Slot) -> Slot:
    """A slot; InvalidInput names the field."""
    return Slot(
        slot_id,
        uuid_from("course_id", message.course_id),
        optional_uuid("group_id", message.group_id),
        uuid_from("room_id", message.room_id),
        optional_uuid("teacher_id", message.teacher_id),
        frozenset(message.weekdays),
        time_from("start_time", message.start_time),
        time_from("end_time", message.end_time),
        days_from(message.first_date, message.last_date),
        message.interval_weeks or 1,
        message.revision,
    )


def change_from(message: pb.ClassChange) -> Change:
    """What is different about a class; InvalidInput names the field."""
    return Change(
        uuid_from("slot_id", message.slot_id),
        date_from("rule_date", message.rule_date),
        message.cancelled,
        optional_date("new_date", message.new_date),
        optional_time("start_time", message.start_time),
        optional_time("end_time", message.end_time),
        optional_uuid("room_id", message.room_id),
        optional_uuid("teacher_id", message.teacher_id),
        message.note,
    )


def extra_from(message: pb.ExtraClass) -> Extra:
    """An extra class; InvalidInput names the field."""
    return Extra(
        NOBODY,
        uuid_from("course_id", message.course_id),
        optional_uuid("group_id", message.group_id),
        uuid_from("room_id", message.room_id),
        optional_uuid("teacher_id", message.teacher_id),
        date_from("date", message.date),
        time_from("start_time", message.start_time),
        time_from("end_time", message.end_time),
        message.note,
    )


def extra_message(extra: Extra) -> pb.ExtraClass:
    """An extra class."""
    return pb.ExtraClass(
        extra_id=str(extra.extra_id),
        course_id=str(extra.course_id),
        group_id=text_of(extra.group_id),
        room_id=str(extra.room_id),
        teacher_id=text_of(extra.teacher_id),
        date=date_text(extra.day),
        start_time=time_text(extra.start),
        end_time=time_text(extra.end),
        note=extra.note,
    )


def class_message(planned: PlannedClass) -> pb.Class:
    """A class with its session."""
    one, session = planned.occurrence, planned.session
    return pb.Class(
        occurrence_id=str(one.occurrence_id),
        slot_id=text_of(one.slot_id),
        rule_date=date_text(one.rule_date),
        date=date_text(one.day),
        start_time=timestamp(one.start),
        end_time=timestamp(one.end),
        course_id=str(one.course_id),
        course_code=planned.course_code,
        course_title=planned.course_title,
        group_id=text_of(one.group_id),
        group_name=planned.group_name,
        room_id=str(one.room_id),
        room_name=planned.room_name,
        teacher_id=text_of(one.teacher_id),
        teacher_name=planned.teacher_name,
        cancelled=one.cancelled,
        moved=one.moved,
        substituted=one.substituted,
        note=one.note,
        session_id=str(session.session_id) if session else "",
        session_open=session.open if session else False,
        revision=one.revision,
    )


def text_of(one: UUID | None) -> str:
    """Empty for None."""
    return str(one) if one else ""
