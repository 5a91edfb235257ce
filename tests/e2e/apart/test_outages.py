"""What a session goes through when something under it goes away: the database, attendance, identity."""

from __future__ import annotations

import asyncio
import os
import signal
import time
import uuid
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import aiohttp
import asyncpg
import grpc
import pytest
from presence.attendance.v1 import attendance_service_pb2 as pb
from presence.attendance.v1 import attendance_service_pb2_grpc as rpc
from pydantic import SecretStr

from cli.demo import college
from cli.local.folder import DataFolder
from cli.local.keys import load_secrets
from gateway.live.socket import Close
from services.common.channels import bearer, open_channel
from services.common.service_token import ServiceToken
from services.common.status import reason_of
from tests.e2e.classroom import open_session
from tests.e2e.conftest import logged_in
from tests.e2e.page import Page, page_of
from tests.e2e.stage import Stage
from tests.e2e.trouble import AFTERWARDS, ALWAYS, MEANWHILE, NEVER, Trouble, installation, streaming
from tests.e2e.waiting import until
from tests.e2e.web_user import API, WebUser
from tests.fakes.recognition_camera import stamp

pytestmark = pytest.mark.timeout(300)  # an outage takes its time, on a busy machine more

AWAY_SECONDS = 30.0
LEFT_AFTER_SECONDS = 20.0  # whoever comes while the database is away has gone again before it is back
SOON_SECONDS = 60.0  # of what takes a second or two where the machine has time
CLOCKS_SECONDS = 2.0  # by which a camera may misread the server's clock
REPORTS_BEFORE, REPORTS_AFTER = 30, 60


@pytest.fixture(scope="module")
async def trouble(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Trouble]:
    async with installation(tmp_path_factory.mktemp("trouble")) as trouble:
        yield trouble


@pytest.fixture(scope="module")
async def stage(trouble: Trouble) -> Stage:
    scenes = (ALWAYS, ALWAYS | {MEANWHILE}, ALWAYS | {AFTERWARDS})
    return await asyncio.to_thread(Stage, trouble.campus.photos, *scenes)


async def excuse(teacher: WebUser, page: Page, session_id: str, student: str) -> int:
    """The teacher's word, for what the page shows now."""
    word = {"status": "excused", "revision": page.marks[student]["revision"], "request_id": str(uuid.uuid4())}
    return (await teacher.call("PUT", f"/sessions/{session_id}/marks/{student}", body=word))[0]


async def callers_are_told(trouble: Trouble) -> None:
    """Whoever logs in while the database is away hears so, and to try again."""
    campus = trouble.campus
    login = {"email": campus.college.teacher.email, "password": campus.college.teacher.password}
    async with aiohttp.ClientSession(campus.running.url) as http:
        answer = await http.post(f"{API}/login", json=login)
        problem = await answer.json(content_type="application/problem+json")
        assert (answer.status, problem["reason"]) == (503, "DATABASE_UNAVAILABLE")
        assert "try again" in problem["detail"]
        assert int(answer.headers["Retry-After"]) > 0


