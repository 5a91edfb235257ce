"""identity over gRPC: one person when asked, everybody when followed."""

from collections.abc import AsyncIterator
from uuid import UUID

import grpc
from presence.identity.v1 import identity_service_pb2, people_service_pb2, people_service_pb2_grpc

from services.attendance.app.follow_people import CaughtUp, FeedEvent, PersonChanged, PersonDeleted, TokenCompacted
from services.attendance.domain.errors import PeerUnavailable
from services.attendance.domain.person import Person, PersonRole
from services.common.watched import watched

_ROLES = {
    identity_service_pb2.ROLE_STUDENT: PersonRole.STUDENT,
    identity_service_pb2.ROLE_TEACHER: PersonRole.TEACHER,
    identity_service_pb2.ROLE_ADMIN: PersonRole.ADMIN,
}


class GrpcIdentity:
    """A PeopleSource and a PeopleFeed; the channel carries the service's own token."""

    def __init__(self, channel: grpc.aio.Channel, timeout_seconds: float = 5.0) -> None:
        self._stub = people_service_pb2_grpc.PeopleServiceStub(channel)
        self._timeout_seconds = timeout_seconds

    async def get(self, person_id: UUID) -> Person | None:
        """The person as of now, None if there is none; PeerUnavailable whatever else goes wrong."""
        request = people_service_pb2.GetPersonRequest(person_id=str(person_id))
        try:
            answer = await self._stub.GetPerson(request, timeout=self._timeout_seconds)
        except grpc.aio.AioRpcError as error:
            if error.code() is grpc.StatusCode.NOT_FOUND:
                return None
            raise PeerUnavailable from error
        return person_from(answer.person)

    async def watch(self, resume_token: str) -> AsyncIterator[FeedEvent]:
        """Events after the token, or everybody when it is empty."""
        call = self._stub.WatchPeople(people_service_pb2.WatchPeopleRequest(resume_token=resume_token))
        async with watched(call, TokenCompacted) as messages:
            async for message in messages:
                yield _event_from(message)


def person_from(message: people_service_pb2.Person) -> Person:
    """The part of identity's person that attendance keeps."""
    return Person(
        UUID(message.person_id),
        message.display_name,
        message.student_number,
        _ROLES[message.role],
        message.active,
        message.revision,
    )


def _event_from(message: people_service_pb2.WatchPeopleResponse) -> FeedEvent:
    match message.WhichOneof("event"):
        case "changed":
            return FeedEvent(message.resume_token, PersonChanged(person_from(message.changed)))
        case "deleted_person_id":
            return FeedEvent(message.resume_token, PersonDeleted(UUID(message.deleted_person_id)))
        case "caught_up":
            return FeedEvent(message.resume_token, CaughtUp())
        case _:
            return FeedEvent(message.resume_token, None)
