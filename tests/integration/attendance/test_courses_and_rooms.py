"""CourseService and RoomService over a real server."""

from uuid import uuid4

import grpc
import pytest
from presence.attendance.v1 import course_service_pb2 as courses_pb
from presence.attendance.v1 import room_service_pb2 as rooms_pb
from presence.identity.v1 import identity_service_pb2

from services.common.status import fields_of, reason_of
from tests.fakes.attendance_identity import ScriptedIdentity
from tests.fakes.attendance_server import AttendanceClient
from tests.integration.attendance.college import College, request_id


def new_course(code: str, *teacher_ids: str) -> courses_pb.CreateCourseRequest:
    course = courses_pb.Course(code=code, title="A course", teacher_ids=teacher_ids)
    return courses_pb.CreateCourseRequest(course=course, request_id=request_id())


async def test_creating_a_course_again_with_its_request_id_returns_it(admin: AttendanceClient) -> None:
    request = new_course(uuid4().hex[:8])
    first = await admin.courses.CreateCourse(request)
    assert await admin.courses.CreateCourse(request) == first


async def test_a_taken_code_is_refused_whatever_its_case(admin: AttendanceClient) -> None:
    code = "math " + uuid4().hex[:8]
    await admin.courses.CreateCourse(new_course(code))
    with pytest.raises(grpc.aio.AioRpcError) as refusal:
        await admin.courses.CreateCourse(new_course(code.upper()))
    assert refusal.value.code() is grpc.StatusCode.ALREADY_EXISTS
    assert reason_of(refusal.value) == "COURSE_CODE_TAKEN"


@pytest.mark.parametrize(
    ("code", "title"), [("", "t"), ("c" * 31, "t"), ("c", ""), ("c", "t" * 201), ("c\0", "t"), ("  ", "t")]
)
async def test_a_course_without_a_usable_code_and_title_is_refused(
    admin: AttendanceClient, code: str, title: str
) -> None:
    request = courses_pb.CreateCourseRequest(course=courses_pb.Course(code=code, title=title), request_id=request_id())
    with pytest.raises(grpc.aio.AioRpcError) as refusal:
        await admin.courses.CreateCourse(request)
    assert refusal.value.code() is grpc.StatusCode.INVALID_ARGUMENT
    assert fields_of(refusal.value)["field"] in {"code", "title"}


async def test_only_teachers_can_be_named_as_teaching(admin: AttendanceClient, identity: ScriptedIdentity) -> None:
    student = identity.new_person("No teacher")
    for wrong in (student.person_id, str(uuid4())):
        with pytest.raises(grpc.aio.AioRpcError) as refusal:
            await admin.courses.CreateCourse(new_course(uuid4().hex[:8], wrong))
        assert reason_of(refusal.value) == "TEACHER_NOT_FOUND"


async def test_a_course_can_be_changed_and_its_teachers_replaced(college: College, identity: ScriptedIdentity) -> None:
    other = identity.new_person("Another teacher", identity_service_pb2.ROLE_TEACHER)
    college.course.title, college.course.teacher_ids[:] = "Geometry", [other.person_id]
    changed = (await college.admin.courses.UpdateCourse(courses_pb.UpdateCourseRequest(course=college.course))).course
    assert (changed.title, list(changed.teacher_ids), changed.enrolled_count) == ("Geometry", [other.person_id], 3)
    with pytest.raises(grpc.aio.AioRpcError) as refusal:
        await college.teacher.courses.GetCourse(courses_pb.GetCourseRequest(course_id=changed.course_id))
    assert refusal.value.code() is grpc.StatusCode.NOT_FOUND


async def test_a_course_is_deleted_until_it_had_a_session(college: College) -> None:
    other = (await college.admin.courses.CreateCourse(new_course(uuid4().hex[:8]))).course
    for _ in range(2):
        await college.admin.courses.DeleteCourse(courses_pb.DeleteCourseRequest(course_id=other.course_id))
    await college.end(await college.start())
    with pytest.raises(grpc.aio.AioRpcError) as refusal:
        await college.admin.courses.DeleteCourse(courses_pb.DeleteCourseRequest(course_id=college.course.course_id))
    assert refusal.value.code() is grpc.StatusCode.FAILED_PRECONDITION
    assert reason_of(refusal.value) == "COURSE_HAS_SESSIONS"


