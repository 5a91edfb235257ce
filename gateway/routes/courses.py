"""Courses and who is enrolled."""

from presence.attendance.v1 import course_service_pb2 as course

from gateway.convert.attendance import course_of, enrolment_of
from gateway.models.base import Nothing, PageQuery
from gateway.models.courses import (
    Course,
    CoursePage,
    CoursePatch,
    EnrolmentPage,
    EnrolmentsQuery,
    EnrolRequest,
    NewCourse,
    UnenrolQuery,
)
from gateway.routes.route import ADMINS, EVERYBODY, STAFF, Call, Route, Routes


async def list_courses(call: Call[PageQuery]) -> CoursePage:
    """A page of courses."""
    answer = await call.ask(
        call.services.courses.ListCourses,
        course.ListCoursesRequest(page_size=call.input.page_size, page_token=call.input.page_token),
    )
    return CoursePage(items=[course_of(one) for one in answer.courses], next_page_token=answer.next_page_token)


async def create_course(call: Call[NewCourse]) -> Course:
    """Adds a course."""
    new = call.input
    message = course.Course(
        code=new.code,
        title=new.title,
        teacher_ids=[str(one) for one in new.teacher_ids],
        term_id=str(new.term_id or ""),
        first_date=new.first_date,
        last_date=new.last_date,
    )
    answer = await call.ask(
        call.services.courses.CreateCourse,
        course.CreateCourseRequest(course=message, request_id=str(new.request_id)),
    )
    return course_of(answer.course)


async def get_course(call: Call[Nothing]) -> Course:
    """One course."""
    return course_of(await _course(call))


async def update_course(call: Call[CoursePatch]) -> Course:
    """Changes the fields that are given; the revision decides whether what was looked at still holds."""
    message = await _course(call)
    patch = call.input
    if patch.code is not None:
        message.code = patch.code
    if patch.title is not None:
        message.title = patch.title
    if patch.teacher_ids is not None:
        message.teacher_ids[:] = [str(one) for one in patch.teacher_ids]
    if patch.term_id is not None:
        message.term_id = str(patch.term_id)
    if patch.first_date is not None:
        message.first_date = patch.first_date
    if patch.last_date is not None:
        message.last_date = patch.last_date
    # without one it is that of what was merged, so that nothing is lost between the two calls either
    message.revision = patch.revision or message.revision
    answer = await call.ask(call.services.courses.UpdateCourse, course.UpdateCourseRequest(course=message))
    return course_of(answer.course)


async def delete_course(call: Call[Nothing]) -> None:
    """Removes a course that never had a session."""
    await call.ask(call.services.courses.DeleteCourse, course.DeleteCourseRequest(course_id=call.id("course_id")))


async def list_enrolments(call: Call[EnrolmentsQuery]) -> EnrolmentPage:
    """A page of the course's students."""
    answer = await call.ask(
        call.services.courses.ListEnrolments,
        course.ListEnrolmentsRequest(
            course_id=call.id("course_id"),
            page_size=call.input.page_size,
            page_token=call.input.page_token,
            with_past=call.input.with_past,
        ),
    )
    return EnrolmentPage(items=[enrolment_of(one) for one in answer.enrolments], next_page_token=answer.next_page_token)


async def enrol_students(call: Call[EnrolRequest]) -> Course:
    """Enrols students."""
    answer = await call.ask(
        call.services.courses.EnrolStudents,
        course.EnrolStudentsRequest(
            course_id=call.id("course_id"),
            student_ids=[str(one) for one in call.input.student_ids],
            first_date=call.input.first_date,
            last_date=call.input.last_date,
        ),
    )
    return course_of(answer.course)


async def unenrol_student(call: Call[UnenrolQuery]) -> Course:
    """Takes a student off the course."""
    answer = await call.ask(
        call.services.courses.UnenrolStudents,
        course.UnenrolStudentsRequest(
            course_id=call.id("course_id"), student_ids=[call.id("student_id")], last_date=call.input.last_date
        ),
    )
    return course_of(answer.course)


async def _course(call: Call[Nothing] | Call[CoursePatch]) -> course.Course:
    answer = await call.ask(call.services.courses.GetCourse, course.GetCourseRequest(course_id=call.id("course_id")))
    return answer.course


ONE = "/courses/{course_id}"
ENROLMENTS = f"{ONE}/enrolments"

ROUTES: Routes = (
    Route("GET", "/courses", list_courses, PageQuery, CoursePage, "List courses", EVERYBODY),
    Route("POST", "/courses", create_course, NewCourse, Course, "Add a course", ADMINS, status=201),
    Route("GET", ONE, get_course, Nothing, Course, "One course", EVERYBODY),
    Route("PATCH", ONE, update_course, CoursePatch, Course, "Change a course", ADMINS),
    Route("DELETE", ONE, delete_course, Nothing, None, "Delete a course that never had a session", ADMINS),
    Route("GET", ENROLMENTS, list_enrolments, EnrolmentsQuery, EnrolmentPage, "Who is enrolled", STAFF),
    Route("POST", ENROLMENTS, enrol_students, EnrolRequest, Course, "Enrol students", ADMINS),
    Route(
        "DELETE", f"{ENROLMENTS}/{{student_id}}", unenrol_student, UnenrolQuery, Course, "Take a student off", ADMINS
    ),
)
