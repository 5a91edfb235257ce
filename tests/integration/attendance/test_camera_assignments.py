"""WatchCameraAssignments over a real server: a snapshot, then only what differs."""

import asyncio

import grpc
import pytest
from presence.attendance.v1 import attendance_service_pb2 as pb
from presence.attendance.v1 import course_service_pb2, room_service_pb2
from presence.identity.v1 import identity_service_pb2

from tests.fakes.attendance_identity import ScriptedIdentity
from tests.fakes.attendance_server import AttendanceClient
from tests.integration.attendance.college import College, request_id

WAIT_SECONDS = 60


class Watch:
    """A watcher that looks at one camera."""

    def __init__(self, client: AttendanceClient, camera_id: str) -> None:
        self.call = client.attendance.WatchCameraAssignments(pb.WatchCameraAssignmentsRequest())
        self._messages = self.call.__aiter__()
        self._camera_id = camera_id

    async def snapshot(self) -> pb.CameraAssignment:
        async with asyncio.timeout(WAIT_SECONDS):
            message = await anext(self._messages)
        mine = [a for a in message.snapshot.assignments if a.camera_id == self._camera_id]
        assert len(mine) == 1
        return mine[0]

    async def next(self) -> pb.CameraAssignment | None:
        """The camera's next assignment; None when it was deleted."""
        async with asyncio.timeout(WAIT_SECONDS):
            while True:
                message = await anext(self._messages)
                if message.deleted_camera_id == self._camera_id:
                    return None
                if message.changed.camera_id == self._camera_id:
                    return message.changed

    async def heartbeat(self) -> None:
        async with asyncio.timeout(WAIT_SECONDS):
            while (await anext(self._messages)).WhichOneof("event") != "heartbeat":
                pass


async def test_a_camera_learns_whom_to_look_for_when_a_session_opens_and_closes(
    college: College, recognition: AttendanceClient
) -> None:
    watch = Watch(recognition, college.camera.camera_id)
    idle = await watch.snapshot()
    assert (idle.active, list(idle.student_ids), list(idle.operator_ids)) == (False, [], [])
    assert idle.detector == room_service_pb2.DETECTOR_YUNET
    session = await college.start()
    active = await watch.next()
    assert active is not None
    assert active.active
    assert set(active.student_ids) == {person.person_id for person in college.students}
    assert list(active.operator_ids) == [college.teacher_id]
    await college.end(session)
    assert await watch.next() == idle
    watch.call.cancel()


async def test_a_camera_is_followed_when_it_comes_changes_moves_and_goes(
    college: College, recognition: AttendanceClient
) -> None:
    session = await college.start()
    rooms = college.admin.rooms
    created = await rooms.CreateCamera(
        room_service_pb2.CreateCameraRequest(
            camera=room_service_pb2.Camera(room_id=college.room.room_id, name="Second"), request_id=request_id()
        )
    )
    camera = created.camera
    assert set((await college.get(session)).session.camera_ids) == {college.camera.camera_id, camera.camera_id}
    watch = Watch(recognition, camera.camera_id)
    assert (await watch.snapshot()).active
    camera.detector = room_service_pb2.DETECTOR_CNN
    camera = (await rooms.UpdateCamera(room_service_pb2.UpdateCameraRequest(camera=camera))).camera
    changed = await watch.next()
    assert changed is not None
    assert changed.detector == room_service_pb2.DETECTOR_CNN
    other = await rooms.CreateRoom(
        room_service_pb2.CreateRoomRequest(name=f"Beside {college.room.name}", request_id=request_id())
    )
    camera.room_id = other.room.room_id
    await rooms.UpdateCamera(room_service_pb2.UpdateCameraRequest(camera=camera))
    moved = await watch.next()
    assert moved is not None
    assert (moved.active, moved.room_id) == (False, other.room.room_id)
    await rooms.DeleteCamera(room_service_pb2.DeleteCameraRequest(camera_id=camera.camera_id))
    assert await watch.next() is None
    watch.call.cancel()


async def test_what_a_camera_saw_after_it_moved_away_marks_nobody(college: College) -> None:
    session = await college.start()
    other = await college.admin.rooms.CreateRoom(
        room_service_pb2.CreateRoomRequest(name=f"Beside {college.room.name}", request_id=request_id())
    )
    before = college.sighting(0)
    college.camera.room_id = other.room.room_id
    await college.admin.rooms.UpdateCamera(room_service_pb2.UpdateCameraRequest(camera=college.camera))
    await college.reporter.report(before, college.sighting(1))
    assert (await college.mark_of(session, 0)).status == pb.MARK_STATUS_PRESENT
    assert (await college.mark_of(session, 1)).status == pb.MARK_STATUS_UNSPECIFIED


async def test_a_removed_cameras_last_sightings_still_count(college: College) -> None:
    session = await college.start()
    seen = college.sighting(0)
    await college.admin.rooms.DeleteCamera(room_service_pb2.DeleteCameraRequest(camera_id=college.camera.camera_id))
    assert list((await college.reporter.report(seen)).stored_ids) == [seen.sighting_id]
    assert (await college.mark_of(session, 0)).status == pb.MARK_STATUS_PRESENT


async def test_a_new_teacher_of_the_course_may_operate_its_cameras(
    college: College, recognition: AttendanceClient, identity: ScriptedIdentity
) -> None:
    await college.start()
    watch = Watch(recognition, college.camera.camera_id)
    await watch.snapshot()
    colleague = identity.new_person("Colleague", identity_service_pb2.ROLE_TEACHER)
    college.course.teacher_ids.append(colleague.person_id)
    await college.admin.courses.UpdateCourse(course_service_pb2.UpdateCourseRequest(course=college.course))
    changed = await watch.next()
    assert changed is not None
    assert set(changed.operator_ids) == {college.teacher_id, colleague.person_id}
    watch.call.cancel()


async def test_a_silent_stream_beats(college: College, recognition: AttendanceClient) -> None:
    watch = Watch(recognition, college.camera.camera_id)
    await watch.snapshot()
    await watch.heartbeat()
    watch.call.cancel()


async def test_assignments_are_for_services_only(college: College) -> None:
    with pytest.raises(grpc.aio.AioRpcError) as refusal:
        await Watch(college.teacher, college.camera.camera_id).snapshot()
    assert refusal.value.code() is grpc.StatusCode.PERMISSION_DENIED
