"""WatchSession over a real server: snapshot, changes, resuming, heartbeats, and how fast a sighting arrives."""

import asyncio
import time
from statistics import median, quantiles

import grpc
import pytest
from presence.attendance.v1 import attendance_service_pb2 as pb

from services.common.status import reason_of
from tests.integration.attendance.college import College

WAIT_SECONDS = 60


class Watch:
    """A watcher that skips heartbeats unless it waits for one."""

    def __init__(self, college: College, session: pb.Session, token: str = "") -> None:
        request = pb.WatchSessionRequest(session_id=session.session_id, resume_token=token)
        self.call = college.teacher.attendance.WatchSession(request)
        self._messages = self.call.__aiter__()

    async def next(self, *, kind: str | None = None) -> pb.WatchSessionResponse:
        async with asyncio.timeout(WAIT_SECONDS):
            while True:
                message = await anext(self._messages)
                if message.WhichOneof("event") == (kind or message.WhichOneof("event")) and (
                    kind == "heartbeat" or message.WhichOneof("event") != "heartbeat"
                ):
                    return message


async def test_a_watcher_gets_a_snapshot_and_then_every_change(college: College) -> None:
    session = await college.start()
    watch = Watch(college, session)
    snapshot = (await watch.next()).snapshot
    assert len(snapshot.marks) == 3
    assert snapshot.session == session
    await college.reporter.report(college.sighting(0))
    changed = (await watch.next()).mark_changed
    assert (changed.student_id, changed.status) == (college.students[0].person_id, pb.MARK_STATUS_PRESENT)
    await college.end(session)
    assert (await watch.next()).session_changed.HasField("end_time")
    assert {(await watch.next()).mark_changed.status for _ in range(2)} == {pb.MARK_STATUS_UNCONFIRMED}
    watch.call.cancel()


async def test_a_resumed_watcher_gets_what_it_missed_and_nothing_else(college: College) -> None:
    session = await college.start()
    first = Watch(college, session)
    await first.next()
    await college.reporter.report(college.sighting(0))
    token = (await first.next()).resume_token
    first.call.cancel()
    await college.reporter.report(college.sighting(1))
    await college.end(session)
    second = Watch(college, session, token)
    events = [await second.next() for _ in range(3)]
    assert [event.WhichOneof("event") for event in events] == ["mark_changed", "session_changed", "mark_changed"]
    assert events[0].mark_changed.student_id == college.students[1].person_id
    second.call.cancel()


async def test_each_message_of_a_batch_can_be_resumed_from(college: College) -> None:
    session = await college.start()
    before = (await college.get(session)).resume_token
    await college.end(session)  # one transaction, four changes
    watch = Watch(college, session, before)
    messages = [await watch.next() for _ in range(4)]
    watch.call.cancel()
    for position in range(3):
        again = Watch(college, session, messages[position].resume_token)
        assert [await again.next() for _ in range(3 - position)] == messages[position + 1 :]
        again.call.cancel()


async def test_late_data_reaches_a_watcher_of_a_closed_session(college: College) -> None:
    session = await college.start()
    seen = college.sighting(0)
    await college.end(session)
    watch = Watch(college, session)
    await watch.next()
    await college.reporter.report(seen)
    assert (await watch.next()).mark_changed.status == pb.MARK_STATUS_PRESENT
    watch.call.cancel()


async def test_a_token_of_another_session_is_out_of_range(college: College) -> None:
    first = await college.start()
    token = (await college.get(first)).resume_token
    await college.end(first)
    second = await college.start()
    for wrong in (token, "nonsense", "AAAA"):
        with pytest.raises(grpc.aio.AioRpcError) as refusal:
            await Watch(college, second, wrong).next()
        assert refusal.value.code() is grpc.StatusCode.OUT_OF_RANGE
        assert reason_of(refusal.value) == "RESUME_TOKEN_UNKNOWN"


async def test_a_silent_stream_beats_with_a_token_to_resume_from(college: College) -> None:
    session = await college.start()
    watch = Watch(college, session)
    token = (await watch.next()).resume_token
    assert (await watch.next(kind="heartbeat")).resume_token == token
    watch.call.cancel()


async def test_many_watchers_of_a_session_all_see_the_same(college: College) -> None:
    session = await college.start()
    watches = [Watch(college, session) for _ in range(20)]
    for watch in watches:
        await watch.next()
    for who in range(3):
        await college.reporter.report(college.sighting(who))
    seen = [[(await watch.next()).mark_changed.student_id for _ in range(3)] for watch in watches]
    assert seen == [[person.person_id for person in college.students]] * 20
    for watch in watches:
        watch.call.cancel()


@pytest.mark.timed
async def test_a_stored_sighting_reaches_its_watchers_within_50_ms(college: College) -> None:
    session = await college.start()
    watch = Watch(college, session)
    await watch.next()
    took_ms = []
    for round_number in range(60):
        begun = time.perf_counter()
        arrival = asyncio.create_task(watch.next())
        await college.reporter.report(college.sighting(round_number % 3))
        await arrival
        took_ms.append((time.perf_counter() - begun) * 1000)
    watch.call.cancel()
    print(f"\nreported to watched: median {median(took_ms):.1f} ms, p95 {quantiles(took_ms, n=20)[-1]:.1f} ms")
    # a delay of ours would be in all of them; other tests, which take the processor, are in some
    assert quantiles(took_ms, n=4)[0] < 50
