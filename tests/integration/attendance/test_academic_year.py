"""Who belonged to what and when, and the institution's settings, over gRPC."""

from datetime import UTC, datetime, timedelta

import grpc
import pytest
from presence.attendance.v1 import calendar_service_pb2 as calendar_pb
from presence.attendance.v1 import course_service_pb2 as course_pb
from presence.attendance.v1 import group_service_pb2 as group_pb

from tests.integration.attendance.college import College, request_id


async def test_who_was_enrolled_or_in_a_group_is_kept(college: College) -> None:
    student = college.students[0].person_id
    group = await college.admin.groups.CreateGroup(
        group_pb.CreateGroupRequest(name=f"Group {college.course.code}", request_id=request_id())
    )
    group_id = group.group.group_id
    members = await college.admin.groups.AddGroupMembers(
        group_pb.AddGroupMembersRequest(group_id=group_id, student_ids=[student])
    )
    assert members.group.member_count == 1
    left = await college.admin.groups.RemoveGroupMembers(
        group_pb.RemoveGroupMembersRequest(group_id=group_id, student_ids=[student])
    )
    assert left.group.member_count == 0
    until = (datetime.now(UTC).date() + timedelta(days=10)).isoformat()
    await college.admin.courses.UnenrolStudents(
        course_pb.UnenrolStudentsRequest(course_id=college.course.course_id, student_ids=[student], last_date=until)
    )
    listed = await college.admin.courses.ListEnrolments(
        course_pb.ListEnrolmentsRequest(course_id=college.course.course_id, with_past=True)
    )
    assert {one.student_id: one.last_date for one in listed.enrolments}[student] == until
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await college.admin.courses.EnrolStudents(
            course_pb.EnrolStudentsRequest(
                course_id=college.course.course_id, student_ids=[student], first_date="2020-01-01"
            )
        )
    assert refused.value.code() is grpc.StatusCode.INVALID_ARGUMENT


async def test_settings_make_sense_or_are_refused(college: College) -> None:
    now = (await college.teacher.calendar.GetInstitution(calendar_pb.GetInstitutionRequest())).institution
    for field, value in (("time_zone", "Mars/Olympus"), ("language", "xx"), ("open_before_minutes", 500)):
        wrong = calendar_pb.Institution()
        wrong.CopyFrom(now)
        setattr(wrong, field, value)
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            await college.admin.calendar.UpdateInstitution(calendar_pb.UpdateInstitutionRequest(institution=wrong))
        assert refused.value.code() is grpc.StatusCode.INVALID_ARGUMENT
    now.revision -= 1
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await college.admin.calendar.UpdateInstitution(calendar_pb.UpdateInstitutionRequest(institution=now))
    assert refused.value.code() is grpc.StatusCode.ABORTED
