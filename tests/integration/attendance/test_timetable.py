"""The academic year as administrators, teachers and students meet it, over gRPC."""

from datetime import UTC, date, datetime, timedelta
from itertools import count

import grpc
import pytest
from icalendar import Calendar
from presence.attendance.v1 import calendar_service_pb2 as calendar_pb
from presence.attendance.v1 import course_service_pb2 as course_pb
from presence.attendance.v1 import timetable_service_pb2 as pb
from presence.identity.v1 import identity_service_pb2

from tests.fakes.attendance_server import AttendanceClient
from tests.integration.attendance.college import College, request_id

_years = count(datetime.now(UTC).year + 5)


@pytest.fixture
def monday() -> date:
    """A Monday of a year that no other test uses: the server and its terms are shared."""
    first = date(next(_years), 3, 1)
    return first + timedelta(days=(7 - first.weekday()) % 7)


def slot_of(college: College, monday: date, *, start: str = "10:00", end: str = "11:00", **fields: object) -> pb.Slot:
    slot = pb.Slot(
        course_id=college.course.course_id,
        room_id=college.room.room_id,
        weekdays=[1],
        start_time=start,
        end_time=end,
        first_date=monday.isoformat(),
        last_date=(monday + timedelta(days=34)).isoformat(),
    )
    slot.MergeFrom(pb.Slot(**fields))  # type: ignore[arg-type]  # names of its fields
    return slot


async def added(college: College, slot: pb.Slot) -> pb.Slot:
    request = pb.CreateSlotRequest(slot=slot, request_id=request_id())
    return (await college.admin.timetable.CreateSlot(request)).slot


async def classes(client: AttendanceClient, monday: date, days: int = 35) -> list[pb.Class]:
    last = (monday + timedelta(days=days - 1)).isoformat()
    answer = await client.timetable.ListClasses(pb.ListClassesRequest(first_date=monday.isoformat(), last_date=last))
    return list(answer.classes)


def reason_of(error: grpc.aio.AioRpcError) -> str:
    trailing = dict(error.trailing_metadata() or ())
    return str(trailing.get("grpc-status-details-bin", b""))


async def test_a_retry_makes_one_slot_and_both_see_its_classes(college: College, monday: date) -> None:
    request = pb.CreateSlotRequest(slot=slot_of(college, monday), request_id=request_id())
    first = await college.admin.timetable.CreateSlot(request)
    assert (await college.admin.timetable.CreateSlot(request)).slot == first.slot
    assert [one.date for one in await classes(college.teacher, monday)] == [
        (monday + timedelta(days=days)).isoformat() for days in range(0, 35, 7)
    ]
    async with college.server.client(college.identity.student(college.students[0].person_id)) as student:
        assert len(await classes(student, monday)) == 5
    stranger = college.identity.new_person("Stranger")
    async with college.server.client(college.identity.student(stranger.person_id)) as student:
        assert await classes(student, monday) == []


async def test_a_room_that_is_taken_is_named_in_words(college: College, monday: date) -> None:
    await added(college, slot_of(college, monday))
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await added(college, slot_of(college, monday, start="10:30", end="11:30"))
    assert refused.value.code() is grpc.StatusCode.FAILED_PRECONDITION
    words = refused.value.details() or ""
    assert college.room.name in words
    assert "from 10:00 to 11:00" in words
    assert "TIMETABLE_CONFLICT" in reason_of(refused.value)


async def test_one_class_is_cancelled_moved_and_given_away(college: College, monday: date) -> None:
    slot = await added(college, slot_of(college, monday))
    substitute = college.identity.new_person("Substitute", identity_service_pb2.ROLE_TEACHER)
    second, third = (monday + timedelta(days=days) for days in (7, 14))

    async def change(**fields: object) -> pb.Class:
        message = pb.ClassChange(slot_id=slot.slot_id, **fields)  # type: ignore[arg-type]  # names of its fields
        answer = await college.teacher.timetable.ChangeClass(pb.ChangeClassRequest(change=message))
        found: pb.Class = getattr(answer, "class")
        return found

    assert (await change(rule_date=monday.isoformat(), cancelled=True, note="strike")).cancelled
    moved = await change(
        rule_date=second.isoformat(),
        new_date=(second + timedelta(days=1)).isoformat(),
        start_time="14:00",
        end_time="15:00",
    )
    assert moved.moved
    given = await change(rule_date=third.isoformat(), teacher_id=substitute.person_id)
    assert given.teacher_name == "Substitute"
    async with college.server.client(college.identity.teacher(substitute.person_id)) as client:
        assert [one.date for one in await classes(client, monday)] == [third.isoformat()]
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await change(rule_date=(monday + timedelta(days=1)).isoformat(), cancelled=True)
    assert refused.value.code() is grpc.StatusCode.NOT_FOUND
    assert not (await change(rule_date=monday.isoformat())).cancelled


