"""Which status each domain error is answered with; nobody else names a code."""

import grpc

from services.attendance.domain import errors
from services.common.status import StatusTable

STATUS: StatusTable = {
    errors.CourseNotFound: grpc.StatusCode.NOT_FOUND,
    errors.CourseCodeTaken: grpc.StatusCode.ALREADY_EXISTS,
    errors.CourseHasSessions: grpc.StatusCode.FAILED_PRECONDITION,
    errors.StudentNotFound: grpc.StatusCode.NOT_FOUND,
    errors.TeacherNotFound: grpc.StatusCode.NOT_FOUND,
    errors.RoomNotFound: grpc.StatusCode.NOT_FOUND,
    errors.RoomNameTaken: grpc.StatusCode.ALREADY_EXISTS,
    errors.RoomHasSessions: grpc.StatusCode.FAILED_PRECONDITION,
    errors.CameraNotFound: grpc.StatusCode.NOT_FOUND,
    errors.SessionNotFound: grpc.StatusCode.NOT_FOUND,
    errors.SessionAlreadyOpen: grpc.StatusCode.FAILED_PRECONDITION,
    errors.NotOnRoster: grpc.StatusCode.NOT_FOUND,
    errors.MarkChanged: grpc.StatusCode.ABORTED,
    errors.ResumeTokenUnknown: grpc.StatusCode.OUT_OF_RANGE,
}
