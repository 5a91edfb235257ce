"""A college on real services with somebody of every role, and the ids of what is one student's and one teacher's."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import asyncpg
import numpy as np
from presence.identity.v1 import people_service_pb2 as people
from presence.identity.v1.people_service_pb2_grpc import PeopleServiceStub
from presence.recognition.v1 import encoding_service_pb2 as encoding
from presence.recognition.v1.encoding_service_pb2_grpc import EncodingServiceStub

from services.attendance.adapters.rows import ASSIGNMENT_CHANNEL
from services.common.channels import bearer, open_channel
from services.recognition.app.pod import StreamLimits
from services.recognition.app.review import NewReview
from services.recognition.app.review_store import Kept
from services.recognition.domain.faces import Box
from services.recognition.domain.gallery import Candidate
from services.recognition.domain.outcome import ReviewRequest
from tests.fakes.attendance_server import attendance_of
from tests.fakes.identity_server import running_identity
from tests.fakes.recognition_server import RunningRecognition, running_recognition
from tests.fakes.recognition_vision import SyntheticVision, photo
from tests.integration.gateway.college import College, college_of, made, open_session, png, send_file


@dataclass(frozen=True)
class World:
    """`ids` are those of one student's and one teacher's things; `emails` of who comes by, by kind of caller."""

    college: College
    targets: Mapping[str, str]
    ids: Mapping[str, str]
    emails: Mapping[str, str]
    camera_token: str
    kiosk_camera_id: str  # in the session's room; `kiosk_code` makes one tablet its kiosk
    kiosk_code: str

    async def token(self, caller: str, process: str, login: Callable[[str], str]) -> str | None:
        """An access token of this kind of caller for that process."""
        if caller == "anonymous":
            return None
        if caller == "camera":
            return self.camera_token
        if caller == "kiosk":
            return login("kiosk")
        if caller == "service":
            return await self.college.identity.service_token("gateway", process)
        return login(self.emails[caller])

    def ids_for(self, caller: str) -> Mapping[str, str]:
        """An administrator asks for what does not exist: what they may do must not undo the world of the others."""
        if caller == "kiosk":
            return {**self.ids, "camera_id": self.kiosk_camera_id}
        return {name: str(uuid4()) for name in self.ids} if caller == "admin" else self.ids


@asynccontextmanager
async def running_world(create_database: Callable[..., str]) -> AsyncIterator[World]:
    async with (
        running_identity(create_database()) as identity,
        attendance_of(identity, attendance_url := create_database()) as attendance,
        running_recognition(
            create_database(),
            identity.target,
            attendance.target,
            SyntheticVision(),
            service_key=identity.service_keys["recognition"],
            limits=StreamLimits(heartbeat_seconds=0.5),  # whoever may listen is told something soon
        ) as recognition,
        college_of(identity, attendance, recognition.target) as college,
    ):
        targets = {"identity": identity.target, "attendance": attendance.target, "recognition": recognition.target}
        teacher, session, students, emails = await open_session(college, students=1)
        other_student = await identity.add_person("student", "Some Other")
        other_teacher = await identity.add_person("teacher", "Otto Other")
        substitute = await identity.add_person("teacher", "Suba Stitute")
        ids = {
            "person_id": students[0],
            "student_id": students[0],
            "course_id": session["course_id"],
            "room_id": session["room_id"],
            "session_id": session["session_id"],
            "camera_id": session["camera_ids"][0],
            "sample_id": await _photo(targets, identity.admin.token, students[0]),
            "review_id": await _review(recognition, session, students[0]),
            "stream_id": str(uuid4()),
            "key_id": str(uuid4()),
            "login_id": str(uuid4()),
            "passkey_id": str(uuid4()),
            "mail_id": str(uuid4()),
            **await _requests(college, teacher, session["course_id"], students[0], emails[0]),
            **await _timetable(college, session["course_id"]),
        }
        await _stand_in(attendance_url, substitute.person_id, ids["course_id"])
        callers = {
            "student own": emails[0],
            "student other": other_student.email,
            "teacher own": teacher,
            "teacher other": other_teacher.email,
            "teacher substitute": substitute.email,
            "admin": identity.admin.email,
        }
        async with college.browser(identity.admin.email) as admin:
            kiosk = await made(admin, "/cameras", room_id=session["room_id"], name="By the door")
        camera_token = await identity.camera_token(ids["camera_id"])
        code = await identity.kiosk_code(kiosk["camera_id"])
        yield World(college, targets, ids, callers, camera_token, kiosk["camera_id"], code)


async def _requests(college: College, teacher: str, course_id: str, student_id: str, email: str) -> dict[str, str]:
    """An excuse with a file, and a dispute about a mark of a session that is over."""
    async with college.browser(college.identity.admin.email) as admin:
        room = await made(admin, "/rooms", name=f"Room {uuid4().hex[:8]}")
    async with college.browser(teacher) as browser:
        ended = await made(browser, "/sessions", course_id=course_id, room_id=room["room_id"])
        status, _ = await browser.send("POST", f"/sessions/{ended['session_id']}/end")
        assert status == 200
    async with college.browser(email) as browser:
        asked = {"student_id": student_id, "category": "illness", "reason": "a fever"}
        excuse = await made(browser, "/excuses", **asked, session_ids=[ended["session_id"]])
        status, file = await send_file(browser, excuse["excuse_id"], png())
        assert status == 201, file
        disputed = {"session_id": ended["session_id"], "wanted_status": "present", "reason": "I was there"}
        dispute = await made(browser, "/disputes", **disputed)
    return {
        "excuse_id": excuse["excuse_id"],
        "file_id": file["file_id"],
        "dispute_id": dispute["dispute_id"],
        "comment_id": str(uuid4()),
    }


async def _stand_in(database_url: str, teacher_id: str, course_id: str) -> None:
    """The sessions so far are classes that somebody else holds, as the timetable writes it."""
    connection = await asyncpg.connect(database_url)
    sql = """
        insert into session_occurrence (occurrence_id, session_id, rule_date, teacher_id)
        select gen_random_uuid(), session_id, start_time::date, $1::uuid from session where course_id = $2::uuid
    """
    await connection.execute(sql, teacher_id, course_id)
    await connection.execute(f"notify {ASSIGNMENT_CHANNEL}")  # who may stream from a browser has changed
    await connection.close()


async def _timetable(college: College, course_id: str) -> dict[str, str]:
    """A slot and an extra class of the course, a month from now."""
    first = datetime.now(UTC).date() + timedelta(days=30)
    async with college.browser(college.identity.admin.email) as admin:
        room = await made(admin, "/rooms", name=f"Room {uuid4().hex[:8]}")
        held = {"course_id": course_id, "room_id": room["room_id"], "start_time": "09:00", "end_time": "10:00"}
        days = {"first_date": first.isoformat(), "last_date": (first + timedelta(days=30)).isoformat()}
        slot = await made(admin, "/timetable/slots", **held, **days, weekdays=[1, 2, 3, 4, 5])
        held |= {"start_time": "20:00", "end_time": "21:00", "date": first.isoformat()}
        extra = await made(admin, "/timetable/extra-classes", **held)
    return {"slot_id": slot["slot_id"], "extra_id": extra["occurrence_id"]}


async def _photo(targets: Mapping[str, str], token: str, person_id: str) -> str:
    """A photo of the person, who has consented to it."""
    async with open_channel(targets["identity"]) as identity, open_channel(targets["recognition"]) as recognition:
        await PeopleServiceStub(identity).SetConsent(
            people.SetConsentRequest(person_id=person_id, granted=True, text_version="1"), metadata=bearer(token)
        )
        added = await EncodingServiceStub(recognition).AddFaceSample(
            encoding.AddFaceSampleRequest(person_id=person_id, image=photo(1, 0), request_id=str(uuid4())),
            metadata=bearer(token),
        )
        return str(added.sample.sample_id)


async def _review(recognition: RunningRecognition, session: Mapping[str, Any], person_id: str) -> str:
    """A face that may show the person, for whoever started the session to decide."""
    now, pod = datetime.now(UTC), recognition.service.pod
    request = ReviewRequest(
        review_id=str(uuid4()),
        track_id=str(uuid4()),
        sequence=1,
        captured_at=now,
        candidates=(Candidate(person_id, 1.1),),
        reason="the nearest person is not near enough",
        box=Box(0.4, 0.4, 0.6, 0.6),
        encoding=np.full(pod.encoder.size, pod.encoder.size**-0.5, np.float32),
        first_seen=now,
        last_seen=now,
        evidence_frames=5,
    )
    review = NewReview(
        request, session["camera_ids"][0], 1, pod.model, pod.model_hash, frozenset({session["started_by"]}),
        frozenset({person_id}),
    )  # fmt: skip
    kept = await recognition.service.reviews.store.keep(review, b"a face", 1)
    assert kept is Kept.KEPT
    return request.review_id
