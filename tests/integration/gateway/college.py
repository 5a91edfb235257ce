"""A college on real services, reached through the gateway alone."""

import io
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

import aiohttp
from PIL import Image
from presence.attendance.v1 import attendance_service_pb2 as pb
from pydantic import SecretStr

from tests.fakes.attendance_server import AttendanceServer, attendance_of
from tests.fakes.identity_server import PASSWORD, RunningIdentity, running_identity
from tests.integration.gateway.serving import Browser, Gateway, running_gateway

NOBODY = "ipv4:127.0.0.1:9"


@dataclass(frozen=True)
class College:
    """Two real services, and the gateway in front of them."""

    identity: RunningIdentity
    attendance: AttendanceServer
    gateway: Gateway

    @asynccontextmanager
    async def browser(self, email: str = "") -> AsyncIterator[Browser]:
        opened = Browser(self.gateway)
        try:
            if email:
                status, _ = await opened.send("POST", "/login", json={"email": email, "password": PASSWORD})
                assert status == 200
            yield opened
        finally:
            await opened.close()

    @asynccontextmanager
    async def reporting(self) -> AsyncIterator[Callable[[str, str, datetime], Any]]:
        """Reports one sighting as recognition would, and returns when it is stored."""
        token = await self.identity.service_token("recognition", "attendance")
        async with self.attendance.client(token) as client:
            stream = client.attendance.ReportSightings()

            async def report(camera_id: str, student_id: str, seen: datetime) -> None:
                sighting = pb.Sighting(sighting_id=str(uuid4()), camera_id=camera_id, student_id=student_id)
                sighting.first_seen_time.FromDatetime(seen)
                sighting.last_seen_time.FromDatetime(seen)
                await stream.write(pb.ReportSightingsRequest(sightings=[sighting]))
                answer = await stream.read()
                assert list(answer.stored_ids) == [sighting.sighting_id]

            yield report
            stream.cancel()


@asynccontextmanager
async def college_of(
    identity: RunningIdentity, attendance: AttendanceServer, recognition_target: str = NOBODY, **gateway_settings: Any
) -> AsyncIterator[College]:
    """A gateway in front of these."""
    targets = {"identity": identity.target, "attendance": attendance.target, "recognition": recognition_target}
    key = SecretStr(identity.service_keys["gateway"])
    async with running_gateway(targets, service_key=key, **gateway_settings) as gateway:
        yield College(identity, attendance, gateway)


@asynccontextmanager
async def running_college(create_database: Callable[..., str], **gateway_settings: Any) -> AsyncIterator[College]:
    """identity and attendance on databases of their own, and the gateway; nobody recognises faces."""
    async with (
        running_identity(create_database()) as identity,
        attendance_of(identity, create_database()) as attendance,
        college_of(identity, attendance, **gateway_settings) as college,
    ):
        yield college


async def made(browser: Browser, path: str, **fields: Any) -> Any:
    """What a POST has created."""
    status, body = await browser.send("POST", path, json={**fields, "request_id": str(uuid4())})
    assert status == 201, body
    return body


def png() -> bytes:
    """A small picture."""
    held = io.BytesIO()
    Image.new("RGB", (64, 48), "teal").save(held, "PNG")
    return held.getvalue()


async def send_file(
    browser: Browser, excuse_id: str, content: bytes, name: str = "note.png", key: str = ""
) -> tuple[int, Any]:
    """What a form with a file in it is answered."""
    form = aiohttp.FormData(quote_fields=False)  # as browsers write names
    form.add_field("file", content, filename=name, content_type="application/octet-stream")
    headers = {"Idempotency-Key": key or str(uuid4())}
    return await browser.send("POST", f"/excuses/{excuse_id}/files", data=form, headers=headers)


async def invited(college: College, admin: Browser, role: str, name: str) -> tuple[str, str]:
    """Person id and e-mail of somebody who was added and has activated their account."""
    email = f"{role}.{uuid4().hex[:10]}@example.edu"
    added = await made(admin, "/people", display_name=name, email=email, role=role)
    token = added["activation_link"].partition("#")[2]
    async with college.browser() as newcomer:
        status, greeted = await newcomer.send("POST", "/activation/lookup", json={"token": token})
        assert (status, greeted["display_name"]) == (200, name)
        status, problem = await newcomer.send("POST", "/activation", json={"token": token, "password": "short"})
        assert (status, problem["errors"][0]["field"]) == (422, "password")
        status, me = await newcomer.send("POST", "/activation", json={"token": token, "password": PASSWORD})
        assert (status, me["person_id"], me["role"]) == (200, added["person"]["person_id"], role)
    return me["person_id"], email


async def open_session(college: College, students: int) -> tuple[str, Any, list[str], list[str]]:
    """The teacher's e-mail, an open session, its student ids and their e-mails."""
    async with college.browser(college.identity.admin.email) as admin:
        teacher_id, teacher_email = await invited(college, admin, "teacher", "Ada Lovelace")
        people = [await invited(college, admin, "student", f"Student {number}") for number in range(students)]
        student_ids = [person_id for person_id, _ in people]
        code = uuid4().hex[:8]
        course = await made(admin, "/courses", code=code, title="Physics", teacher_ids=[teacher_id])
        path = f"/courses/{course['course_id']}/enrolments"
        status, enrolled = await admin.send("POST", path, json={"student_ids": student_ids})
        assert (status, enrolled["enrolled_count"]) == (200, students)
        room = await made(admin, "/rooms", name=f"Room {code}")
        camera = await made(admin, "/cameras", room_id=room["room_id"], name="Front")
        key_path = f"/cameras/{camera['camera_id']}/keys"
        status, key = await admin.send("POST", key_path, json={"label": "by the door"})
        assert (status, key["credential"].startswith(key["key_id"])) == (201, True)
    async with college.browser(teacher_email) as teacher:
        session = await made(teacher, "/sessions", course_id=course["course_id"], room_id=room["room_id"])
    assert session["camera_ids"] == [camera["camera_id"]]
    return teacher_email, session, student_ids, [email for _, email in people]
