"""identity's NoticeService, as the sender of notices needs it."""

import grpc
from presence.identity.v1 import notice_service_pb2 as pb
from presence.identity.v1 import notice_service_pb2_grpc as rpc

from services.attendance.app.notice.sender import Outcome, WaitingNotice
from services.attendance.domain.errors import PeerUnavailable
from services.attendance.domain.notice.notice import NoticeKind
from services.attendance.domain.policy.policy import Recipient

_READERS = {
    Recipient.STUDENT: pb.NOTICE_READER_STUDENT,
    Recipient.TEACHER: pb.NOTICE_READER_TEACHER,
    Recipient.GUARDIAN: pb.NOTICE_READER_GUARDIAN,
}
_OUTCOMES = {
    pb.NOTICE_OUTCOME_QUEUED: Outcome.QUEUED,
    pb.NOTICE_OUTCOME_SWITCHED_OFF: Outcome.SWITCHED_OFF,
    pb.NOTICE_OUTCOME_NO_READER: Outcome.NO_READER,
}


class GrpcNotices:
    """A NoticePost; the channel carries the service's own token."""

    def __init__(self, channel: grpc.aio.Channel, timeout_seconds: float = 5.0) -> None:
        self._stub = rpc.NoticeServiceStub(channel)
        self._timeout_seconds = timeout_seconds

    async def send(self, waiting: WaitingNotice) -> Outcome:
        """PeerUnavailable whatever goes wrong: a notice is not lost for it."""
        try:
            answer = await self._stub.SendNotice(_request(waiting), timeout=self._timeout_seconds)
        except grpc.aio.AioRpcError as error:
            raise PeerUnavailable from error
        if answer.outcome not in _OUTCOMES:  # a newer identity says what this version does not know
            raise PeerUnavailable
        return _OUTCOMES[answer.outcome]


def _request(waiting: WaitingNotice) -> pb.SendNoticeRequest:
    notice = waiting.notice
    request = pb.SendNoticeRequest(
        notice_id=str(notice.notice_id),
        student_id=str(notice.student_id),
        reader=_READERS[notice.reader],
        reader_id=str(notice.reader_id or ""),
    )
    code, title = waiting.course_code, waiting.course_title
    match notice.kind:
        case NoticeKind.RATE_BELOW:
            rate = pb.RateBelow(
                course_code=code,
                course_title=title,
                rate_percent=notice.figure,
                required_percent=notice.threshold,
            )
            request.rate_below.CopyFrom(rate)
        case NoticeKind.ABSENCES_IN_A_ROW:
            row = pb.AbsencesInARow(course_code=code, course_title=title, absences=notice.figure)
            request.absences_in_a_row.CopyFrom(row)
        case NoticeKind.MARKED_ABSENT:
            assert waiting.class_time is not None, "a mark is of a class"
            date, start_time = f"{waiting.class_time:%Y-%m-%d}", f"{waiting.class_time:%H:%M}"
            absent = pb.MarkedAbsent(course_code=code, course_title=title, date=date, start_time=start_time)
            request.marked_absent.CopyFrom(absent)
    return request
