"""PersonalDataService: what identity stores about a person."""

from collections.abc import AsyncIterator
from contextlib import aclosing

from presence.identity.v1 import personal_data_service_pb2 as pb
from presence.identity.v1 import personal_data_service_pb2_grpc as pb_grpc

from services.common.interceptors.wrap import Context
from services.common.personal_data import PersonalData
from services.common.personal_messages import data_set_message, own_or_administrators, part_message
from services.identity.app.personal_data import DataRequests
from services.identity.app.proofs import Proofs
from services.identity.handlers import access
from services.identity.handlers.convert import uuid_of

NAME = pb.DESCRIPTOR.services_by_name["PersonalDataService"].full_name


class PersonalDataHandlers(pb_grpc.PersonalDataServiceServicer):
    """See the comments of the service."""

    def __init__(self, requests: DataRequests, proofs: Proofs, data: PersonalData) -> None:
        self._requests = requests
        self._proofs = proofs
        self._data = data

    async def ListPersonalData(
        self, request: pb.ListPersonalDataRequest, context: Context
    ) -> pb.ListPersonalDataResponse:
        person_id = own_or_administrators(request.person_id, to="see what is stored about somebody else")
        await self._requests.check(person_id)
        counted = await self._data.counts(person_id)
        return pb.ListPersonalDataResponse(data_sets=[data_set_message(one) for one in counted])

    async def ExportPersonalData(
        self, request: pb.ExportPersonalDataRequest, context: Context
    ) -> AsyncIterator[pb.ExportPersonalDataResponse]:
        person_id = own_or_administrators(request.person_id, to="take along what is stored about somebody else")
        caller = access.somebody("take along what is stored")
        await self._proofs.need(access.login_of(caller))
        await self._requests.record(person_id, uuid_of("subject", caller.subject))
        async with aclosing(self._data.parts(person_id)) as parts:
            async for part in parts:
                yield pb.ExportPersonalDataResponse(part=part_message(part))
