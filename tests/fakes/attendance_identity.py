"""An identity whose people, stream and absence the test decides: tokens, keys, GetPerson, WatchPeople."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import grpc
import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from presence.identity.v1 import (
    identity_service_pb2,
    identity_service_pb2_grpc,
    people_service_pb2,
    people_service_pb2_grpc,
)

KEY_ID = "test-key"
HEARTBEAT_SECONDS = 2.0
SERVICE_KEY = "a key of the test's own"


class ScriptedIdentity(
    identity_service_pb2_grpc.IdentityServiceServicer, people_service_pb2_grpc.PeopleServiceServicer
):
    """People and events are added by the test; `held` keeps the stream quiet, as when the follower is behind."""

    def __init__(self) -> None:
        self._key = Ed25519PrivateKey.generate()
        self.people: dict[str, people_service_pb2.Person] = {}
        self._asked_for: set[str] = set()  # by GetPerson: who reads everybody must hear of them, too
        self._events: list[people_service_pb2.WatchPeopleResponse] = []
        self._oldest = 0  # events before it are compacted
        self._changed = asyncio.Condition()
        self._generation = 0  # of open streams; those of an older one end
        self.streams_opened: list[str] = []  # the resume token of each
        self.target = ""

    def token(self, subject: str, role: str, audience: str = "attendance", *, minutes: float = 60) -> str:
        """An access token as identity would sign it."""
        now = datetime.now(UTC)
        claims = {
            "iss": "presence",
            "sub": subject,
            "role": role,
            "aud": [audience],
            "iat": now,
            "exp": now + timedelta(minutes=minutes),
            "jti": str(uuid4()),
        }
        return jwt.encode(claims, self._key, algorithm="EdDSA", headers={"kid": KEY_ID})

    def new_person(
        self, name: str, role: "identity_service_pb2.Role.ValueType" = identity_service_pb2.ROLE_STUDENT
    ) -> people_service_pb2.Person:
        """A person whom GetPerson knows at once, and followers when they are told."""
        person = people_service_pb2.Person(
            person_id=str(uuid4()),
            display_name=name,
            student_number=f"S{len(self.people):05}" if role == identity_service_pb2.ROLE_STUDENT else "",
            role=role,
            active=True,
            revision=1,
        )
        self.people[person.person_id] = person
        return person

    async def tell(self, person: people_service_pb2.Person) -> None:
        """Followers hear of the person."""
        await self._add(people_service_pb2.WatchPeopleResponse(changed=person))

    async def delete(self, person_id: str) -> None:
        """The person is gone, and followers hear of it."""
        del self.people[person_id]
        await self._add(people_service_pb2.WatchPeopleResponse(deleted_person_id=person_id))

    async def forget(self, person_id: str) -> None:
        """The person is gone and the event that said so is compacted, with all before it."""
        await self.delete(person_id)
        self._oldest = len(self._events)
        await self.cut_streams()

    async def cut_streams(self) -> None:
        """Open streams end; followers come again."""
        async with self._changed:
            self._generation += 1
            self._changed.notify_all()

    async def _add(self, event: people_service_pb2.WatchPeopleResponse) -> None:
        async with self._changed:
            event.resume_token = str(len(self._events) + 1)
            self._events.append(event)
            self._changed.notify_all()

    async def GetSigningKeys(  # noqa: N802 - gRPC's name
        self, request: object, context: object
    ) -> identity_service_pb2.GetSigningKeysResponse:
        jwk = json.loads(jwt.algorithms.OKPAlgorithm.to_jwk(self._key.public_key()))
        answer = identity_service_pb2.GetSigningKeysResponse(
            jwks_json=json.dumps({"keys": [{**jwk, "kid": KEY_ID, "alg": "EdDSA", "use": "sig"}]})
        )
        answer.expire_time.FromDatetime(datetime.now(UTC) + timedelta(hours=1))
        return answer

    async def Authenticate(  # noqa: N802 - gRPC's name
        self, request: identity_service_pb2.AuthenticateRequest, context: "grpc.aio.ServicerContext[Any, Any]"
    ) -> identity_service_pb2.AuthenticateResponse:
        if request.key.secret != SERVICE_KEY:
            await context.abort(grpc.StatusCode.UNAUTHENTICATED, "no")
        answer = identity_service_pb2.AuthenticateResponse()
        answer.token.access_token = self.token(request.key.key_id, "service", request.key.audience)
        answer.token.expire_time.FromDatetime(datetime.now(UTC) + timedelta(hours=1))
        return answer

    async def GetPerson(  # noqa: N802 - gRPC's name
        self, request: people_service_pb2.GetPersonRequest, context: "grpc.aio.ServicerContext[Any, Any]"
    ) -> people_service_pb2.GetPersonResponse:
        if request.person_id not in self.people:
            await context.abort(grpc.StatusCode.NOT_FOUND, "nobody")
        self._asked_for.add(request.person_id)
        return people_service_pb2.GetPersonResponse(person=self.people[request.person_id])

    async def WatchPeople(  # noqa: N802 - gRPC's name
        self, request: people_service_pb2.WatchPeopleRequest, context: "grpc.aio.ServicerContext[Any, Any]"
    ) -> AsyncIterator[people_service_pb2.WatchPeopleResponse]:
        self.streams_opened.append(request.resume_token)
        generation = self._generation
        if request.resume_token:
            position = int(request.resume_token)
            if position < self._oldest:
                await context.abort(grpc.StatusCode.OUT_OF_RANGE, "compacted")
        else:
            position = len(self._events)
            told = {e.changed.person_id for e in self._events if e.HasField("changed")}
            known = [self.people[person_id] for person_id in (told | self._asked_for) & self.people.keys()]
            for person in known:  # as of that position: whoever is deleted meanwhile is an event after it
                yield people_service_pb2.WatchPeopleResponse(resume_token=str(position), changed=person)
        caught_up = people_service_pb2.CaughtUp()
        yield people_service_pb2.WatchPeopleResponse(resume_token=str(position), caught_up=caught_up)
        while generation == self._generation:
            async with self._changed:
                while len(self._events) == position and generation == self._generation:
                    await self._changed.wait()
            if generation != self._generation:
                return
            news = self._events[position:]
            position += len(news)
            for event in news:
                yield event

    async def WatchRevocations(  # noqa: N802 - gRPC's name
        self, request: identity_service_pb2.WatchRevocationsRequest, context: "grpc.aio.ServicerContext[Any, Any]"
    ) -> AsyncIterator[identity_service_pb2.WatchRevocationsResponse]:
        """Nobody's tokens are ever revoked here."""
        caught_up = identity_service_pb2.RevocationsCaughtUp()
        yield identity_service_pb2.WatchRevocationsResponse(resume_token="0", caught_up=caught_up)
        while True:
            await asyncio.sleep(HEARTBEAT_SECONDS)
            heartbeat = identity_service_pb2.RevocationHeartbeat()
            yield identity_service_pb2.WatchRevocationsResponse(resume_token="0", heartbeat=heartbeat)

    def admin(self) -> str:
        """A token of some administrator."""
        return self.token(str(uuid4()), "admin")

    def teacher(self, person_id: str | UUID) -> str:
        """A token of the teacher."""
        return self.token(str(person_id), "teacher")

    def student(self, person_id: str | UUID) -> str:
        """A token of the student."""
        return self.token(str(person_id), "student")

    def service(self, name: str) -> str:
        """A token of the service, meant for attendance."""
        return self.token(name, "service")


@asynccontextmanager
async def scripted_identity() -> AsyncIterator[ScriptedIdentity]:
    """Serves for the block."""
    identity = ScriptedIdentity()  # type: ignore[abstract]  # calls nobody makes here answer UNIMPLEMENTED
    server = grpc.aio.server()
    identity_service_pb2_grpc.add_IdentityServiceServicer_to_server(identity, server)
    people_service_pb2_grpc.add_PeopleServiceServicer_to_server(identity, server)
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    identity.target = f"ipv4:127.0.0.1:{port}"
    try:
        yield identity
    finally:
        await server.stop(0)
