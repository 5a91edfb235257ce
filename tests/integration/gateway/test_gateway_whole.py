"""The gateway before all three real services; only the pictures are drawn. A browser's webcam takes attendance."""

import asyncio
import struct
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from statistics import quantiles
from typing import Any
from uuid import uuid4

import aiohttp
import pytest
import pytest_asyncio
from presence.recognition.v1 import encoding_service_pb2 as encoding
from presence.recognition.v1.encoding_service_pb2_grpc import EncodingServiceStub

from services.common.channels import bearer
from tests.fakes.attendance_server import attendance_of
from tests.fakes.identity_server import running_identity
from tests.fakes.recognition_server import RunningRecognition, running_recognition
from tests.fakes.recognition_vision import SyntheticVision, photo, picture
from tests.integration.gateway.college import College, college_of, open_session
from tests.integration.gateway.serving import Browser, next_json
from tests.integration.gateway.test_gateway_pictures import next_picture

Whole = tuple[College, RunningRecognition]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def whole(create_database: Callable[..., str]) -> AsyncIterator[Whole]:
    async with (
        running_identity(create_database()) as identity,
        attendance_of(identity, create_database()) as attendance,
        running_recognition(
            create_database(),
            identity.target,
            attendance.target,
            SyntheticVision(),
            service_key=identity.service_keys["recognition"],
        ) as recognition,
        college_of(identity, attendance, recognition.target) as college,
    ):
        yield college, recognition


async def submit_photos(college: College, recognition: RunningRecognition, email: str, person: int) -> None:
    """Consents, and adds two photos; past the gateway, which would make real JPEGs of drawn ones."""
    async with college.browser(email) as student, recognition.channel() as channel:
        me = (await student.send("GET", "/me"))[1]
        text = (await student.send("GET", "/consent-text"))[1]
        agreed = {"granted": True, "text_version": text["version"]}
        status, shown = await student.send("PUT", f"/people/{me['person_id']}/consent", json=agreed)
        assert (status, shown["face_consent"]["granted"]) == (200, True)
        for take in range(2):
            await EncodingServiceStub(channel).AddFaceSample(
                encoding.AddFaceSampleRequest(
                    person_id=me["person_id"], image=photo(person, take), request_id=str(uuid4())
                ),
                metadata=bearer(student.cookie("presence_access")),
                timeout=30,
            )
        status, page = await student.send("GET", f"/people/{me['person_id']}/faces")
        assert (status, len(page["items"])) == (200, 2)


async def train(admin: Browser, recognition: RunningRecognition) -> None:
    request_id = str(uuid4())
    status, run = await admin.send("POST", "/training-runs", json={"request_id": request_id})
    assert (status, run["request_id"]) == (202, request_id)
    async with admin.socket(f"/training-runs/{request_id}/events") as ws:
        told = [await next_json(ws)]
        while told[-1]["type"] not in ("done", "failed"):
            told.append(await next_json(ws))
    assert told[-1]["type"] == "done", told
    await recognition.gallery_at_least(told[-1]["gallery_version"])
    status, gallery = await admin.send("GET", "/gallery")
    assert (status, gallery["people"], gallery["samples_waiting"]) == (200, 2, 0)


async def stream(ws: aiohttp.ClientWebSocketResponse, known: asyncio.Event, people: tuple[int, ...]) -> None:
    """A webcam that keeps to its credit, until somebody is known and after."""
    await ws.send_json({"stream_id": str(uuid4())})
    in_flight, credit, sequence = 0, 0, 0
    while True:
        while in_flight < credit:
            sequence += 1
            now_ms = int(datetime.now(UTC).timestamp() * 1000)
            await ws.send_bytes(struct.pack(">qq", sequence, now_ms) + picture(*people))
            in_flight += 1
        event: Any = await ws.receive_json()
        if event["type"] == "flow_control":
            credit = event["max_in_flight"] if event["target_fps"] > 0 else 0
        elif event["type"] == "ack":
            in_flight = sequence - event["through_sequence"]
        elif event["type"] == "result" and any(one["display_name"] for one in event["detections"]):
            known.set()


@pytest.mark.timed
async def test_a_browsers_webcam_takes_attendance_and_the_teacher_sees_it(whole: Whole) -> None:
    college, recognition = whole
    teacher_email, session, student_ids, emails = await open_session(college, students=2)
    for person, email in enumerate(emails, 1):
        await submit_photos(college, recognition, email, person)
    async with college.browser(college.identity.admin.email) as admin:
        await train(admin, recognition)
    camera = f"/cameras/{session['camera_ids'][0]}"
    known = asyncio.Event()
    async with (
        asyncio.timeout(150),
        college.browser(teacher_email) as teacher,
        teacher.socket(f"/sessions/{session['session_id']}/events") as events,
        teacher.socket(f"{camera}/view") as view,
        teacher.socket(f"{camera}/webcam") as webcam,
    ):
        assert (await next_json(events))["type"] == "snapshot"
        assert (await next_json(view))["type"] == "heartbeat"
        looking = asyncio.create_task(look(view, pictures=60))
        streaming = asyncio.create_task(stream(webcam, known, people=(1, 77)))  # 77 is a stranger
        marked = await next_json(events)
        while marked["type"] != "mark":
            marked = await next_json(events)
        assert (marked["mark"]["student_id"], marked["mark"]["status"]) == (student_ids[0], "present")
        await known.wait()
        seconds, names = await looking
        streaming.cancel()
        await asyncio.wait((streaming,))
        status, session_now = await teacher.send("GET", f"/sessions/{session['session_id']}")
        assert status == 200
    assert names == {"Student 0"}
    assert {mark["student_id"]: mark["status"] for mark in session_now["marks"]} == {
        student_ids[0]: "present",
        student_ids[1]: "not_seen",
    }
    p95, median = quantiles(seconds, n=20)[-1], sorted(seconds)[len(seconds) // 2]
    print(f"\ndecided frame to WebSocket, real pod: median {median * 1000:.1f} ms, p95 {p95 * 1000:.1f} ms")
    assert p95 <= 0.25


async def look(ws: aiohttp.ClientWebSocketResponse, pictures: int) -> tuple[list[float], set[str]]:
    """How long after its decision each picture came, and the names of whoever was known on them."""
    seconds: list[float] = []
    names: set[str] = set()
    while len(seconds) < pictures:
        head, jpeg = await next_picture(ws)
        decided = datetime.fromisoformat(head["decide_time"])
        seconds.append((datetime.now(UTC) - decided).total_seconds())
        assert jpeg == picture(1, 77)
        names |= {one["display_name"] for one in head["detections"] if one["outcome"] == "known"}
    return seconds, names - {""}
