"""SystemService: how this replica of identity is."""

import asyncio
from collections.abc import Awaitable, Callable

from presence.identity.v1 import system_service_pb2 as pb
from presence.identity.v1 import system_service_pb2_grpc

from services.common.interceptors.wrap import Context
from services.common.process_health import ProcessHealth, known
from services.common.timestamps import timestamp
from services.identity.app.standing import Standing
from services.identity.handlers import access

NAME = pb.DESCRIPTOR.services_by_name["SystemService"].full_name


class SystemHandlers(system_service_pb2_grpc.SystemServiceServicer):
    """See the comments of the service."""

    def __init__(
        self, process: ProcessHealth, standing: Callable[[], Awaitable[Standing]], *, server_configured: bool
    ) -> None:
        self._process = process
        self._standing = standing
        self._server_configured = server_configured

    async def GetSystemHealth(self, request: pb.GetSystemHealthRequest, context: Context) -> pb.GetSystemHealthResponse:
        access.administrator("see how the system is")
        process, found = await asyncio.gather(self._process.tell(), known(self._standing()))
        if found is None:
            return pb.GetSystemHealthResponse(process=process)
        return pb.GetSystemHealthResponse(
            process=process,
            outbox=pb.Outbox(
                server_configured=self._server_configured,
                waiting=found.mails_waiting,
                oldest_waiting_time=timestamp(found.oldest_mail_time),
                given_up=found.mails_given_up,
            ),
            open_logins=found.open_logins,
        )
