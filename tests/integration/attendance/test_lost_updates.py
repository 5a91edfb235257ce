"""Whatever administrators edit in forms: nobody overwrites what somebody else has changed since they looked."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from itertools import count

import grpc
import pytest
from presence.attendance.v1 import calendar_service_pb2 as calendar
from presence.attendance.v1 import check_in_service_pb2 as check_in
from presence.attendance.v1 import check_in_service_pb2_grpc as check_in_rpc
from presence.attendance.v1 import course_service_pb2 as courses
from presence.attendance.v1 import group_service_pb2 as groups
from presence.attendance.v1 import room_service_pb2 as rooms
from presence.attendance.v1 import timetable_service_pb2 as timetable

from services.common.channels import open_channel
from services.common.status import fields_of, reason_of
from tests.integration.attendance.college import College, request_id

Saved = tuple[int, str]  # the revision, and what is kept
Save = Callable[[int, int], Awaitable[Saved]]  # of the revision that was looked at, and which of the three texts
_years = count(2200)


async def a_course(college: College) -> tuple[int, Save]:
    async def save(revision: int, text: int) -> Saved:
        wanted = courses.Course(course_id=college.course.course_id, code=college.course.code, title=f"Title {text}")
        wanted.revision = revision
        kept = (await college.admin.courses.UpdateCourse(courses.UpdateCourseRequest(course=wanted))).course
        return kept.revision, kept.title

    return college.course.revision, save


async def a_room(college: College) -> tuple[int, Save]:
    async def save(revision: int, text: int) -> Saved:
        wanted = rooms.Room(room_id=college.room.room_id, name=f"{college.room.name} {text}", revision=revision)
        kept = (await college.admin.rooms.UpdateRoom(rooms.UpdateRoomRequest(room=wanted))).room
        return kept.revision, kept.name

    return college.room.revision, save


async def a_camera(college: College) -> tuple[int, Save]:
    async def save(revision: int, text: int) -> Saved:
        wanted = rooms.Camera(camera_id=college.camera.camera_id, room_id=college.room.room_id, name=f"Camera {text}")
        wanted.revision = revision
        kept = (await college.admin.rooms.UpdateCamera(rooms.UpdateCameraRequest(camera=wanted))).camera
        return kept.revision, kept.name

    return college.camera.revision, save


async def a_term(college: College) -> tuple[int, Save]:
    year = next(_years)
    term = calendar.Term(name="Spring", first_date=f"{year}-03-01", last_date=f"{year}-05-31", revision=7)
    request = calendar.CreateTermRequest(term=term, request_id=request_id())
    made = (await college.admin.calendar.CreateTerm(request)).term

    async def save(revision: int, text: int) -> Saved:
        wanted = calendar.Term(term_id=made.term_id, name=f"Term {text}", revision=revision)
        wanted.first_date, wanted.last_date = made.first_date, made.last_date
        kept = (await college.admin.calendar.UpdateTerm(calendar.UpdateTermRequest(term=wanted))).term
        return kept.revision, kept.name

    return made.revision, save


async def a_holiday(college: College) -> tuple[int, Save]:
    day = f"{next(_years)}-10-10"
    request = calendar.CreateHolidayRequest(
        holiday=calendar.Holiday(name="Dashain", first_date=day, last_date=day, revision=7), request_id=request_id()
    )
    made = (await college.admin.calendar.CreateHoliday(request)).holiday

    async def save(revision: int, text: int) -> Saved:
        wanted = calendar.Holiday(holiday_id=made.holiday_id, name=f"Feast {text}", revision=revision)
        wanted.first_date = wanted.last_date = day
        kept = (await college.admin.calendar.UpdateHoliday(calendar.UpdateHolidayRequest(holiday=wanted))).holiday
        return kept.revision, kept.name

    return made.revision, save


async def a_group(college: College) -> tuple[int, Save]:
    request = groups.CreateGroupRequest(name=f"Year of {college.course.code}", request_id=request_id())
    made = (await college.admin.groups.CreateGroup(request)).group

    async def save(revision: int, text: int) -> Saved:
        wanted = groups.Group(group_id=made.group_id, name=f"{made.name} {text}", revision=revision)
        kept = (await college.admin.groups.UpdateGroup(groups.UpdateGroupRequest(group=wanted))).group
        return kept.revision, kept.name

    return made.revision, save


async def a_class(college: College) -> tuple[int, Save]:
    first = date(next(_years), 3, 1)
    monday = first + timedelta(days=(7 - first.weekday()) % 7)
    slot = timetable.Slot(
        course_id=college.course.course_id,
        room_id=college.room.room_id,
        weekdays=[1],
        start_time="10:00",
        end_time="11:00",
        first_date=f"{monday}",
        last_date=f"{monday}",
    )
    request = timetable.CreateSlotRequest(slot=slot, request_id=request_id())
    made = (await college.admin.timetable.CreateSlot(request)).slot
    of_day = timetable.ListClassesRequest(first_date=f"{monday}", last_date=f"{monday}", course_id=slot.course_id)
    (planned,) = (await college.admin.timetable.ListClasses(of_day)).classes

    async def save(revision: int, text: int) -> Saved:
        change = timetable.ClassChange(slot_id=made.slot_id, rule_date=f"{monday}", note=f"Note {text}")
        change.revision = revision
        answer = await college.admin.timetable.ChangeClass(timetable.ChangeClassRequest(change=change))
        kept: timetable.Class = getattr(answer, "class")
        return kept.revision, kept.note

    return planned.revision, save


async def the_rules_of_check_ins(college: College) -> tuple[int, Save]:
    async def token() -> str:
        return college.identity.admin()

    async def save(revision: int, text: int) -> Saved:
        wanted = check_in.CheckInRules(networks=[f"10.{text}.0.0/16"], revision=revision)
        request = check_in.SetCheckInRulesRequest(room_id=college.room.room_id, rules=wanted)
        async with open_channel(college.server.target, token=token) as channel:
            kept = (await check_in_rpc.CheckInServiceStub(channel).SetCheckInRules(request)).rules
        return kept.revision, ", ".join(kept.networks)

    async with open_channel(college.server.target, token=token) as channel:
        request = check_in.GetCheckInRulesRequest(room_id=college.room.room_id)
        return (await check_in_rpc.CheckInServiceStub(channel).GetCheckInRules(request)).rules.revision, save


FORMS = (a_course, a_room, a_camera, a_term, a_holiday, a_group, a_class, the_rules_of_check_ins)
Form = Callable[[College], Awaitable[tuple[int, Save]]]


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.__name__)
async def test_a_change_of_what_was_changed_since_is_refused_until_it_was_looked_at(
    college: College, form: Form
) -> None:
    looked_at, save = await form(college)
    assert looked_at == 1
    revision, first = await save(looked_at, 1)
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await save(looked_at, 2)
    assert refused.value.code() is grpc.StatusCode.ABORTED
    assert (reason_of(refused.value), fields_of(refused.value)) == ("STALE_REVISION", {"revision": f"{revision}"})
    assert await save(looked_at, 1) == (revision, first)  # what was done already, by a retry
    # a client that knows of no revisions changes what is there
    later, second = await save(0, 2)
    assert (later > revision, second != first) == (True, True)
    assert await save(0, 2) == (later, second)
    # of two who save at once one is told
    answers = await asyncio.gather(save(later, 1), save(later, 3), return_exceptions=True)
    told = [reason_of(one) for one in answers if isinstance(one, grpc.aio.AioRpcError)]
    assert told == ["STALE_REVISION"]
