"""The demo's term: a timetable that goes on for months, a rule of attendance, and a class of today that is over."""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from presence.attendance.v1 import attendance_service_pb2 as attendance_pb
from presence.attendance.v1 import attendance_service_pb2_grpc as attendance_rpc
from presence.attendance.v1 import calendar_service_pb2 as calendar_pb
from presence.attendance.v1 import calendar_service_pb2_grpc as calendar_rpc
from presence.attendance.v1 import course_service_pb2 as course_pb
from presence.attendance.v1 import course_service_pb2_grpc as course_rpc
from presence.attendance.v1 import policy_service_pb2 as policy_pb
from presence.attendance.v1 import policy_service_pb2_grpc as policy_rpc
from presence.attendance.v1 import roll_call_service_pb2 as roll_pb
from presence.attendance.v1 import roll_call_service_pb2_grpc as roll_rpc
from presence.attendance.v1 import room_service_pb2 as room_pb
from presence.attendance.v1 import room_service_pb2_grpc as room_rpc
from presence.attendance.v1 import student_service_pb2 as student_pb
from presence.attendance.v1 import student_service_pb2_grpc as student_rpc
from presence.attendance.v1 import timetable_service_pb2 as timetable_pb
from presence.attendance.v1 import timetable_service_pb2_grpc as timetable_rpc

from cli.admin.server import Server
from cli.demo.college import College

WEEK = range(1, 8)
TERM_BEFORE, TERM_AHEAD = timedelta(days=21), timedelta(days=100)
STEP_MINUTES = 5  # of the clock, to which the class that goes on now is set back
CLASS_LASTS = timedelta(hours=2)
REQUIRED_PERCENT = 75
AWAY = 2  # so many of the class that is over stayed away


async def arrange(admin: Server, teacher: Server, made: College, now: datetime) -> None:
    """Around the session that is open: the timetable takes it as today's class. It is made through public calls."""
    calendar = calendar_rpc.CalendarServiceStub(admin.attendance)
    settings = (await calendar.GetInstitution(calendar_pb.GetInstitutionRequest())).institution
    local = now.astimezone(ZoneInfo(settings.time_zone))
    today, days = local.date(), [day for day in WEEK if day not in settings.weekend_days]
    term = calendar_pb.Term(name="Demo term", first_date=f"{today - TERM_BEFORE}", last_date=f"{today + TERM_AHEAD}")
    term = (await calendar.CreateTerm(calendar_pb.CreateTermRequest(term=term, request_id=_new()))).term
    holiday = calendar_pb.Holiday(name="Founders' day", first_date=f"{today + timedelta(days=8)}")
    holiday.last_date = holiday.first_date
    await calendar.CreateHoliday(calendar_pb.CreateHolidayRequest(holiday=holiday, request_id=_new()))
    courses = course_rpc.CourseServiceStub(admin.attendance)
    course = (await courses.GetCourse(course_pb.GetCourseRequest(course_id=made.course_id))).course
    course.term_id = term.term_id
    await courses.UpdateCourse(course_pb.UpdateCourseRequest(course=course))
    await _demand(admin)
    await _today(admin, made, local, days, term.last_date)
    await _over(admin, teacher, made, course, days, today)


async def standing(admin: Server, student_id: str) -> list[str]:
    """What the student's page says of each course, in a sentence."""
    request = student_pb.GetStudentOverviewRequest(student_id=student_id)
    found = await student_rpc.StudentServiceStub(admin.attendance).GetStudentOverview(request)
    return [
        f"{one.course_code}: attended {one.tally.present + one.tally.late + one.tally.left_early} of {one.counted}, "
        f"may miss {one.can_miss} of the {one.remaining} classes left"
        for one in found.courses
    ]