async def test_a_database_that_goes_away_for_30_s_in_mid_session_costs_no_mark(trouble: Trouble, stage: Stage) -> None:
    campus, postgres = trouble.campus, trouble.postgres
    processes = trouble.pids()
    async with (
        open_session(campus) as (server, session),
        logged_in(campus, campus.college.teacher) as teacher,
        page_of(teacher, session.session_id) as page,
        page_of(teacher, session.session_id) as laptop,
        streaming(campus, stage) as camera,
    ):
        one = f"/sessions/{session.session_id}"
        (excused,) = trouble.ids(NEVER)
        assert await excuse(teacher, page, session.session_id, excused) == 200
        await page.until(lambda: page.attended == trouble.ids(*ALWAYS), SOON_SECONDS)

        await postgres.stop()
        stopped, away = time.monotonic(), datetime.now(UTC)
        stage.show(ALWAYS | {MEANWHILE})
        await laptop.lose_connection()
        await callers_are_told(trouble)
        status, problem = await teacher.call("GET", one)
        assert (status, problem["reason"]) == (503, "DATABASE_UNAVAILABLE")
        stub = rpc.AttendanceServiceStub(server.attendance)
        with pytest.raises(grpc.aio.AioRpcError) as refusal:
            await stub.GetSession(pb.GetSessionRequest(session_id=session.session_id))
        assert (refusal.value.code(), reason_of(refusal.value)) == (
            grpc.StatusCode.UNAVAILABLE,
            "DATABASE_UNAVAILABLE",
        )
        promised = camera.progress.stored_through
        # recognised, though nowhere to be stored
        await until(lambda: camera.progress.known == len(ALWAYS) + 1, SOON_SECONDS)
        failing = asyncio.ensure_future(campus.running.failed())
        await asyncio.wait((failing,), timeout=stopped + LEFT_AFTER_SECONDS - time.monotonic())
        stage.show(ALWAYS)
        await asyncio.wait((failing,), timeout=stopped + AWAY_SECONDS - time.monotonic())
        assert not failing.done()
        failing.cancel()
        assert camera.progress.stored_through == promised
        assert Close.TRY_LATER in laptop.closed_with

        await postgres.start()
        back, started = datetime.now(UTC), time.monotonic()
        stage.show(ALWAYS | {AFTERWARDS})
        everybody = trouble.ids(*ALWAYS, MEANWHILE, AFTERWARDS)
        await page.until(lambda: page.attended == everybody, SOON_SECONDS)
        healed_seconds = time.monotonic() - started
        await page.until(lambda: all(seen_after(page, one, back) for one in trouble.ids(*ALWAYS)), SOON_SECONDS)
        await laptop.until(lambda: laptop.attended == everybody, SOON_SECONDS)
        assert (page.snapshots, laptop.snapshots) == (1, 1)  # it went on from where it was
        ended = await college.end_session(server, session.session_id)
        final = {mark.student_id: mark for mark in ended.marks}
        await page.until(
            lambda: statuses(page) == {one: STATUS_NAMES[mark.status] for one, mark in final.items()}, SOON_SECONDS
        )
    print(f"\nall marks were on the page {healed_seconds:.1f} s after the database was back")
    assert {one for one, mark in final.items() if mark.status == pb.MARK_STATUS_PRESENT} == everybody
    assert final[excused].status == pb.MARK_STATUS_EXCUSED
    (meanwhile,) = trouble.ids(MEANWHILE)
    misread = timedelta(seconds=CLOCKS_SECONDS)
    assert away - misread <= final[meanwhile].first_seen_time.ToDatetime(UTC) <= back + misread
    assert trouble.reports == []
    assert trouble.pids() == processes


STATUS_NAMES = {
    pb.MARK_STATUS_PRESENT: "present",
    pb.MARK_STATUS_LATE: "late",
    pb.MARK_STATUS_ABSENT: "absent",
    pb.MARK_STATUS_EXCUSED: "excused",
    pb.MARK_STATUS_UNCONFIRMED: "unconfirmed",
}


def statuses(page: Page) -> dict[str, str]:
    return {student: mark["status"] for student, mark in page.marks.items()}


def seen_after(page: Page, student: str, moment: datetime) -> bool:
    seen = page.marks[student]["last_seen_time"]
    return seen is not None and datetime.fromisoformat(seen.replace("Z", "+00:00")) > moment


class Reporter:
    """Recognition's side of ReportSightings: one sighting at a time, sent again until it is answered."""

    def __init__(self, stub: rpc.AttendanceServiceAsyncStub, token: ServiceToken, camera: str, student: str) -> None:
        self._stub, self._token, self._camera, self._student = stub, token, camera, student
        self.stored: dict[str, datetime] = {}  # when each answered sighting was seen last
        self.breaks = 0

    async def run(self) -> None:
        """Until cancelled."""
        unanswered = self._sighting()
        while True:
            call = self._stub.ReportSightings(metadata=bearer(await self._token()))
            try:
                while True:
                    await call.write(pb.ReportSightingsRequest(sightings=[unanswered]))
                    answer = await call.read()
                    assert isinstance(answer, pb.ReportSightingsResponse)
                    assert list(answer.stored_ids) == [unanswered.sighting_id]
                    self.stored[unanswered.sighting_id] = unanswered.last_seen_time.ToDatetime(UTC)
                    unanswered = self._sighting()
            except (grpc.aio.AioRpcError, asyncio.InvalidStateError, AssertionError):
                self.breaks += 1
                call.cancel()
            await asyncio.sleep(0.1)  # nobody may be there

    def _sighting(self) -> pb.Sighting:
        now = datetime.now(UTC)
        return pb.Sighting(
            sighting_id=str(uuid.uuid4()),
            camera_id=self._camera,
            student_id=self._student,
            first_seen_time=stamp(now),
            last_seen_time=stamp(now),
            distance=0.5,
            gallery_version=1,
            model="test",
            track_id="test",
            frames_used=1,
        )


