"""PeopleService."""

from collections.abc import AsyncIterator
from contextlib import aclosing

from presence.identity.v1 import people_service_pb2 as pb
from presence.identity.v1 import people_service_pb2_grpc

from services.common.ending import heard_out
from services.common.interceptors.wrap import Context
from services.common.principal import Role, require
from services.common.timestamps import timestamp
from services.identity.app.activation import Activations
from services.identity.app.guardian_consent import GuardianConsent
from services.identity.app.people import People
from services.identity.app.people_import import CHUNK_BYTES_MAX, FILE_BYTES_MAX
from services.identity.app.store import ListPlace, PeopleFilter
from services.identity.domain.person import Guardian, PersonDetails, folded, person_details
from services.identity.handlers import access
from services.identity.handlers.convert import (
    consent_record_message,
    page_size_of,
    page_token,
    person_message,
    place_of,
    role_of,
    skip_of,
    uuid_of,
)
from services.identity.handlers.people_files import PeopleFiles
from services.identity.handlers.watch import Watching

NAME = pb.DESCRIPTOR.services_by_name["PeopleService"].full_name
WORDS_MAX = 10  # of a search; the rest is not looked at
PIECES_MAX = 2 * FILE_BYTES_MAX // CHUNK_BYTES_MAX  # of a file that is too long, or whose pieces are smaller


