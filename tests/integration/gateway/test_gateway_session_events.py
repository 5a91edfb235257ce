"""A session followed by WebSocket: one upstream watch, snapshots, resuming, and how sockets end."""

import asyncio
import time
from contextlib import AsyncExitStack
from statistics import quantiles

import aiohttp
import pytest
from presence.attendance.v1 import attendance_service_pb2 as pb

from gateway.live.session_hub import QUEUE_SIZE
from gateway.live.socket import Close
from tests.integration.gateway.serving import (
    Backends,
    Browser,
    Gateway,
    close_code,
    next_json,
    running_backends,
    running_gateway,
)


def events(session_id: str, resume: str = "") -> str:
    return f"/sessions/{session_id}/events" + (f"?resume={resume}" if resume else "")


def first_student(backends: Backends, session_id: str) -> str:
    return next(iter(backends.attendance.sessions[session_id].marks))


async def test_many_sockets_share_one_upstream_watch_and_it_ends_with_the_last(
    teacher: Browser, backends: Backends
) -> None:
    attendance = backends.attendance
    session_id = attendance.add_session()
    await attendance.until_watching(0)  # what earlier tests followed is let go a moment after their sockets
    watched = attendance.watched
    async with AsyncExitStack() as stack:
        sockets = [await stack.enter_async_context(teacher.socket(events(session_id))) for _ in range(40)]
        snapshots = [await next_json(ws) for ws in sockets]
        assert {one["type"] for one in snapshots} == {"snapshot"}
        await attendance.mark(session_id, first_student(backends, session_id), pb.MARK_STATUS_PRESENT)
        changes = [await next_json(ws) for ws in sockets]
        assert {(one["type"], one["mark"]["status"]) for one in changes} == {("mark", "present")}
        assert attendance.watched == watched + 1
    await attendance.until_watching(0)


async def test_a_late_joiner_gets_what_happened_since_without_another_upstream(
    teacher: Browser, backends: Backends
) -> None:
    attendance = backends.attendance
    session_id = attendance.add_session(students=2)
    student_id = first_student(backends, session_id)
    async with teacher.socket(events(session_id)) as early:
        await next_json(early)
        await attendance.mark(session_id, student_id, pb.MARK_STATUS_LATE)
        await next_json(early)
        watched = attendance.watched
        async with teacher.socket(events(session_id)) as late:
            snapshot = await next_json(late)
        assert snapshot["type"] == "snapshot"
        assert {mark["student_id"]: mark["status"] for mark in snapshot["marks"]}[student_id] == "late"
        assert snapshot["session"]["present_count"] == 1
        assert attendance.watched == watched


async def test_a_resume_token_brings_what_was_missed_and_nothing_else(teacher: Browser, backends: Backends) -> None:
    attendance = backends.attendance
    session_id = attendance.add_session()
    student_id = first_student(backends, session_id)
    async with teacher.socket(events(session_id)) as staying:
        token = (await next_json(staying))["resume_token"]
        for status in (pb.MARK_STATUS_LATE, pb.MARK_STATUS_PRESENT):
            await attendance.mark(session_id, student_id, status)
            await next_json(staying)
        async with teacher.socket(events(session_id, token)) as back:
            missed = [await next_json(back) for _ in range(2)]
            assert [one["mark"]["status"] for one in missed] == ["late", "present"]
        async with teacher.socket(events(session_id, missed[-1]["resume_token"])) as up_to_date:
            assert (await next_json(up_to_date))["type"] == "heartbeat"
        async with teacher.socket(events(session_id, "never-given-out")) as lost:
            assert (await next_json(lost))["type"] == "snapshot"


@pytest.mark.parametrize("compacted", [False, True], ids=["from its token", "from a snapshot when it is compacted"])
async def test_the_watch_goes_on_when_attendance_restarts(
    teacher: Browser, backends: Backends, compacted: bool
) -> None:
    attendance = backends.attendance
    session_id = attendance.add_session()
    held = attendance.sessions[session_id]
    async with teacher.socket(events(session_id)) as ws:
        await next_json(ws)
        await backends.servers["attendance"].stop()
        await attendance.mark(session_id, first_student(backends, session_id), pb.MARK_STATUS_PRESENT)
        held.compacted = 1 if compacted else 0
        await backends.servers["attendance"].start()
        event = await next_json(ws)
        marks = event["marks"] if compacted else [event["mark"]]
        assert event["type"] == ("snapshot" if compacted else "mark")
        assert [mark["status"] for mark in marks].count("present") == 1


