"""What identity and attendance hold while recognition is tested: the test says it, and reads what was reported."""

import asyncio
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from presence.attendance.v1 import attendance_service_pb2 as attendance_pb
from presence.identity.v1 import people_service_pb2 as people_pb

from services.common.auth import ALGORITHM, ISSUER

KEY_ID = "test"


class Peers:
    """`grant`, `assign` and the like say what the world is; `sightings` and `coverages` are what was stored."""

    def __init__(self) -> None:
        self._key = Ed25519PrivateKey.generate()
        self._changed = asyncio.Condition()
        self.people: dict[str, people_pb.Person] = {}
        self.people_log: list[people_pb.WatchPeopleResponse] = []
        self.oldest_token = 0
        self.people_watched: list[str] = []
        self.hide_from_watch = False
        """True: WatchPeople says nothing new, as a follower that lags sees it."""
        self.assignments: dict[str, attendance_pb.CameraAssignment] = {}
        self.assignment_log: list[attendance_pb.WatchCameraAssignmentsResponse] = []
        self.sightings: dict[str, attendance_pb.Sighting] = {}
        self.coverages: dict[str, attendance_pb.Coverage] = {}
        self.conditions: dict[str, attendance_pb.CameraCondition] = {}
        self.progress: dict[str, list[attendance_pb.CameraProgress]] = {}
        self.past_sessions: list[tuple[str, attendance_pb.CameraSession]] = []
        """Cameras and the sessions to which they belonged."""
        self.knows_the_past = True
        self.is_older = False
        """True: an attendance of before cameras kept frames on disk."""
        self.reports_received = 0
        self.answering = True
        self.refused_students: set[str] = set()

    def token(
        self,
        subject: str,
        role: str,
        *,
        audience: str = "recognition",
        valid_seconds: float = 600,
        login_id: str = "",
    ) -> str:
        """An access token as identity mints it; `login_id` is the log-in or device key behind it."""
        now = datetime.now(UTC)
        claims = {
            "iss": ISSUER,
            "sub": subject,
            "role": role,
            "aud": [audience],
            "iat": now,
            "exp": now + timedelta(seconds=valid_seconds),
            "jti": str(uuid4()),
            "sid": login_id,
        }
        return jwt.encode(claims, self._key, ALGORITHM, headers={"kid": KEY_ID})

    def jwks(self) -> str:
        """The public key that verifies those tokens."""
        entry = json.loads(jwt.algorithms.OKPAlgorithm.to_jwk(self._key.public_key()))
        return json.dumps({"keys": [{**entry, "kid": KEY_ID, "alg": ALGORITHM, "use": "sig"}]})

    async def grant(self, person_id: str, granted: bool = True) -> None:
        """The person consents, or withdraws."""
        revision = self.people[person_id].revision + 1 if person_id in self.people else 1
        person = people_pb.Person(person_id=person_id, revision=revision)
        person.face_consent.granted = granted
        self.people[person_id] = person
        await self._log_person(people_pb.WatchPeopleResponse(changed=person))

    async def delete(self, person_id: str) -> None:
        """The person is deleted."""
        del self.people[person_id]
        await self._log_person(people_pb.WatchPeopleResponse(deleted_person_id=person_id))

    async def assign(
        self,
        camera_id: str,
        *student_ids: str,
        active: bool = True,
        operators: tuple[str, ...] = (),
        detector: int = 0,
        room_id: str = "",
    ) -> None:
        """The camera has a session with that roster, or none."""
        assignment = attendance_pb.CameraAssignment(
            camera_id=camera_id, room_id=room_id, active=active, student_ids=student_ids, operator_ids=operators
        )
        assignment.detector = detector  # type: ignore[assignment]  # any number of the enum
        self.assignments[camera_id] = assignment
        await self._log_assignment(attendance_pb.WatchCameraAssignmentsResponse(changed=assignment))

    async def remove_camera(self, camera_id: str) -> None:
        """The camera is taken out of its room."""
        del self.assignments[camera_id]
        await self._log_assignment(attendance_pb.WatchCameraAssignmentsResponse(deleted_camera_id=camera_id))

    async def set_answering(self, answering: bool) -> None:
        """False: reports arrive and are neither stored nor answered."""
        self.answering = answering
        await self.notify()

    async def until(self, happened: Callable[[], bool], seconds: float = 30.0) -> None:
        """Returns once it has happened."""
        async with asyncio.timeout(seconds), self._changed:
            await self._changed.wait_for(happened)

    async def notify(self) -> None:
        """Something may have changed."""
        async with self._changed:
            self._changed.notify_all()

    async def next_of(self, log: list[Any], position: int) -> None:
        """Returns once the log is longer than that."""
        async with self._changed:
            await self._changed.wait_for(lambda: len(log) > position)

    async def _log_person(self, response: people_pb.WatchPeopleResponse) -> None:
        self.people_log.append(response)
        response.resume_token = str(len(self.people_log))
        await self.notify()

    async def _log_assignment(self, response: attendance_pb.WatchCameraAssignmentsResponse) -> None:
        self.assignment_log.append(response)
        await self.notify()