async def _demand(admin: Server) -> None:
    """So many percent of the classes are to be attended, from which follows how many can be missed."""
    level = policy_pb.WarningLevel(
        rule=policy_pb.WARNING_RULE_RATE_BELOW,
        threshold=REQUIRED_PERCENT,
        recipients=[policy_pb.WARNING_RECIPIENT_STUDENT],
    )
    request = policy_pb.SetPolicyRequest(
        place=policy_pb.PolicyPlace(),
        settings=policy_pb.PolicySettings(warnings=policy_pb.WarningSet(warnings=[level])),
        note="The demo's rule",
        request_id=_new(),
    )
    await policy_rpc.PolicyServiceStub(admin.attendance).SetPolicy(request)


async def _today(admin: Server, made: College, local: datetime, days: list[int], last_date: str) -> None:
    """The class that goes on now, every day at this hour; on a week-end, today's is an extra one."""
    start = local.replace(minute=local.minute - local.minute % STEP_MINUTES)
    end = min(start + CLASS_LASTS, start.replace(hour=23, minute=59))
    held = timetable_pb.ExtraClass(
        course_id=made.course_id,
        room_id=made.room_id,
        date=f"{local.date()}",
        start_time=f"{start:%H:%M}",
        end_time=f"{end:%H:%M}",
    )
    slot = timetable_pb.Slot(
        course_id=held.course_id,
        room_id=held.room_id,
        weekdays=days,
        start_time=held.start_time,
        end_time=held.end_time,
        first_date=held.date,
        last_date=last_date,
    )
    timetable = timetable_rpc.TimetableServiceStub(admin.attendance)
    await timetable.CreateSlot(timetable_pb.CreateSlotRequest(slot=slot, request_id=_new()))
    if local.isoweekday() not in days:
        await timetable.CreateExtraClass(timetable_pb.CreateExtraClassRequest(extra=held, request_id=_new()))


async def _over(
    admin: Server, teacher: Server, made: College, like: course_pb.Course, days: list[int], today: date
) -> None:
    """Another course in a room without a camera: today's attendance was called by the teacher."""
    new = course_pb.Course(
        code="DEMO 102", title="Roll call by hand", teacher_ids=like.teacher_ids, term_id=like.term_id
    )
    courses = course_rpc.CourseServiceStub(admin.attendance)
    course = (await courses.CreateCourse(course_pb.CreateCourseRequest(course=new, request_id=_new()))).course
    student_ids = list(made.students.values())
    enrol = course_pb.EnrolStudentsRequest(course_id=course.course_id, student_ids=student_ids)
    await courses.EnrolStudents(enrol)
    room = await room_rpc.RoomServiceStub(admin.attendance).CreateRoom(
        room_pb.CreateRoomRequest(name="Room 2", request_id=_new())
    )
    slot = timetable_pb.Slot(
        course_id=course.course_id,
        room_id=room.room.room_id,
        weekdays=days,
        start_time="08:00",
        end_time="09:00",
        first_date=f"{today + timedelta(days=1)}",
        last_date=f"{today + TERM_AHEAD}",
    )
    await timetable_rpc.TimetableServiceStub(admin.attendance).CreateSlot(
        timetable_pb.CreateSlotRequest(slot=slot, request_id=_new())
    )
    sessions = attendance_rpc.AttendanceServiceStub(teacher.attendance)
    opened = await sessions.StartSession(
        attendance_pb.StartSessionRequest(course_id=course.course_id, room_id=room.room.room_id, request_id=_new())
    )
    session_id = opened.session.session_id
    view = await sessions.GetSession(attendance_pb.GetSessionRequest(session_id=session_id))
    came = set(student_ids[:-AWAY])
    marks = [
        roll_pb.MarkToSet(
            student_id=mark.student_id,
            status=attendance_pb.MARK_STATUS_PRESENT if mark.student_id in came else attendance_pb.MARK_STATUS_ABSENT,
            revision=mark.revision,
            request_id=_new(),
        )
        for mark in view.marks
    ]
    await roll_rpc.RollCallServiceStub(teacher.attendance).SetMarks(
        roll_pb.SetMarksRequest(session_id=session_id, marks=marks, note="Called by name")
    )
    await sessions.EndSession(attendance_pb.EndSessionRequest(session_id=session_id))


def _new() -> str:
    return str(uuid.uuid4())