async def test_attendance_killed_in_mid_session_loses_nothing_it_has_acknowledged(
    trouble: Trouble, stage: Stage
) -> None:
    campus = trouble.campus
    (reported,) = trouble.ids(NEVER)
    key = load_secrets(DataFolder(campus.folder / "data").secrets).recognition_service_key
    async with (
        open_session(campus) as (server, session),
        logged_in(campus, campus.college.teacher) as teacher,
        page_of(teacher, session.session_id) as page,
        streaming(campus, stage),
        open_channel(campus.endpoints.identity) as identity,
        open_channel(campus.endpoints.attendance) as attendance,
    ):
        await page.until(lambda: page.attended == trouble.ids(*ALWAYS), SOON_SECONDS)
        token = ServiceToken(identity, name="recognition", key=SecretStr(key), audience="attendance")
        reporter = Reporter(rpc.AttendanceServiceStub(attendance), token, session.camera_ids[0], reported)
        reporting = asyncio.create_task(reporter.run())
        await until(lambda: len(reporter.stored) >= REPORTS_BEFORE, SOON_SECONDS)
        os.kill(trouble.pids()["attendance"], signal.SIGKILL)
        killed = time.monotonic()
        stage.show(ALWAYS | {MEANWHILE})
        everybody = trouble.ids(*ALWAYS, MEANWHILE, NEVER)
        await page.until(lambda: page.attended == everybody, SOON_SECONDS)
        await until(lambda: len(reporter.stored) >= REPORTS_AFTER, SOON_SECONDS)
        healed_seconds = time.monotonic() - killed
        reporting.cancel()
        await asyncio.wait((reporting,))
        assert reporter.breaks >= 1
        assert (page.snapshots, page.closed_with) == (1, [])  # the page has not noticed
        ended = await college.end_session(server, session.session_id)
    final = {mark.student_id: mark for mark in ended.marks}
    assert {one for one, mark in final.items() if mark.status == pb.MARK_STATUS_PRESENT} == everybody
    assert final[reported].last_seen_time.ToDatetime(UTC) >= max(reporter.stored.values())
    assert final[reported].first_seen_time.ToDatetime(UTC) <= min(reporter.stored.values())
    print(f"\nattendance was back in the marks {healed_seconds:.1f} s after its kill -9")
    assert await stored(trouble) >= reporter.stored.keys()
    assert any("attendance was ended by signal 9" in report for report in trouble.reports)


async def stored(trouble: Trouble) -> set[str]:
    """The sightings in attendance's database."""
    database = await asyncpg.connect(trouble.postgres.dsn.replace("/postgres?", "/presence_attendance?"))
    try:
        return {str(row["sighting_id"]) for row in await database.fetch("select sighting_id from sighting")}
    finally:
        await database.close()


async def test_streams_and_pages_go_on_while_identity_is_away(trouble: Trouble, stage: Stage) -> None:
    campus = trouble.campus
    login = {"email": campus.college.teacher.email, "password": campus.college.teacher.password}
    async with (
        open_session(campus) as (server, session),
        logged_in(campus, campus.college.teacher) as teacher,
        page_of(teacher, session.session_id) as page,
        streaming(campus, stage) as camera,
        aiohttp.ClientSession(campus.running.url) as http,
    ):
        await page.until(lambda: page.attended == trouble.ids(*ALWAYS), SOON_SECONDS)
        identity = trouble.pids()["identity"]
        os.kill(identity, signal.SIGSTOP)  # worse than dead: it takes calls and answers none
        stage.show(ALWAYS | {AFTERWARDS})
        refused = asyncio.create_task(post(http, login))
        try:
            await page.until(lambda: page.attended == trouble.ids(*ALWAYS, AFTERWARDS), SOON_SECONDS)
            (somebody,) = trouble.ids(NEVER)
            assert await excuse(teacher, page, session.session_id, somebody) == 200
            status, problem = await asyncio.wait_for(refused, SOON_SECONDS)
            assert (status, problem["reason"]) == (503, "UNAVAILABLE")
            assert "try again" in problem["detail"]
        finally:
            os.kill(identity, signal.SIGKILL)
        stored_before = camera.progress.stored_through
        async with asyncio.timeout(SOON_SECONDS):
            while (await post(http, login))[0] != 200:  # noqa: ASYNC110 - it is being started, which tells nobody here
                await asyncio.sleep(0.2)
        await until(lambda: camera.progress.stored_through > stored_before, SOON_SECONDS)
        assert (page.snapshots, page.closed_with) == (1, [])
        ended = await college.end_session(server, session.session_id)
    present = {mark.student_id for mark in ended.marks if mark.status == pb.MARK_STATUS_PRESENT}
    assert present == trouble.ids(*ALWAYS, AFTERWARDS)
    assert any("identity was ended by signal 9" in report for report in trouble.reports)


async def post(http: aiohttp.ClientSession, login: dict[str, str]) -> tuple[int, dict[str, str]]:
    async with http.post(f"{API}/login", json=login) as answer:
        return answer.status, await answer.json(content_type=None)
