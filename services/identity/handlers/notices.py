"""NoticeService."""

from collections.abc import Mapping
from uuid import UUID

from presence.identity.v1 import notice_service_pb2 as pb
from presence.identity.v1 import notice_service_pb2_grpc

from services.common.errors import InvalidInput, NotAllowed
from services.common.interceptors.wrap import Context
from services.common.principal import Role, current_principal, require
from services.identity.app.notices import Notices
from services.identity.domain.notice import (
    AbsencesInARow,
    Channels,
    MarkedAbsent,
    Notice,
    NoticeSettings,
    Outcome,
    RateBelow,
    Reader,
    course_text,
    marked_absent,
)
from services.identity.handlers import access
from services.identity.handlers.convert import uuid_of

NAME = pb.DESCRIPTOR.services_by_name["NoticeService"].full_name
WRITING_SERVICE = "attendance"

_READERS: Mapping[int, Reader] = {
    pb.NOTICE_READER_STUDENT: Reader.STUDENT,
    pb.NOTICE_READER_TEACHER: Reader.TEACHER,
    pb.NOTICE_READER_GUARDIAN: Reader.GUARDIAN,
}
_OUTCOMES = {
    Outcome.QUEUED: pb.NOTICE_OUTCOME_QUEUED,
    Outcome.SWITCHED_OFF: pb.NOTICE_OUTCOME_SWITCHED_OFF,
    Outcome.NO_READER: pb.NOTICE_OUTCOME_NO_READER,
}


class NoticeHandlers(notice_service_pb2_grpc.NoticeServiceServicer):
    """See the comments of the service."""

    def __init__(self, notices: Notices) -> None:
        self._notices = notices

    async def SendNotice(self, request: pb.SendNoticeRequest, context: Context) -> pb.SendNoticeResponse:
        if require(Role.SERVICE, to="send notices").subject != WRITING_SERVICE:
            raise NotAllowed("send notices")
        return pb.SendNoticeResponse(outcome=_OUTCOMES[await self._notices.send(_notice(request))])

    async def GetNoticeSettings(
        self, request: pb.GetNoticeSettingsRequest, context: Context
    ) -> pb.GetNoticeSettingsResponse:
        person_id = uuid_of("person_id", request.person_id)
        access.oneself_or_administrator(person_id, "see what somebody else is told")
        return pb.GetNoticeSettingsResponse(settings=_message(await self._notices.settings(person_id)))

    async def SetNoticeSettings(
        self, request: pb.SetNoticeSettingsRequest, context: Context
    ) -> pb.SetNoticeSettingsResponse:
        person_id = uuid_of("person_id", request.person_id)
        access.oneself_or_administrator(person_id, "switch what somebody else is told")
        wanted = request.settings
        settings = await self._notices.set(
            person_id,
            at_risk=_channels(wanted.at_risk) if wanted.HasField("at_risk") else None,
            marked_absent=_channels(wanted.marked_absent) if wanted.HasField("marked_absent") else None,
            guardian=wanted.guardian,
            by_administrator=current_principal().role is Role.ADMIN,
        )
        return pb.SetNoticeSettingsResponse(settings=_message(settings))


def _message(settings: NoticeSettings) -> pb.NoticeSettings:
    return pb.NoticeSettings(
        at_risk=pb.NoticeChannels(mail=settings.at_risk.mail, push=settings.at_risk.push),
        marked_absent=pb.NoticeChannels(mail=settings.marked_absent.mail, push=settings.marked_absent.push),
        guardian=settings.guardian,
    )


def _channels(message: pb.NoticeChannels) -> Channels:
    return Channels(message.mail, message.push)


def _notice(request: pb.SendNoticeRequest) -> Notice:
    reader = _READERS.get(request.reader)
    if reader is None:
        raise InvalidInput("reader", "must be student, teacher or guardian")
    teacher: UUID | None = uuid_of("reader_id", request.reader_id) if reader is Reader.TEACHER else None
    about: RateBelow | AbsencesInARow | MarkedAbsent
    match request.WhichOneof("about"):
        case "rate_below":
            rate = request.rate_below
            course = course_text(rate.course_code, rate.course_title)
            about = RateBelow(course, rate.rate_percent, rate.required_percent)
        case "absences_in_a_row":
            row = request.absences_in_a_row
            about = AbsencesInARow(course_text(row.course_code, row.course_title), row.absences)
        case "marked_absent":
            mark = request.marked_absent
            course = course_text(mark.course_code, mark.course_title)
            about = marked_absent(course, mark.date, mark.start_time)
        case _:
            raise InvalidInput("about", "must say what happened")
    return Notice(
        uuid_of("notice_id", request.notice_id), uuid_of("student_id", request.student_id), reader, teacher, about
    )
