"""Several recognition pods report to several processes at once, while teachers click and the session ends."""

import asyncio
import random
import time
from uuid import uuid4

from presence.attendance.v1 import attendance_service_pb2 as pb

from tests.fakes.attendance_identity import SERVICE_KEY, ScriptedIdentity
from tests.fakes.attendance_server import AttendanceClient, attendance_server
from tests.integration.attendance.college import College, Reporter

PODS = 6
STUDENTS = 40


async def test_reports_that_cross_each_other_and_the_end_of_the_session_lose_nothing(
    attendance_url: str, identity: ScriptedIdentity
) -> None:
    address = {"database_url": attendance_url, "identity_target": identity.target, "service_key": SERVICE_KEY}
    async with (
        attendance_server(**address) as first,
        attendance_server(**address) as second,
        first.client(identity.admin()) as admin,
        first.client(identity.service("recognition")) as one,
        second.client(identity.service("recognition")) as two,
        College.founded(first, identity, admin, one, students=STUDENTS) as college,
    ):
        session = await college.start()
        seen = [college.sighting(who) for who in range(STUDENTS - 1)]
        watch = college.teacher.attendance.WatchSession(pb.WatchSessionRequest(session_id=session.session_id))
        messages = watch.__aiter__()
        snapshot = (await anext(messages)).snapshot
        known = {mark.student_id: mark for mark in snapshot.marks}

        async def pod(client: AttendanceClient, number: int) -> None:
            reporter = Reporter(client)
            chance = random.Random(number)  # noqa: S311 - the order of a test
            for _ in range(3):
                shuffled = chance.sample(seen, len(seen))
                for begin in range(0, len(shuffled), 7):
                    answer = await reporter.report(*shuffled[begin : begin + 7])
                    assert not answer.refused
            await reporter.close()

        begun = time.perf_counter()
        async with asyncio.TaskGroup() as group:
            for number in range(PODS):
                group.create_task(pod(one if number % 2 else two, number))
            group.create_task(college.end(session))
        took = time.perf_counter() - begun
        print(f"\n{PODS} pods, {PODS * 3 * len(seen)} sightings crossing each other: {took:.2f} s")

        view = await college.get(session)
        by_student = {mark.student_id: mark for mark in view.marks}
        for sighting in seen:
            assert by_student[sighting.student_id].status == pb.MARK_STATUS_PRESENT
        assert view.session.present_count == STUDENTS - 1
        revisions = [mark.revision for mark in view.marks]
        assert len(set(revisions)) == STUDENTS
        async with asyncio.timeout(60):  # one process stored half of it: the other's watchers hear of all
            while known != by_student:
                message = await anext(messages)
                if message.HasField("mark_changed"):
                    known[message.mark_changed.student_id] = message.mark_changed
        watch.cancel()


async def test_of_teachers_who_click_at_once_one_wins_and_the_others_are_told(college: College) -> None:
    session = await college.start()
    mark = await college.mark_of(session, 0)

    async def click(status: "pb.MarkStatus.ValueType") -> bool:
        request = pb.SetMarkRequest(
            session_id=session.session_id,
            student_id=mark.student_id,
            status=status,
            revision=mark.revision,
            request_id=str(uuid4()),
        )
        call = college.teacher.attendance.SetMark(request)
        return (await call.code()).name == "OK"

    words = [pb.MARK_STATUS_PRESENT, pb.MARK_STATUS_LATE, pb.MARK_STATUS_ABSENT, pb.MARK_STATUS_EXCUSED]
    assert sum(await asyncio.gather(*(click(word) for word in words * 3))) == 1


async def test_of_starts_at_once_one_opens_the_room(college: College) -> None:
    outcomes = await asyncio.gather(*(college.start() for _ in range(8)), return_exceptions=True)
    assert sum(isinstance(outcome, pb.Session) for outcome in outcomes) == 1
