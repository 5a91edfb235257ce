"""Following identity's people: names, deletions, cut streams, compacted tokens, and the real identity."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import TypeVar
from uuid import UUID, uuid4

import pytest
from presence.attendance.v1 import attendance_service_pb2 as pb
from presence.attendance.v1 import course_service_pb2

from services.attendance.adapters.people_postgres import FORGOTTEN_NAME, PostgresPeople
from services.attendance.app.follow_people import PersonChanged, PersonDeleted
from services.attendance.domain.person import Person, PersonRole
from services.common.postgres import Database, open_database
from tests.fakes.attendance_identity import SERVICE_KEY, ScriptedIdentity, scripted_identity
from tests.fakes.attendance_server import attendance_server
from tests.fakes.identity_server import running_identity
from tests.integration.attendance.college import College, request_id

Seen = TypeVar("Seen")


async def eventually(look: Callable[[], Awaitable[Seen]], wanted: Callable[[Seen], bool]) -> Seen:
    """What `look` sees once it is wanted: the follower has no other outward sign."""
    async with asyncio.timeout(60):
        while not wanted(seen := await look()):
            continue
    return seen


@pytest.fixture
async def alone() -> AsyncIterator[ScriptedIdentity]:
    """An identity of this test's own."""
    async with scripted_identity() as identity:
        yield identity


@pytest.fixture
async def college(alone: ScriptedIdentity, attendance_url: str) -> AsyncIterator[College]:
    async with (
        attendance_server(database_url=attendance_url, identity_target=alone.target, service_key=SERVICE_KEY) as server,
        server.client(alone.admin()) as admin,
        server.client(alone.service("recognition")) as recognition,
        College.founded(server, alone, admin, recognition) as college,
    ):
        for person in alone.people.values():
            await alone.tell(person)
        async with open_database(attendance_url) as database:  # what is followed from now on is told by one stream
            await eventually(PostgresPeople(database).resume_token, bool)
        yield college


async def names(college: College) -> list[str]:
    listed = await college.admin.courses.ListEnrolments(
        course_service_pb2.ListEnrolmentsRequest(course_id=college.course.course_id)
    )
    return [enrolment.display_name for enrolment in listed.enrolments]


async def test_a_new_name_is_followed_and_a_frozen_roster_keeps_the_old_one(college: College) -> None:
    session = await college.start()
    student = college.students[0]
    old = student.display_name
    student.display_name, student.revision = "A New Name", 2
    await college.identity.tell(student)
    assert "A New Name" in await eventually(lambda: names(college), lambda found: old not in found)
    assert (await college.mark_of(session, 0)).display_name == old


async def test_a_deleted_person_is_taken_off_courses_and_their_name_out_of_registers(college: College) -> None:
    session = await college.start()
    await college.reporter.report(college.sighting(0))
    await college.end(session)
    await college.identity.delete(college.students[0].person_id)
    await eventually(lambda: names(college), lambda found: len(found) == 2)
    mark = await college.mark_of(session, 0)
    assert (mark.display_name, mark.student_number) == (FORGOTTEN_NAME, "")
    assert mark.status == pb.MARK_STATUS_PRESENT


async def test_a_cut_stream_is_resumed_from_the_token_kept(college: College) -> None:
    identity = college.identity
    student = college.students[0]
    student.display_name, student.revision = "Before The Cut", 2
    await identity.tell(student)
    await eventually(lambda: names(college), lambda found: "Before The Cut" in found)
    before = len(identity.streams_opened)
    await identity.cut_streams()
    student.display_name, student.revision = "After The Cut", 3
    await identity.tell(student)
    await eventually(lambda: names(college), lambda found: "After The Cut" in found)
    reopened = identity.streams_opened[before:]
    assert reopened
    assert all(reopened)  # never afresh


async def test_whoever_a_compacted_token_hid_the_deletion_of_is_dropped(college: College) -> None:
    await eventually(lambda: names(college), lambda found: len(found) == 3)
    identity = college.identity
    student = college.students[1]
    student.display_name, student.revision = "Heard Of", 2
    await identity.tell(student)  # so that a token has been kept
    await eventually(lambda: names(college), lambda found: "Heard Of" in found)
    before = len(identity.streams_opened)
    await identity.forget(college.students[0].person_id)
    assert len(await eventually(lambda: names(college), lambda found: len(found) == 2)) == 2
    resumed, *afresh = identity.streams_opened[before:]
    assert resumed
    assert afresh == [""]


def person(person_id: UUID, name: str, revision: int) -> Person:
    return Person(person_id, name, "S1", PersonRole.STUDENT, active=True, revision=revision)


async def test_older_and_repeated_events_change_nothing_and_the_deleted_stay_deleted(database: Database) -> None:
    store = PostgresPeople(database)
    somebody = uuid4()
    newest = person(somebody, "Newest", 3)
    await store.apply([PersonChanged(newest)], "3", None)
    await store.apply([PersonChanged(person(somebody, "Older", 2)), PersonChanged(newest)], "2", None)
    assert (await store.find([somebody]))[somebody] == newest
    assert await store.resume_token() == "2"
    await store.apply([PersonDeleted(somebody)], "4", None)
    await store.apply([PersonChanged(person(somebody, "Back", 9)), PersonDeleted(somebody)], "5", None)
    found = (await store.find([somebody]))[somebody]
    assert (found.deleted, found.display_name) == (True, "")


async def test_two_processes_may_apply_the_same_events_at_once(attendance_url: str) -> None:
    people = [person(uuid4(), f"Person {number}", 1) for number in range(50)]
    events: list[PersonChanged | PersonDeleted] = [PersonChanged(p) for p in people]
    gone = [PersonDeleted(p.person_id) for p in people[:10]]
    async with open_database(attendance_url) as first, open_database(attendance_url) as second:
        stores = [PostgresPeople(first), PostgresPeople(second)]
        await asyncio.gather(*(store.apply([*events, *gone], "1", None) for store in stores for _ in range(4)))
        found = await stores[0].find([p.person_id for p in people])
    assert sum(p.deleted for p in found.values()) == 10
    assert len(found) == 50


async def test_with_the_real_identity_a_person_is_created_and_enrolled_right_after(
    create_database: Callable[..., str], attendance_url: str
) -> None:
    async with (
        running_identity(create_database()) as identity,
        attendance_server(
            database_url=attendance_url,
            identity_target=identity.target,
            service_key=identity.service_keys["attendance"],
        ) as server,
        server.client(identity.admin.token) as admin,
    ):
        teacher = await identity.add_person("teacher", "Tara Teacher")
        course = await admin.courses.CreateCourse(
            course_service_pb2.CreateCourseRequest(
                course=course_service_pb2.Course(code="R1", title="Real", teacher_ids=[teacher.person_id]),
                request_id=request_id(),
            )
        )
        student = await identity.add_person("student", "Sam Student", student_number="S77")
        async with server.client(teacher.token) as client:
            enrolled = await client.courses.EnrolStudents(
                course_service_pb2.EnrolStudentsRequest(
                    course_id=course.course.course_id, student_ids=[student.person_id]
                )
            )
            assert enrolled.course.enrolled_count == 1
            listed = await client.courses.ListEnrolments(
                course_service_pb2.ListEnrolmentsRequest(course_id=course.course.course_id)
            )
        assert [(e.display_name, e.student_number) for e in listed.enrolments] == [("Sam Student", "S77")]
        async with open_database(attendance_url) as database:
            store = PostgresPeople(database)
            token = await eventually(store.resume_token, bool)
        assert token