async def test_a_stale_slot_is_refused_and_one_that_has_not_begun_is_changed_in_place(
    college: College, monday: date
) -> None:
    slot = await added(college, slot_of(college, monday))
    slot.start_time = "09:00"
    changed = await college.admin.timetable.UpdateSlot(pb.UpdateSlotRequest(slot=slot, request_id=request_id()))
    assert (changed.slot.slot_id, changed.slot.start_time) == (slot.slot_id, "09:00")
    slot.start_time = "08:00"
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await college.admin.timetable.UpdateSlot(pb.UpdateSlotRequest(slot=slot, request_id=request_id()))
    assert refused.value.code() is grpc.StatusCode.ABORTED


async def test_a_slot_that_has_begun_ends_and_another_goes_on(college: College) -> None:
    today = datetime.now(UTC).date()
    weekday = (today + timedelta(days=1)).isoweekday()
    if weekday > 5:  # the week-end: a working day then
        weekday = 1
    slot = slot_of(college, today - timedelta(days=30), weekdays=[])
    del slot.weekdays[:]
    slot.weekdays.append(weekday)
    slot.last_date = (today + timedelta(days=30)).isoformat()
    begun = await added(college, slot)
    begun.start_time = "09:00"
    request = pb.UpdateSlotRequest(
        slot=begun, from_date=(today + timedelta(days=1)).isoformat(), request_id=request_id()
    )
    after = (await college.admin.timetable.UpdateSlot(request)).slot
    assert (await college.admin.timetable.UpdateSlot(request)).slot == after
    assert after.slot_id != begun.slot_id
    found = await college.teacher.timetable.ListClasses(
        pb.ListClassesRequest(first_date=(today - timedelta(days=30)).isoformat(), last_date=slot.last_date)
    )
    times = {one.date < request.from_date: one.start_time.ToDatetime().hour for one in found.classes}
    assert times == {True: 10, False: 9}


async def test_terms_never_share_a_day_and_stay_while_a_course_names_them(college: College, monday: date) -> None:
    last = (monday + timedelta(days=90)).isoformat()
    term = calendar_pb.Term(name="Spring", first_date=monday.isoformat(), last_date=last)
    made = await college.admin.calendar.CreateTerm(calendar_pb.CreateTermRequest(term=term, request_id=request_id()))
    overlapping = calendar_pb.Term(name="Other", first_date=last, last_date=last)
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await college.admin.calendar.CreateTerm(
            calendar_pb.CreateTermRequest(term=overlapping, request_id=request_id())
        )
    assert "Spring" in (refused.value.details() or "")
    college.course.term_id = made.term.term_id
    await college.admin.courses.UpdateCourse(course_pb.UpdateCourseRequest(course=college.course))
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await college.admin.calendar.DeleteTerm(calendar_pb.DeleteTermRequest(term_id=made.term.term_id))
    assert refused.value.code() is grpc.StatusCode.FAILED_PRECONDITION
    slot = slot_of(college, monday)
    slot.last_date = (monday + timedelta(days=200)).isoformat()
    await added(college, slot)
    assert max(one.date for one in await classes(college.teacher, monday + timedelta(days=60), 60)) <= last


