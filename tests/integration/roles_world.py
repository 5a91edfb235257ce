"""A college on real services with somebody of every role, and the ids of what is one student's and one teacher's."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import uuid4

from presence.identity.v1 import people_service_pb2 as people
from presence.identity.v1.people_service_pb2_grpc import PeopleServiceStub
from presence.recognition.v1 import encoding_service_pb2 as encoding
from presence.recognition.v1.encoding_service_pb2_grpc import EncodingServiceStub
from pydantic import SecretStr

from services.common.channels import bearer, open_channel
from tests.fakes.attendance_server import attendance_server
from tests.fakes.identity_server import running_identity
from tests.fakes.recognition_server import running_recognition
from tests.fakes.recognition_vision import SyntheticVision, photo
from tests.integration.gateway.college import College, open_session
from tests.integration.gateway.serving import running_gateway


@dataclass(frozen=True)
class World:
    """`ids` are those of one student's and one teacher's things; `emails` of who comes by, by kind of caller."""

    college: College
    targets: Mapping[str, str]
    ids: Mapping[str, str]
    emails: Mapping[str, str]
    camera_token: str

    async def token(self, caller: str, process: str, login: Callable[[str], str]) -> str | None:
        """An access token of this kind of caller for that process."""
        if caller == "anonymous":
            return None
        if caller == "camera":
            return self.camera_token
        if caller == "service":
            return await self.college.identity.service_token("gateway", process)
        return login(self.emails[caller])

    def ids_for(self, caller: str) -> Mapping[str, str]:
        """An administrator asks for what does not exist: what they may do must not undo the world of the others."""
        return {name: str(uuid4()) for name in self.ids} if caller == "admin" else self.ids


@asynccontextmanager
async def running_world(create_database: Callable[..., str]) -> AsyncIterator[World]:
    async with (
        running_identity(create_database()) as identity,
        attendance_server(
            database_url=create_database(),
            identity_target=identity.target,
            service_key=identity.service_keys["attendance"],
        ) as attendance,
        running_recognition(
            create_database(),
            identity.target,
            attendance.target,
            SyntheticVision(),
            service_key=identity.service_keys["recognition"],
        ) as recognition,
    ):
        targets = {"identity": identity.target, "attendance": attendance.target, "recognition": recognition.target}
        key = SecretStr(identity.service_keys["gateway"])
        async with running_gateway(targets, service_key=key) as gateway:
            college = College(identity, attendance, gateway)
            teacher, session, students, emails = await open_session(college, students=1)
            other_student = await identity.add_person("student", "Some Other")
            other_teacher = await identity.add_person("teacher", "Otto Other")
            ids = {
                "person_id": students[0],
                "student_id": students[0],
                "course_id": session["course_id"],
                "room_id": session["room_id"],
                "session_id": session["session_id"],
                "camera_id": session["camera_ids"][0],
                "sample_id": await _photo(targets, identity.admin.token, students[0]),
                "stream_id": str(uuid4()),
                "key_id": str(uuid4()),
                "login_id": str(uuid4()),
                "passkey_id": str(uuid4()),
                "mail_id": str(uuid4()),
            }
            callers = {
                "student own": emails[0],
                "student other": other_student.email,
                "teacher own": teacher,
                "teacher other": other_teacher.email,
                "admin": identity.admin.email,
            }
            yield World(college, targets, ids, callers, await identity.camera_token(ids["camera_id"]))


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
