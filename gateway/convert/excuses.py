"""Excuses between protobuf and REST."""

from collections.abc import Mapping
from datetime import date

from presence.attendance.v1 import excuse_service_pb2 as excuse

from gateway.convert.common import time_if_set, time_of
from gateway.models.excuses import (
    Excuse,
    ExcuseCategory,
    ExcuseChange,
    ExcuseFile,
    ExcuseSession,
    ExcuseState,
    NewExcuse,
)

CATEGORY_TO_PROTO: Mapping[ExcuseCategory, excuse.ExcuseCategory.ValueType] = {
    "illness": excuse.EXCUSE_CATEGORY_ILLNESS,
    "appointment": excuse.EXCUSE_CATEGORY_APPOINTMENT,
    "family": excuse.EXCUSE_CATEGORY_FAMILY,
    "official": excuse.EXCUSE_CATEGORY_OFFICIAL,
    "religious": excuse.EXCUSE_CATEGORY_RELIGIOUS,
    "transport": excuse.EXCUSE_CATEGORY_TRANSPORT,
    "other": excuse.EXCUSE_CATEGORY_OTHER,
}
_CATEGORY: Mapping[excuse.ExcuseCategory.ValueType, ExcuseCategory] = {
    number: name for name, number in CATEGORY_TO_PROTO.items()
}
STATE_TO_PROTO: Mapping[ExcuseState, excuse.ExcuseState.ValueType] = {
    "requested": excuse.EXCUSE_STATE_REQUESTED,
    "approved": excuse.EXCUSE_STATE_APPROVED,
    "declined": excuse.EXCUSE_STATE_DECLINED,
    "revoked": excuse.EXCUSE_STATE_REVOKED,
    "withdrawn": excuse.EXCUSE_STATE_WITHDRAWN,
}
_STATE: Mapping[excuse.ExcuseState.ValueType, ExcuseState] = {number: name for name, number in STATE_TO_PROTO.items()}


def content_to(given: NewExcuse | ExcuseChange) -> excuse.ExcuseContent:
    """What an excuse says."""
    return excuse.ExcuseContent(
        category=CATEGORY_TO_PROTO[given.category],
        reason=given.reason,
        first_date=given.first_date.isoformat() if given.first_date else "",
        last_date=given.last_date.isoformat() if given.last_date else "",
        course_id=str(given.course_id) if given.course_id else "",
        session_ids=[str(one) for one in given.session_ids],
    )


def file_of(message: excuse.ExcuseFile) -> ExcuseFile:
    """A file, without its bytes."""
    return ExcuseFile(
        file_id=message.file_id,
        file_name=message.file_name,
        content_type=message.content_type,
        size_bytes=message.size_bytes,
        upload_time=time_of(message.upload_time),
    )


def excuse_of(message: excuse.Excuse) -> Excuse:
    """An excuse."""
    content = message.content
    return Excuse(
        excuse_id=message.excuse_id,
        student_id=message.student_id,
        student_name=message.student_name,
        student_number=message.student_number,
        category=_CATEGORY.get(content.category),
        reason=content.reason,
        first_date=_date(content.first_date),
        last_date=_date(content.last_date),
        course_id=content.course_id,
        course_code=message.course_code,
        course_title=message.course_title,
        sessions=[
            ExcuseSession(
                session_id=one.session_id,
                course_code=one.course_code,
                course_title=one.course_title,
                start_time=time_of(one.start_time),
            )
            for one in message.sessions
        ],
        files=[file_of(file) for file in message.files],
        state=_STATE[message.state],
        ask_time=time_of(message.ask_time),
        asked_by=message.asked_by,
        asked_by_name=message.asked_by_name,
        decide_time=time_if_set(message, "decide_time"),
        decided_by=message.decided_by,
        decided_by_name=message.decided_by_name,
        note=message.note,
        revision=message.revision,
        may_edit=message.may_edit,
        may_decide=message.may_decide,
        erased=message.erased,
        covered_marks=message.covered_marks,
    )


def _date(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