async def test_a_person_created_a_moment_ago_can_be_enrolled(college: College) -> None:
    newcomer = college.identity.new_person("Newcomer")  # no follower has heard of them
    course_id = college.course.course_id
    request = courses_pb.EnrolStudentsRequest(course_id=course_id, student_ids=[newcomer.person_id])
    for _ in range(2):
        assert (await college.admin.courses.EnrolStudents(request)).course.enrolled_count == 4
    session = await college.start()
    leave = courses_pb.UnenrolStudentsRequest(course_id=course_id, student_ids=[newcomer.person_id])
    for _ in range(2):
        assert (await college.admin.courses.UnenrolStudents(leave)).course.enrolled_count == 3
    assert (await college.get(session)).session.roster_size == 4  # frozen


async def test_the_first_id_that_is_no_students_is_named_and_nobody_is_enrolled(college: College) -> None:
    newcomer, stranger = college.identity.new_person("Newcomer"), str(uuid4())
    for wrong in (stranger, college.teacher_id):
        with pytest.raises(grpc.aio.AioRpcError) as refusal:
            await college.admin.courses.EnrolStudents(
                courses_pb.EnrolStudentsRequest(
                    course_id=college.course.course_id, student_ids=[newcomer.person_id, wrong, str(uuid4())]
                )
            )
        assert refusal.value.code() is grpc.StatusCode.NOT_FOUND
        assert fields_of(refusal.value) == {"student_id": wrong}
    course = await college.teacher.courses.GetCourse(courses_pb.GetCourseRequest(course_id=college.course.course_id))
    assert course.course.enrolled_count == 3


async def test_enrolments_are_listed_by_name_page_by_page(college: College) -> None:
    names, token = [], ""
    for _ in range(3):
        page = await college.teacher.courses.ListEnrolments(
            courses_pb.ListEnrolmentsRequest(course_id=college.course.course_id, page_size=1, page_token=token)
        )
        names += [enrolment.display_name for enrolment in page.enrolments]
        token = page.next_page_token
    assert names == sorted(person.display_name for person in college.students)
    assert token == ""


async def test_people_list_the_courses_that_are_theirs(college: College, identity: ScriptedIdentity) -> None:
    student = college.students[0].person_id
    async with (
        college.server.client(identity.student(student)) as theirs,
        college.server.client(identity.student(str(uuid4()))) as strangers,
    ):
        for client in (college.teacher, theirs):
            listed = await client.courses.ListCourses(courses_pb.ListCoursesRequest())
            assert [course.course_id for course in listed.courses] == [college.course.course_id]
        assert not (await strangers.courses.ListCourses(courses_pb.ListCoursesRequest())).courses


@pytest.mark.parametrize("token", ["nonsense", "W10", "WyJhIl0", "////"])
async def test_a_made_up_page_token_is_refused(admin: AttendanceClient, token: str) -> None:
    with pytest.raises(grpc.aio.AioRpcError) as refusal:
        await admin.courses.ListCourses(courses_pb.ListCoursesRequest(page_token=token))
    assert refusal.value.code() is grpc.StatusCode.INVALID_ARGUMENT
    assert fields_of(refusal.value)["field"] == "page_token"


async def test_a_page_token_of_another_list_is_refused(college: College) -> None:
    await college.admin.rooms.CreateRoom(rooms_pb.CreateRoomRequest(name=f"Room {uuid4()}", request_id=request_id()))
    page = await college.admin.rooms.ListRooms(rooms_pb.ListRoomsRequest(page_size=1))
    assert page.next_page_token
    with pytest.raises(grpc.aio.AioRpcError) as refusal:
        await college.admin.courses.ListCourses(courses_pb.ListCoursesRequest(page_token=page.next_page_token))
    assert fields_of(refusal.value)["field"] == "page_token"


