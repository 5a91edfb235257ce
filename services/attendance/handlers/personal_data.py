"""PersonalDataService: what attendance stores about a person."""

from collections.abc import AsyncIterator
from contextlib import aclosing

import grpc
from presence.attendance.v1 import personal_data_service_pb2 as pb
from presence.attendance.v1 import personal_data_service_pb2_grpc as pb_grpc

from services.common.personal_data import PersonalData
from services.common.personal_messages import data_set_message, own_or_administrators, part_message

NAME = pb.DESCRIPTOR.services_by_name["PersonalDataService"].full_name


class PersonalDataServicer(pb_grpc.PersonalDataServiceServicer):
    """presence.attendance.v1.PersonalDataService."""

    def __init__(self, data: PersonalData) -> None:
        self._data = data

    async def ListPersonalData(
        self,
        request: pb.ListPersonalDataRequest,
        context: "grpc.aio.ServicerContext[pb.ListPersonalDataRequest, pb.ListPersonalDataResponse]",
    ) -> pb.ListPersonalDataResponse:
        """The person, administrators."""
        person_id = own_or_administrators(request.person_id, to="see what is stored about somebody else")
        counted = await self._data.counts(person_id)
        return pb.ListPersonalDataResponse(data_sets=[data_set_message(one) for one in counted])

    async def ExportPersonalData(
        self,
        request: pb.ExportPersonalDataRequest,
        context: "grpc.aio.ServicerContext[pb.ExportPersonalDataRequest, pb.ExportPersonalDataResponse]",
    ) -> AsyncIterator[pb.ExportPersonalDataResponse]:
        """The person, administrators."""
        person_id = own_or_administrators(request.person_id, to="take along what is stored about somebody else")
        async with aclosing(self._data.parts(person_id)) as parts:
            async for part in parts:
                yield pb.ExportPersonalDataResponse(part=part_message(part))
