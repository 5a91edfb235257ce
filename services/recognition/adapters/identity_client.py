"""Identity, as recognition's people follower needs it."""

from collections.abc import AsyncIterator

import grpc
from presence.identity.v1 import people_service_pb2 as pb
from presence.identity.v1 import people_service_pb2_grpc

from services.common.errors import PeerUnavailable
from services.common.watched import watched
from services.recognition.app.people import (
    CaughtUp,
    PersonChanged,
    PersonConsent,
    PersonDeleted,
    PersonEvent,
    ResumeTokenCompacted,
    StillThere,
)


class IdentityPeople:
    """Implements app.people.PeopleFeed over a channel that speaks in recognition's own name."""

    def __init__(self, channel: grpc.aio.Channel) -> None:
        self._stub = people_service_pb2_grpc.PeopleServiceStub(channel)

    async def watch(self, resume_token: str) -> AsyncIterator[tuple[str, PersonEvent]]:
        call = self._stub.WatchPeople(pb.WatchPeopleRequest(resume_token=resume_token))
        async with watched(call, ResumeTokenCompacted) as responses:
            async for response in responses:
                event = _event(response)
                if event is not None:
                    yield response.resume_token, event

    async def consent_of(self, person_id: str) -> PersonConsent | None:
        try:
            response = await self._stub.GetPerson(pb.GetPersonRequest(person_id=person_id))
        except grpc.aio.AioRpcError as error:
            if error.code() is grpc.StatusCode.NOT_FOUND:
                return None
            raise PeerUnavailable from error
        return _consent(response.person)


def _consent(person: pb.Person) -> PersonConsent:
    return PersonConsent(person.person_id, person.face_consent.granted, person.revision)


def _event(response: pb.WatchPeopleResponse) -> PersonEvent | None:
    match response.WhichOneof("event"):
        case "changed":
            return PersonChanged(_consent(response.changed))
        case "deleted_person_id":
            return PersonDeleted(response.deleted_person_id)
        case "caught_up":
            return CaughtUp()
        case "heartbeat":
            return StillThere()
        case _:  # an event of a newer identity
            return None