def file_of(college: College, monday: date) -> bytes:
    day = f"{monday:%Y%m%d}"
    code, room = college.course.code, college.room.name
    return f"""BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Test//EN
BEGIN:VEVENT
UID:weekly-{code}
SUMMARY:{code}: Algebra
LOCATION:{room}
DTSTART:{day}T100000
DTEND:{day}T110000
RRULE:FREQ=WEEKLY;COUNT=6;BYDAY=MO,WE
EXDATE:{monday + timedelta(days=7):%Y%m%d}T100000
END:VEVENT
BEGIN:VEVENT
UID:once-{code}
SUMMARY:Algebra {code}
LOCATION:{room}
DTSTART:{day}T140000
DURATION:PT1H
END:VEVENT
BEGIN:VEVENT
UID:clash-{code}
SUMMARY:{code}
LOCATION:{room}
DTSTART:{day}T103000
DTEND:{day}T113000
END:VEVENT
BEGIN:VEVENT
UID:daily-{code}
SUMMARY:{code}
LOCATION:{room}
DTSTART:{day}T160000
DTEND:{day}T170000
RRULE:FREQ=DAILY
END:VEVENT
END:VCALENDAR
""".replace("\n", "\r\n").encode()


async def test_a_calendar_file_is_looked_at_taken_and_the_same_again_changes_nothing(
    college: College, monday: date
) -> None:
    file = file_of(college, monday)

    async def imported(commit: bool) -> list[int]:
        answer = await college.admin.timetable.ImportTimetable(pb.ImportTimetableRequest(file=file, commit=commit))
        return [event.result for event in answer.events]

    refused, new, unchanged = pb.IMPORT_RESULT_REFUSED, pb.IMPORT_RESULT_NEW, pb.IMPORT_RESULT_UNCHANGED
    assert await imported(False) == [new, refused, refused, refused]
    assert await classes(college.admin, monday) == []
    assert await imported(True) == [new, refused, refused, refused]
    held = [one for one in await classes(college.admin, monday) if not one.cancelled]
    assert len(held) == 5  # six of the rule less one that is left out
    assert await imported(True) == [unchanged, refused, refused, refused]
    with pytest.raises(grpc.aio.AioRpcError) as failed:
        await college.admin.timetable.ImportTimetable(pb.ImportTimetableRequest(file=b"no calendar"))
    assert failed.value.code() is grpc.StatusCode.INVALID_ARGUMENT


@pytest.fixture
async def near(college: College) -> pb.Slot:
    """A slot within the days that a calendar tells of."""
    today = datetime.now(UTC).date()
    return await added(college, slot_of(college, today + timedelta(days=7 - today.weekday())))


async def read(client: AttendanceClient, token: str) -> Calendar:
    chunks = [part.chunk async for part in client.timetable.ReadCalendarFeed(pb.ReadCalendarFeedRequest(token=token))]
    found = Calendar.from_ical(b"".join(chunks))
    assert isinstance(found, Calendar)
    return found


async def test_a_calendar_can_be_read_with_its_token_until_it_is_revoked(college: College, near: pb.Slot) -> None:
    student_id = college.students[0].person_id
    async with college.server.client(college.identity.student(student_id)) as student:
        token = (await student.timetable.CreateCalendarFeed(pb.CreateCalendarFeedRequest())).token
        before = {str(event["UID"]): event for event in (await read(student, token)).walk("VEVENT")}
        assert len(before) == 5
        first = near.first_date
        change = pb.ClassChange(slot_id=near.slot_id, rule_date=first, cancelled=True)
        await college.admin.timetable.ChangeClass(pb.ChangeClassRequest(change=change))
        calendar = await read(student, token)
        after = {str(event["UID"]): event for event in calendar.walk("VEVENT")}
        assert after.keys() == before.keys()
        (gone,) = (uid for uid, event in after.items() if str(event["STATUS"]) == "CANCELLED")
        assert int(str(after[gone]["SEQUENCE"])) > int(str(before[gone]["SEQUENCE"]))
        assert [str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")] == ["UTC"]
        newer = (await student.timetable.CreateCalendarFeed(pb.CreateCalendarFeedRequest())).token
        for ended in (token, newer):
            if ended == newer:
                await student.timetable.RevokeCalendarFeed(pb.RevokeCalendarFeedRequest())
            with pytest.raises(grpc.aio.AioRpcError) as refused:
                await read(student, ended)
            assert refused.value.code() is grpc.StatusCode.NOT_FOUND
