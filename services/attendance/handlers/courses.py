"""CourseService: translates and authorizes."""

from uuid import UUID

import grpc
from presence.attendance.v1 import course_service_pb2 as pb
from presence.attendance.v1 import course_service_pb2_grpc as pb_grpc

from services.attendance.app.access import Access, scope_of
from services.attendance.app.courses import Courses
from services.attendance.domain.course import Course
from services.attendance.domain.paging import page_request
from services.attendance.handlers.translate import (
    course_message,
    enrolment_message,
    optional_uuid,
    uuid_from,
    uuids_from,
)
from services.attendance.handlers.translate_dates import optional_date, optional_days
from services.attendance.handlers.translate_timetable import NOBODY
from services.common.principal import Role, require


class CourseServicer(pb_grpc.CourseServiceServicer):
    """presence.attendance.v1.CourseService."""

    def __init__(self, courses: Courses, access: Access) -> None:
        self._courses = courses
        self._access = access

    async def CreateCourse(
        self,
        request: pb.CreateCourseRequest,
        context: "grpc.aio.ServicerContext[pb.CreateCourseRequest, pb.CreateCourseResponse]",
    ) -> pb.CreateCourseResponse:
        """Administrators."""
        require(Role.ADMIN, to="create courses")
        course = await self._courses.create(
            _course_from(NOBODY, request.course), uuid_from("request_id", request.request_id)
        )
        return pb.CreateCourseResponse(course=course_message(course))

    async def GetCourse(
        self,
        request: pb.GetCourseRequest,
        context: "grpc.aio.ServicerContext[pb.GetCourseRequest, pb.GetCourseResponse]",
    ) -> pb.GetCourseResponse:
        """Administrators, its teachers, its students."""
        principal = require(Role.ADMIN, Role.TEACHER, Role.STUDENT, to="see courses")
        course_id = uuid_from("course_id", request.course_id)
        await self._access.see_course(principal, course_id)
        return pb.GetCourseResponse(course=course_message(await self._courses.get(course_id)))

    async def ListCourses(
        self,
        request: pb.ListCoursesRequest,
        context: "grpc.aio.ServicerContext[pb.ListCoursesRequest, pb.ListCoursesResponse]",
    ) -> pb.ListCoursesResponse:
        """Administrators all; teachers and students their own."""
        scope = scope_of(require(Role.ADMIN, Role.TEACHER, Role.STUDENT, to="list courses"))
        page = page_request(request.page_size, request.page_token, of_list=f"courses of {scope}")
        found = await self._courses.list(scope, page)
        return pb.ListCoursesResponse(
            courses=[course_message(course) for course in found.items], next_page_token=found.next_page_token
        )

    async def UpdateCourse(
        self,
        request: pb.UpdateCourseRequest,
        context: "grpc.aio.ServicerContext[pb.UpdateCourseRequest, pb.UpdateCourseResponse]",
    ) -> pb.UpdateCourseResponse:
        """Administrators."""
        require(Role.ADMIN, to="change courses")
        course_id = uuid_from("course_id", request.course.course_id)
        course = await self._courses.update(_course_from(course_id, request.course))
        return pb.UpdateCourseResponse(course=course_message(course))

    async def DeleteCourse(
        self,
        request: pb.DeleteCourseRequest,
        context: "grpc.aio.ServicerContext[pb.DeleteCourseRequest, pb.DeleteCourseResponse]",
    ) -> pb.DeleteCourseResponse:
        """Administrators."""
        require(Role.ADMIN, to="delete courses")
        await self._courses.delete(uuid_from("course_id", request.course_id))
        return pb.DeleteCourseResponse()

    async def EnrolStudents(
        self,
        request: pb.EnrolStudentsRequest,
        context: "grpc.aio.ServicerContext[pb.EnrolStudentsRequest, pb.EnrolStudentsResponse]",
    ) -> pb.EnrolStudentsResponse:
        """Administrators and teachers of the course."""
        course_id = await self._run_course(request.course_id, to="enrol students")
        course = await self._courses.enrol(
            course_id,
            uuids_from("student_ids", request.student_ids),
            optional_date("first_date", request.first_date),
            optional_date("last_date", request.last_date),
        )
        return pb.EnrolStudentsResponse(course=course_message(course))

    async def UnenrolStudents(
        self,
        request: pb.UnenrolStudentsRequest,
        context: "grpc.aio.ServicerContext[pb.UnenrolStudentsRequest, pb.UnenrolStudentsResponse]",
    ) -> pb.UnenrolStudentsResponse:
        """Administrators and teachers of the course."""
        course_id = await self._run_course(request.course_id, to="take students off courses")
        student_ids = uuids_from("student_ids", request.student_ids)
        course = await self._courses.unenrol(course_id, student_ids, optional_date("last_date", request.last_date))
        return pb.UnenrolStudentsResponse(course=course_message(course))

    async def ListEnrolments(
        self,
        request: pb.ListEnrolmentsRequest,
        context: "grpc.aio.ServicerContext[pb.ListEnrolmentsRequest, pb.ListEnrolmentsResponse]",
    ) -> pb.ListEnrolmentsResponse:
        """Administrators and teachers of the course."""
        course_id = await self._run_course(request.course_id, to="see who is enrolled")
        page = page_request(
            request.page_size,
            request.page_token,
            of_list=f"enrolments of {course_id}, {request.with_past}",
            default=100,
            most=500,
        )
        found = await self._courses.enrolments(course_id, page, with_past=request.with_past)
        return pb.ListEnrolmentsResponse(
            enrolments=[enrolment_message(enrolment) for enrolment in found.items],
            next_page_token=found.next_page_token,
        )

    async def _run_course(self, course_id: str, *, to: str) -> UUID:
        principal = require(Role.ADMIN, Role.TEACHER, to=to)
        parsed = uuid_from("course_id", course_id)
        await self._access.run_course(principal, parsed)
        return parsed


def _course_from(course_id: UUID, message: pb.Course) -> Course:
    return Course(
        course_id,
        message.code,
        message.title,
        tuple(uuids_from("teacher_ids", message.teacher_ids)),
        term_id=optional_uuid("term_id", message.term_id),
        own_days=optional_days(message.first_date, message.last_date),
        revision=message.revision,
    )
