"""Excuses between messages and the domain."""

from uuid import UUID

from presence.attendance.v1 import excuse_service_pb2 as pb

from services.attendance.app.excuse.access import Caller
from services.attendance.app.excuse.store import ExcuseView
from services.attendance.domain.errors import InvalidInput
from services.attendance.domain.excuse.excuse import Category, Content, File, State
from services.attendance.handlers.translate import optional_uuid, uuid_from
from services.attendance.handlers.translate_dates import date_text, optional_days
from services.common.timestamps import timestamp

CATEGORY = {
    Category.ILLNESS: pb.EXCUSE_CATEGORY_ILLNESS,
    Category.APPOINTMENT: pb.EXCUSE_CATEGORY_APPOINTMENT,
    Category.FAMILY: pb.EXCUSE_CATEGORY_FAMILY,
    Category.OFFICIAL: pb.EXCUSE_CATEGORY_OFFICIAL,
    Category.RELIGIOUS: pb.EXCUSE_CATEGORY_RELIGIOUS,
    Category.TRANSPORT: pb.EXCUSE_CATEGORY_TRANSPORT,
    Category.OTHER: pb.EXCUSE_CATEGORY_OTHER,
}
_CATEGORY_FROM = {number: category for category, number in CATEGORY.items()}
STATE = {
    State.REQUESTED: pb.EXCUSE_STATE_REQUESTED,
    State.APPROVED: pb.EXCUSE_STATE_APPROVED,
    State.DECLINED: pb.EXCUSE_STATE_DECLINED,
    State.REVOKED: pb.EXCUSE_STATE_REVOKED,
    State.WITHDRAWN: pb.EXCUSE_STATE_WITHDRAWN,
}
_STATE_FROM = {number: state for state, number in STATE.items()}


def content_from(message: pb.ExcuseContent) -> Content:
    """InvalidInput names the field that cannot be read; what it says is checked where it is kept."""
    if message.category not in _CATEGORY_FROM:
        raise InvalidInput("category", "must be one of those there are")
    return Content(
        _CATEGORY_FROM[message.category],
        message.reason,
        optional_days(message.first_date, message.last_date),
        optional_uuid("course_id", message.course_id),
        tuple(uuid_from("session_ids", one) for one in message.session_ids),
    )


def state_from(state: "pb.ExcuseState.ValueType") -> State:
    """InvalidInput for a number this version does not know."""
    if state not in _STATE_FROM:
        raise InvalidInput("states", "must be some of those there are")
    return _STATE_FROM[state]


def file_message(file: File) -> pb.ExcuseFile:
    """A file, without its bytes."""
    return pb.ExcuseFile(
        file_id=str(file.file_id),
        file_name=file.file_name,
        content_type=file.content_type,
        size_bytes=file.size_bytes,
        upload_time=timestamp(file.upload_time),
    )


def excuse_message(view: ExcuseView, caller: Caller) -> pb.Excuse:
    """An excuse, with what the caller may do with it now."""
    excuse = view.excuse
    return pb.Excuse(
        excuse_id=str(excuse.excuse_id),
        student_id=str(excuse.student_id),
        student_name=view.student_name,
        student_number=view.student_number,
        content=_content_message(excuse.content),
        course_code=view.course_code,
        course_title=view.course_title,
        sessions=[
            pb.ExcuseSession(
                session_id=str(one.session_id),
                course_code=one.course_code,
                course_title=one.course_title,
                start_time=timestamp(one.start_time),
            )
            for one in view.sessions
        ],
        files=[file_message(file) for file in excuse.files],
        state=STATE[excuse.state],
        ask_time=timestamp(excuse.ask_time),
        asked_by=str(excuse.asked_by),
        asked_by_name=view.asked_by_name,
        decide_time=timestamp(excuse.decide_time),
        decided_by=_text(excuse.decided_by),
        decided_by_name=view.decided_by_name,
        note=excuse.note,
        revision=excuse.revision,
        may_edit=caller.may_edit(excuse),
        may_decide=caller.may_decide(excuse) and excuse.state is not State.WITHDRAWN,
        erased=excuse.erased,
        covered_marks=view.covered_marks,
    )


def _content_message(content: Content) -> pb.ExcuseContent:
    dates = content.dates
    return pb.ExcuseContent(
        category=CATEGORY[content.category] if content.category else pb.EXCUSE_CATEGORY_UNSPECIFIED,
        reason=content.reason,
        first_date=date_text(dates.first if dates else None),
        last_date=date_text(dates.last if dates else None),
        course_id=_text(content.course_id),
        session_ids=[str(one) for one in content.session_ids],
    )


def _text(one: UUID | None) -> str:
    return str(one) if one else ""
