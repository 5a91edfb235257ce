"""SystemService: how this replica of attendance is."""

import asyncio
from collections.abc import Awaitable, Callable

import grpc
from presence.attendance.v1 import system_service_pb2 as pb
from presence.attendance.v1 import system_service_pb2_grpc as pb_grpc

from services.attendance.app.standing import Standing
from services.common.principal import Role, require
from services.common.process_health import ProcessHealth, known
from services.common.timestamps import timestamp


class SystemServicer(pb_grpc.SystemServiceServicer):
    """presence.attendance.v1.SystemService."""

    def __init__(
        self, process: ProcessHealth, standing: Callable[[], Awaitable[Standing]], excuses_kept_days: int
    ) -> None:
        self._process = process
        self._standing = standing
        self._excuses_kept_days = excuses_kept_days

    async def GetSystemHealth(
        self,
        request: pb.GetSystemHealthRequest,
        context: "grpc.aio.ServicerContext[pb.GetSystemHealthRequest, pb.GetSystemHealthResponse]",
    ) -> pb.GetSystemHealthResponse:
        """Administrators."""
        require(Role.ADMIN, to="see how the system is")
        process, found = await asyncio.gather(self._process.tell(), known(self._standing()))
        if found is None:
            return pb.GetSystemHealthResponse(process=process)
        return pb.GetSystemHealthResponse(
            process=process,
            sessions=pb.SessionsNow(
                open=found.open_sessions,
                oldest_start_time=timestamp(found.oldest_start_time),
                awaiting_cameras=found.awaiting_cameras,
            ),
            excuse_files=pb.ExcuseFiles(
                files=found.excuse_files, size_bytes=found.excuse_bytes, kept_days=self._excuses_kept_days
            ),
        )