async def test_a_slow_socket_is_let_go_and_may_resume_while_others_go_on(
    teacher: Browser, backends: Backends, gateway: Gateway
) -> None:
    attendance = backends.attendance
    session_id = attendance.add_session(students=1)
    student_id = first_student(backends, session_id)
    held = attendance.sessions[session_id]
    held.marks[student_id].note = "x" * 40_000  # fills every buffer on the way soon
    slow = await raw_socket(teacher, gateway, events(session_id))
    async with teacher.socket(events(session_id)) as quick:
        await next_json(quick)
        for number in range(2 * QUEUE_SIZE):
            await attendance.mark(session_id, student_id, pb.MARK_STATUS_PRESENT)
            assert (await next_json(quick))["mark"]["revision"] == number + 1
    rest = await asyncio.wait_for(slow[0].read(-1), 60)  # reading again now, it finds that it was let go
    slow[1].close()
    assert len(rest) < 2 * QUEUE_SIZE * 40_000
    assert Close.TOO_SLOW.to_bytes(2, "big") in rest[-130:]


async def raw_socket(
    browser: Browser, gateway: Gateway, path: str
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A WebSocket whose reader takes nothing until it is asked to."""
    host, port = gateway.url.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port), limit=1024)
    names = ("presence_access", "presence_refresh", "presence_login")
    cookies = "; ".join(f"{name}={browser.cookie(name)}" for name in names)
    lines = (
        f"GET /api/v1{path} HTTP/1.1",
        f"Host: {host}:{port}",
        f"Origin: {gateway.url}",
        f"Cookie: {cookies}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    )
    writer.write("\r\n".join((*lines, "", "")).encode())
    assert b"101" in await reader.readline()
    return reader, writer


async def test_a_socket_from_another_sites_page_is_refused(teacher: Browser, backends: Backends) -> None:
    session_id = backends.attendance.add_session()
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        async with teacher.socket(events(session_id), origin="https://evil.example"):
            pass
    assert refused.value.status == 403


async def test_who_may_not_see_a_session_is_told_so_by_the_close_code(browser: Browser, backends: Backends) -> None:
    session_id = backends.attendance.add_session()
    async with browser.socket(events(session_id)) as ws:
        assert await close_code(ws) == Close.LOGIN_ENDED
    await browser.log_in(backends.identity.add_person("student"))
    async with browser.socket(events(session_id)) as ws:
        assert await close_code(ws) == Close.NOT_ALLOWED
    await browser.log_in(backends.identity.add_person("teacher"))
    async with browser.socket(events("00000000-0000-4000-8000-000000000000")) as ws:
        assert await close_code(ws) == Close.NOT_FOUND
    async with browser.socket(events(session_id) + "?colour=blue") as ws:
        assert await close_code(ws) == Close.WRONG_MESSAGE


async def test_logging_out_closes_the_logins_sockets(teacher: Browser, backends: Backends) -> None:
    async with teacher.socket(events(backends.attendance.add_session())) as ws:
        await next_json(ws)
        assert (await teacher.send("POST", "/logout"))[0] == 204
        assert await close_code(ws) == Close.LOGIN_ENDED


async def test_a_socket_ends_with_its_access_token_and_connecting_again_renews_it(
    browser: Browser, backends: Backends
) -> None:
    identity = backends.identity
    session_id = backends.attendance.add_session()
    identity.access_seconds = 3.5  # of which 3 s are kept back for renewing early
    try:
        await browser.log_in(identity.add_person("teacher"))
        async with browser.socket(events(session_id)) as ws:
            token = (await next_json(ws))["resume_token"]
            await asyncio.wait_for(ws.receive(), 60)
            assert ws.close_code == Close.RENEW_LOGIN
    finally:
        identity.access_seconds = 600.0
    refreshes = identity.refreshes
    async with browser.socket(events(session_id, token)) as ws:
        assert (await next_json(ws))["type"] in ("heartbeat", "snapshot")
    assert identity.refreshes == refreshes + 1


async def test_a_gateway_that_stops_says_so() -> None:
    async with running_backends() as backends:
        targets = {process: backends.target(process) for process in ("identity", "attendance", "recognition")}
        async with running_gateway(targets) as gateway:
            browser = Browser(gateway)
            await browser.log_in(backends.identity.add_person("admin"))
            async with browser.socket(events(backends.attendance.add_session())) as ws:
                await next_json(ws)
                stopping = asyncio.create_task(gateway.runner.cleanup())
                assert await close_code(ws) == Close.GATEWAY_STOPS
                await asyncio.wait_for(stopping, 30)
            await browser.close()


@pytest.mark.timed
async def test_a_mark_reaches_the_browser_within_a_quarter_of_a_second(teacher: Browser, backends: Backends) -> None:
    attendance = backends.attendance
    session_id = attendance.add_session(students=1)
    student_id = first_student(backends, session_id)
    seconds = []
    async with teacher.socket(events(session_id)) as ws:
        await next_json(ws)
        for _ in range(200):
            started = time.perf_counter()
            await attendance.mark(session_id, student_id, pb.MARK_STATUS_PRESENT)
            await next_json(ws)
            seconds.append(time.perf_counter() - started)
    p95 = quantiles(seconds, n=20)[-1]
    print(f"\nmark to WebSocket message: median {sorted(seconds)[100] * 1000:.1f} ms, p95 {p95 * 1000:.1f} ms")
    assert p95 <= 0.25
