"""Which status each domain error is answered with; nobody else names a code."""

import grpc

from services.attendance.domain import errors
from services.attendance.domain.dispute import errors as dispute
from services.attendance.domain.excuse import errors as excuse
from services.attendance.domain.timetable import errors as timetable
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
    dispute.DisputeNotFound: grpc.StatusCode.NOT_FOUND,
    dispute.SessionStillOpen: grpc.StatusCode.FAILED_PRECONDITION,
    dispute.DisputeTooLate: grpc.StatusCode.FAILED_PRECONDITION,
    dispute.DisputeOpen: grpc.StatusCode.FAILED_PRECONDITION,
    dispute.DisputeDecided: grpc.StatusCode.FAILED_PRECONDITION,
    dispute.TooManyComments: grpc.StatusCode.FAILED_PRECONDITION,
    excuse.ExcuseNotFound: grpc.StatusCode.NOT_FOUND,
    excuse.ExcuseFileNotFound: grpc.StatusCode.NOT_FOUND,
    excuse.ExcuseDecided: grpc.StatusCode.FAILED_PRECONDITION,
    excuse.ExcuseWithdrawn: grpc.StatusCode.FAILED_PRECONDITION,
    excuse.ExcuseChanged: grpc.StatusCode.ABORTED,
    excuse.TooManyFiles: grpc.StatusCode.FAILED_PRECONDITION,
    excuse.FileTooLarge: grpc.StatusCode.INVALID_ARGUMENT,
    excuse.FileEmpty: grpc.StatusCode.INVALID_ARGUMENT,
    excuse.FileTypeRefused: grpc.StatusCode.INVALID_ARGUMENT,
    excuse.FileUnsafe: grpc.StatusCode.INVALID_ARGUMENT,
    excuse.TooManyUploads: grpc.StatusCode.RESOURCE_EXHAUSTED,
    excuse.UploadTooSlow: grpc.StatusCode.DEADLINE_EXCEEDED,
    timetable.InstitutionChanged: grpc.StatusCode.ABORTED,
    timetable.TermNotFound: grpc.StatusCode.NOT_FOUND,
    timetable.TermsOverlap: grpc.StatusCode.FAILED_PRECONDITION,
    timetable.TermInUse: grpc.StatusCode.FAILED_PRECONDITION,
    timetable.TooMany: grpc.StatusCode.FAILED_PRECONDITION,
    timetable.HolidayNotFound: grpc.StatusCode.NOT_FOUND,
    timetable.GroupNotFound: grpc.StatusCode.NOT_FOUND,
    timetable.GroupNameTaken: grpc.StatusCode.ALREADY_EXISTS,
    timetable.GroupInUse: grpc.StatusCode.FAILED_PRECONDITION,
    timetable.SlotNotFound: grpc.StatusCode.NOT_FOUND,
    timetable.SlotChanged: grpc.StatusCode.ABORTED,
    timetable.OccurrenceNotFound: grpc.StatusCode.NOT_FOUND,
    timetable.OccurrenceHeld: grpc.StatusCode.FAILED_PRECONDITION,
    timetable.TimetableConflict: grpc.StatusCode.FAILED_PRECONDITION,
    timetable.FeedNotFound: grpc.StatusCode.NOT_FOUND,
    timetable.CalendarFileRefused: grpc.StatusCode.INVALID_ARGUMENT,
}