class PeopleHandlers(people_service_pb2_grpc.PeopleServiceServicer):
    """See the comments of the service."""

    def __init__(
        self,
        people: People,
        activations: Activations,
        watching: Watching,
        files: PeopleFiles,
        guardians: GuardianConsent,
    ) -> None:
        self._people = people
        self._activations = activations
        self._watching = watching
        self._files = files
        self._guardians = guardians

    async def CreatePerson(self, request: pb.CreatePersonRequest, context: Context) -> pb.CreatePersonResponse:
        by = access.administrator("create people")
        request_id = uuid_of("request_id", request.request_id)
        created = await self._people.create(_details(request.person), request_id, by)
        return pb.CreatePersonResponse(
            person=person_message(created.person),
            activation_link=created.link.url if created.link else "",
            activation_expire_time=timestamp(created.link.expire_time) if created.link else None,
        )

    async def IssueActivation(self, request: pb.IssueActivationRequest, context: Context) -> pb.IssueActivationResponse:
        by = access.administrator("issue activation links")
        link = await self._activations.issue(uuid_of("person_id", request.person_id), by)
        return pb.IssueActivationResponse(activation_link=link.url, expire_time=timestamp(link.expire_time))

    async def RevokeActivation(
        self, request: pb.RevokeActivationRequest, context: Context
    ) -> pb.RevokeActivationResponse:
        by = access.administrator("revoke activation links")
        await self._activations.revoke(uuid_of("person_id", request.person_id), by)
        return pb.RevokeActivationResponse()

    async def GetPerson(self, request: pb.GetPersonRequest, context: Context) -> pb.GetPersonResponse:
        caller = require(Role.STUDENT, Role.TEACHER, Role.ADMIN, Role.SERVICE, to="see people")
        person = await self._people.get(uuid_of("person_id", request.person_id))
        return pb.GetPersonResponse(person=person_message(access.shown_to(caller, person)))

    async def ListPeople(self, request: pb.ListPeopleRequest, context: Context) -> pb.ListPeopleResponse:
        caller = require(Role.TEACHER, Role.ADMIN, to="list people")
        role = role_of(request.role)
        if caller.role is Role.TEACHER:
            if role not in (None, Role.STUDENT):
                return pb.ListPeopleResponse()
            role = Role.STUDENT
        place = place_of(request.page_token, 2)
        page = await self._people.list(
            PeopleFilter(tuple(folded(request.query).split()[:WORDS_MAX]), role),
            ListPlace(place[0], uuid_of("page_token", place[1])) if place else None,
            page_size_of(request.page_size),
            skip_of(request.skip),
        )
        after = page.next_place
        return pb.ListPeopleResponse(
            people=[person_message(access.shown_to(caller, person)) for person in page.people],
            next_page_token=page_token([after.sort_name, str(after.person_id)] if after else None),
            total=page.total,
        )

    async def UpdatePerson(self, request: pb.UpdatePersonRequest, context: Context) -> pb.UpdatePersonResponse:
        by = access.administrator("change people")
        person_id = uuid_of("person_id", request.person.person_id)
        person = await self._people.update(person_id, _details(request.person), request.person.revision, by)
        return pb.UpdatePersonResponse(person=person_message(person))

    async def SetPersonActive(self, request: pb.SetPersonActiveRequest, context: Context) -> pb.SetPersonActiveResponse:
        by = access.administrator("shut people out")
        person = await self._people.set_active(uuid_of("person_id", request.person_id), request.active, by)
        return pb.SetPersonActiveResponse(person=person_message(person))

    async def DeletePerson(self, request: pb.DeletePersonRequest, context: Context) -> pb.DeletePersonResponse:
        by = access.administrator("delete people")
        await self._people.delete(uuid_of("person_id", request.person_id), by)
        return pb.DeletePersonResponse()

    async def SetConsent(self, request: pb.SetConsentRequest, context: Context) -> pb.SetConsentResponse:
        person_id = uuid_of("person_id", request.person_id)
        by = access.oneself_or_administrator(person_id, "record somebody else's consent")
        person = await self._people.set_consent(person_id, request.granted, request.text_version, by)
        return pb.SetConsentResponse(person=person_message(person))

    async def ListConsents(self, request: pb.ListConsentsRequest, context: Context) -> pb.ListConsentsResponse:
        person_id = uuid_of("person_id", request.person_id)
        access.oneself_or_administrator(person_id, "see what somebody else agreed to")
        records = await self._people.consents(person_id)
        return pb.ListConsentsResponse(records=[consent_record_message(record) for record in records])

    async def RequestGuardianConsent(
        self, request: pb.RequestGuardianConsentRequest, context: Context
    ) -> pb.RequestGuardianConsentResponse:
        person_id = uuid_of("person_id", request.person_id)
        by = access.oneself_or_administrator(person_id, "ask somebody else's guardian")
        expire_time = await self._guardians.ask(person_id, request.text_version, by)
        return pb.RequestGuardianConsentResponse(expire_time=timestamp(expire_time))

    async def GetGuardianConsent(
        self, request: pb.GetGuardianConsentRequest, context: Context
    ) -> pb.GetGuardianConsentResponse:
        asked = await self._guardians.look_up(request.guardian_token)
        details = asked.person.details
        return pb.GetGuardianConsentResponse(
            display_name=details.display_name,
            guardian_name=details.guardian.name,
            text_version=asked.text_version,
        )

    async def ConfirmGuardianConsent(
        self, request: pb.ConfirmGuardianConsentRequest, context: Context
    ) -> pb.ConfirmGuardianConsentResponse:
        await self._guardians.confirm(request.guardian_token, request.granted)
        return pb.ConfirmGuardianConsentResponse()

    async def ImportPeople(
        self, request_iterator: AsyncIterator[pb.ImportPeopleRequest], context: Context
    ) -> AsyncIterator[pb.ImportPeopleResponse]:
        async with heard_out(request_iterator, PIECES_MAX):
            by = access.administrator("import people")
            async with aclosing(self._files.take(request_iterator, by)) as responses:
                async for response in responses:
                    yield response

    async def ExportPeople(
        self, request: pb.ExportPeopleRequest, context: Context
    ) -> AsyncIterator[pb.ExportPeopleResponse]:
        by = access.administrator("export people")
        async with aclosing(self._files.give(request, by)) as responses:
            async for response in responses:
                yield response

    async def WatchPeople(
        self, request: pb.WatchPeopleRequest, context: Context
    ) -> AsyncIterator[pb.WatchPeopleResponse]:
        require(Role.SERVICE, to="follow people")
        async with aclosing(self._watching.responses(request.resume_token)) as responses:
            async for response in responses:
                yield response


def _details(person: pb.Person) -> PersonDetails:
    return person_details(
        person.display_name,
        person.email,
        person.student_number,
        role_of(person.role),
        group=person.group,
        guardian=Guardian(person.guardian.name, person.guardian.email, person.guardian.phone),
        minor=person.minor,
        language=person.language,
    )
