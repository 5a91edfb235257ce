"""What PolicyService refuses, and so leaves as it was: on the service that all tests share."""

import grpc
import pytest
from google.protobuf.duration_pb2 import Duration
from presence.attendance.v1 import policy_service_pb2 as pb
from presence.identity.v1 import identity_service_pb2

from services.common.status import fields_of
from tests.fakes.attendance_identity import ScriptedIdentity
from tests.integration.attendance.college import College, request_id

TO_NOBODY = pb.WarningLevel(rule=pb.WARNING_RULE_RATE_BELOW, threshold=75)
OF_NO_RULE = pb.WarningLevel(threshold=75)
WRONG = (
    (pb.PolicySettings(late_after=Duration(seconds=25 * 3600)), "late_after"),
    (pb.PolicySettings(bridge_gap=Duration(seconds=5 * 3600)), "bridge_gap"),
    (pb.PolicySettings(watched_share_for_absence=0.2), "watched_share_for_absence"),
    (pb.PolicySettings(free_absences=-1), "free_absences"),
    (pb.PolicySettings(statuses=pb.StatusSet()), "statuses"),
    (pb.PolicySettings(warnings=pb.WarningSet(warnings=[TO_NOBODY])), "warnings"),
    (pb.PolicySettings(warnings=pb.WarningSet(warnings=[OF_NO_RULE])), "warnings"),
)


async def test_settings_that_make_no_sense_are_named(college: College) -> None:
    for wanted, field in WRONG:
        request = pb.SetPolicyRequest(place=pb.PolicyPlace(), settings=wanted, request_id=request_id())
        with pytest.raises(grpc.aio.AioRpcError) as refusal:
            await college.admin.policies.SetPolicy(request)
        assert fields_of(refusal.value)["field"] == field


async def test_a_range_of_days_is_at_most_a_year(college: College) -> None:
    wanted = pb.SessionRange(first_date="2024-01-01", last_date="2026-01-01")
    with pytest.raises(grpc.aio.AioRpcError) as refusal:
        await college.admin.policies.ApplyPolicy(pb.ApplyPolicyRequest(range=wanted)).read()
    assert fields_of(refusal.value)["field"] == "last_date"


async def test_policies_of_other_peoples_courses_do_not_exist(college: College, identity: ScriptedIdentity) -> None:
    stranger = identity.new_person("A teacher of something else", identity_service_pb2.ROLE_TEACHER)
    async with college.server.client(identity.teacher(stranger.person_id)) as client:
        with pytest.raises(grpc.aio.AioRpcError) as refusal:
            await client.policies.GetPolicy(
                pb.GetPolicyRequest(place=pb.PolicyPlace(course_id=college.course.course_id))
            )
        assert refusal.value.code() is grpc.StatusCode.NOT_FOUND
        with pytest.raises(grpc.aio.AioRpcError) as refusal:
            await client.policies.SetPolicy(pb.SetPolicyRequest(request_id=request_id()))
        assert refusal.value.code() is grpc.StatusCode.PERMISSION_DENIED
