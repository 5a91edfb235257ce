"""A camera cut off in mid-session, and one that is killed meanwhile: the register is what it would have been."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from presence.attendance.v1 import attendance_service_pb2 as pb
from presence.attendance.v1 import attendance_service_pb2_grpc as rpc

from cli.demo.college import person, start_session
from tests.e2e.conftest import Campus
from tests.e2e.cut_off import (
    camera_process,
    draw,
    film_session,
    kept_frames,
    marks_of,
    nothing_awaited,
    time_of,
    until_marks,
)
from tests.e2e.cuttable import cuttable
from tests.e2e.waiting import until

pytestmark = pytest.mark.timeout(400)  # the installation may have to start first, on a busy machine

FPS = 5
# Live frames are let go on a busy machine, those on the disk are not: benchmarks/network_cut.py holds them to a frame.
TOLERANCE_SECONDS = 2.5
STAYS = {"barack": (0.2, 17.0), "group_3": (3.5, 11.0), "group_4": (5.0, 17.0)}
CUT = (1.0, 11.0)  # after the first is marked
KEPT_SECONDS = 10, 8  # of each run: in the first somebody comes long after the cut
COMES_MEANWHILE, NEVER_COMES = "group_3", "joe"


def absent_where(watched_share: float) -> int:
    """Of who never came: on a slow machine a camera is away for too long to call anybody absent."""
    return pb.MARK_STATUS_ABSENT if watched_share >= 0.8 else pb.MARK_STATUS_UNCONFIRMED


@pytest.mark.timed
async def test_a_camera_cut_off_in_mid_session_ends_with_the_register_of_one_that_was_not(
    campus: Campus, tmp_path: Path
) -> None:
    film = await asyncio.to_thread(draw, tmp_path / "film.mp4", campus, STAYS, 17.0, FPS)
    spool = tmp_path / "spool"
    async with cuttable(campus.endpoints) as network:
        whole, whole_share = await film_session(campus, network, film, spool, first="barack", cut=None)
        cut, cut_share = await film_session(campus, network, film, spool, first="barack", cut=CUT)
    print(f"\nwithout a cut {whole}\nwith one      {cut}")
    present = {key for key, seen in whole.items() if seen.status == pb.MARK_STATUS_PRESENT}
    assert {key for key, seen in cut.items() if seen.status == pb.MARK_STATUS_PRESENT} == present
    assert COMES_MEANWHILE in present
    for seen, share in ((whole, whole_share), (cut, cut_share)):
        assert {seen[key].status for key in seen.keys() - present} == {absent_where(share)}
    assert NEVER_COMES in whole.keys() - present
    for key, seen in whole.items():
        assert cut[key].first == pytest.approx(seen.first, abs=TOLERANCE_SECONDS), key
        assert cut[key].last == pytest.approx(seen.last, abs=TOLERANCE_SECONDS), key
    assert not list(spool.glob("*.frames")), "what the server has stored is still on the disk"


async def test_a_camera_killed_while_it_is_cut_off_loses_nobody_and_nobody_is_absent_before_it_is_back(
    campus: Campus, tmp_path: Path
) -> None:
    students = campus.college.students
    before = await asyncio.to_thread(
        draw, tmp_path / "before.mp4", campus, {"barack": (0.2, 26.0), "group_3": (6.0, 14.0)}, 26.0, FPS
    )
    after = await asyncio.to_thread(
        draw, tmp_path / "after.mp4", campus, {"barack": (0.0, 12.0), "group_4": (0.2, 8.0)}, 12.0, FPS
    )
    spool = tmp_path / "spool"
    async with cuttable(campus.endpoints) as network, person(campus.endpoints, campus.college.teacher) as server:
        stub = rpc.AttendanceServiceStub(server.attendance)
        session = await start_session(server, campus.college)
        camera = await camera_process(network, campus, before, spool)
        try:
            await until_marks(server, session.session_id, [students["barack"]], [pb.MARK_STATUS_PRESENT], 90)
            network.cut()
            ended = asyncio.ensure_future(camera.wait())
            await until(lambda: kept_frames(spool) >= 2 * KEPT_SECONDS[0], 60)
            camera.kill()
            await ended
            camera = await camera_process(network, campus, after, spool)
            ended = asyncio.ensure_future(camera.wait())
            before_kill = kept_frames(spool)
            await until(lambda: kept_frames(spool) >= before_kill + 2 * KEPT_SECONDS[1], 60)
            closed = (await stub.EndSession(pb.EndSessionRequest(session_id=session.session_id))).session
            meanwhile = await marks_of(server, session.session_id)
            network.mend()
            evidence = await nothing_awaited(server, session.session_id, 100)
            final = await marks_of(server, session.session_id)
            if not ended.done():  # else its film was over
                camera.terminate()
            assert await asyncio.wait_for(ended, 60) == 0
        finally:
            network.mend()
            if camera.returncode is None:
                camera.kill()
            await camera.wait()
            await stub.EndSession(pb.EndSessionRequest(session_id=session.session_id))
    unseen = [students[key] for key in ("group_3", "group_4", NEVER_COMES)]
    assert [meanwhile[one].status for one in unseen] == [pb.MARK_STATUS_UNCONFIRMED] * 3
    present = {key for key, one in students.items() if final[one].status == pb.MARK_STATUS_PRESENT}
    assert present == {"barack", "group_3", "group_4"}
    # between the kill and the next start nobody looked
    assert final[students[NEVER_COMES]].status == absent_where(evidence.watched_share)
    killed_run, next_run = final[students["group_3"]], final[students["group_4"]]
    assert time_of(killed_run.last_seen_time) < time_of(next_run.first_seen_time) < time_of(closed.end_time)