async def test_a_room_name_is_taken_once_and_rooms_can_be_renamed(college: College) -> None:
    again = rooms_pb.CreateRoomRequest(name=college.room.name.upper(), request_id=request_id())
    with pytest.raises(grpc.aio.AioRpcError) as refusal:
        await college.admin.rooms.CreateRoom(again)
    assert reason_of(refusal.value) == "ROOM_NAME_TAKEN"
    college.room.name = f"Renamed {uuid4()}"
    renamed = await college.admin.rooms.UpdateRoom(rooms_pb.UpdateRoomRequest(room=college.room))
    assert (renamed.room.name, renamed.room.revision) == (college.room.name, college.room.revision + 1)
    with pytest.raises(grpc.aio.AioRpcError) as missing:
        await college.admin.rooms.UpdateRoom(
            rooms_pb.UpdateRoomRequest(room=rooms_pb.Room(room_id=str(uuid4()), name="x"))
        )
    assert reason_of(missing.value) == "ROOM_NOT_FOUND"


async def test_a_room_goes_with_its_cameras_until_a_session_was_held_there(college: College) -> None:
    room = (
        await college.admin.rooms.CreateRoom(
            rooms_pb.CreateRoomRequest(name=f"Room {uuid4()}", request_id=request_id())
        )
    ).room
    camera = rooms_pb.CreateCameraRequest(
        camera=rooms_pb.Camera(room_id=room.room_id, name="Front", detector=rooms_pb.DETECTOR_HOG),
        request_id=request_id(),
    )
    created = (await college.admin.rooms.CreateCamera(camera)).camera
    assert (await college.admin.rooms.CreateCamera(camera)).camera == created
    assert created.detector == rooms_pb.DETECTOR_HOG
    for _ in range(2):
        await college.admin.rooms.DeleteRoom(rooms_pb.DeleteRoomRequest(room_id=room.room_id))
    with pytest.raises(grpc.aio.AioRpcError) as gone:
        await college.admin.rooms.GetCamera(rooms_pb.GetCameraRequest(camera_id=created.camera_id))
    assert reason_of(gone.value) == "CAMERA_NOT_FOUND"
    await college.end(await college.start())
    with pytest.raises(grpc.aio.AioRpcError) as refusal:
        await college.admin.rooms.DeleteRoom(rooms_pb.DeleteRoomRequest(room_id=college.room.room_id))
    assert reason_of(refusal.value) == "ROOM_HAS_SESSIONS"


async def test_a_teacher_sees_a_camera_while_they_hold_a_session_in_its_room(college: College) -> None:
    request = rooms_pb.GetCameraRequest(camera_id=college.camera.camera_id)
    with pytest.raises(grpc.aio.AioRpcError) as refusal:
        await college.teacher.rooms.GetCamera(request)
    assert refusal.value.code() is grpc.StatusCode.NOT_FOUND
    session = await college.start()
    assert (await college.teacher.rooms.GetCamera(request)).camera == college.camera
    await college.end(session)
    with pytest.raises(grpc.aio.AioRpcError):
        await college.teacher.rooms.GetCamera(request)


async def test_cameras_are_listed_by_name_of_one_room_or_all(college: College) -> None:
    for name in ("b", "a"):
        await college.admin.rooms.CreateCamera(
            rooms_pb.CreateCameraRequest(
                camera=rooms_pb.Camera(room_id=college.room.room_id, name=name), request_id=request_id()
            )
        )
    of_room = await college.teacher.rooms.ListCameras(rooms_pb.ListCamerasRequest(room_id=college.room.room_id))
    names = [camera.name for camera in of_room.cameras]
    assert names == sorted(names)
    assert len(names) == 3
    everywhere = await college.teacher.rooms.ListCameras(rooms_pb.ListCamerasRequest(page_size=200))
    assert len(everywhere.cameras) >= 3
