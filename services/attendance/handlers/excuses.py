"""ExcuseService: translates and authorizes."""

from collections.abc import AsyncIterator
from uuid import UUID

import grpc
from presence.attendance.v1 import excuse_service_pb2 as pb
from presence.attendance.v1 import excuse_service_pb2_grpc as pb_grpc

from services.attendance.app.excuse.access import Caller, ExcuseAccess, check_asks
from services.attendance.app.excuse.asking import Asking
from services.attendance.app.excuse.deciding import Deciding
from services.attendance.app.excuse.files import FILE_BYTES_MAX, ExcuseFiles
from services.attendance.app.excuse.reading import ExcuseReading
from services.attendance.domain.errors import InvalidInput
from services.attendance.handlers.excuse_messages import content_from, excuse_message, file_message, state_from
from services.attendance.handlers.translate import optional_uuid, uuid_from
from services.common.ending import heard_out
from services.common.principal import Role, require

CHUNK_BYTES_MAX = 64 * 1024
CHUNKS_MOST = 2 * FILE_BYTES_MAX // CHUNK_BYTES_MAX  # of a file that is too long, or whose pieces are smaller


class ExcuseServicer(pb_grpc.ExcuseServiceServicer):
    """presence.attendance.v1.ExcuseService."""

    def __init__(
        self, access: ExcuseAccess, asking: Asking, deciding: Deciding, files: ExcuseFiles, reading: ExcuseReading
    ) -> None:
        self._access = access
        self._asking = asking
        self._deciding = deciding
        self._files = files
        self._reading = reading

    async def RequestExcuse(
        self,
        request: pb.RequestExcuseRequest,
        context: "grpc.aio.ServicerContext[pb.RequestExcuseRequest, pb.RequestExcuseResponse]",
    ) -> pb.RequestExcuseResponse:
        """Students for themselves, teachers for students of their courses, administrators."""
        caller = await self._caller(to="ask for excuses")
        student_id = uuid_from("student_id", request.student_id)
        await self._access.check_asking(caller, student_id)  # before anything else is said of the request
        excuse_id = await self._asking.ask(
            caller,
            student_id,
            content_from(request.content),
            uuid_from("request_id", request.request_id),
        )
        return pb.RequestExcuseResponse(excuse=await self._excuse(caller, excuse_id))

    async def UpdateExcuse(
        self,
        request: pb.UpdateExcuseRequest,
        context: "grpc.aio.ServicerContext[pb.UpdateExcuseRequest, pb.UpdateExcuseResponse]",
    ) -> pb.UpdateExcuseResponse:
        """Whoever may ask for the student."""
        caller = await self._caller(to="change excuses")
        excuse_id = uuid_from("excuse_id", request.excuse_id)
        seen = await self._reading.view(caller, excuse_id)
        check_asks(caller, seen.excuse, excuse_id)  # before anything else is said of the request
        await self._asking.change(caller, excuse_id, content_from(request.content), request.revision)
        return pb.UpdateExcuseResponse(excuse=await self._excuse(caller, excuse_id))

    async def WithdrawExcuse(
        self,
        request: pb.WithdrawExcuseRequest,
        context: "grpc.aio.ServicerContext[pb.WithdrawExcuseRequest, pb.WithdrawExcuseResponse]",
    ) -> pb.WithdrawExcuseResponse:
        """Whoever may ask for the student."""
        caller = await self._caller(to="withdraw excuses")
        excuse_id = uuid_from("excuse_id", request.excuse_id)
        await self._asking.withdraw(caller, excuse_id)
        return pb.WithdrawExcuseResponse(excuse=await self._excuse(caller, excuse_id))

    async def GetExcuse(
        self,
        request: pb.GetExcuseRequest,
        context: "grpc.aio.ServicerContext[pb.GetExcuseRequest, pb.GetExcuseResponse]",
    ) -> pb.GetExcuseResponse:
        """Whoever asked or may decide."""
        caller = await self._caller(to="see excuses")
        return pb.GetExcuseResponse(excuse=await self._excuse(caller, uuid_from("excuse_id", request.excuse_id)))

    async def ListExcuses(
        self,
        request: pb.ListExcusesRequest,
        context: "grpc.aio.ServicerContext[pb.ListExcusesRequest, pb.ListExcusesResponse]",
    ) -> pb.ListExcusesResponse:
        """Students their own, teachers those of their courses, administrators all."""
        caller = await self._caller(to="see excuses")
        found = await self._reading.list(
            caller,
            optional_uuid("student_id", request.student_id),
            frozenset(state_from(state) for state in request.states),
            request.page_size,
            request.page_token,
        )
        return pb.ListExcusesResponse(
            excuses=[excuse_message(view, caller) for view in found.page.items],
            next_page_token=found.page.next_page_token,
            waiting_count=found.waiting,
        )

    async def DecideExcuse(
        self,
        request: pb.DecideExcuseRequest,
        context: "grpc.aio.ServicerContext[pb.DecideExcuseRequest, pb.DecideExcuseResponse]",
    ) -> pb.DecideExcuseResponse:
        """Whom the course's policy names; for excuses of all courses, administrators."""
        caller = await self._caller(to="decide on excuses")
        excuse_id = uuid_from("excuse_id", request.excuse_id)
        await self._deciding.decide(
            caller,
            excuse_id,
            approve=request.approve,
            note=request.note,
            revision=request.revision,
            request_id=uuid_from("request_id", request.request_id),
        )
        return pb.DecideExcuseResponse(excuse=await self._excuse(caller, excuse_id))

    async def UploadExcuseFile(
        self,
        request_iterator: AsyncIterator[pb.UploadExcuseFileRequest],
        context: "grpc.aio.ServicerContext[pb.UploadExcuseFileRequest, pb.UploadExcuseFileResponse]",
    ) -> pb.UploadExcuseFileResponse:
        """Whoever may ask for the student."""
        async with heard_out(request_iterator, CHUNKS_MOST):
            caller = await self._caller(to="send files")
            first = await anext(aiter(request_iterator), None)
            if first is None or first.WhichOneof("part") != "set_up":
                raise InvalidInput("set_up", "must be the first message")
            file = await self._files.upload(
                caller,
                uuid_from("excuse_id", first.set_up.excuse_id),
                uuid_from("file_id", first.set_up.file_id),
                first.set_up.file_name,
                _chunks(request_iterator),
            )
        return pb.UploadExcuseFileResponse(file=file_message(file))

    async def DownloadExcuseFile(
        self,
        request: pb.DownloadExcuseFileRequest,
        context: "grpc.aio.ServicerContext[pb.DownloadExcuseFileRequest, pb.DownloadExcuseFileResponse]",
    ) -> AsyncIterator[pb.DownloadExcuseFileResponse]:
        """The student, and whoever may decide."""
        caller = await self._caller(to="see files")
        file, chunks = await self._files.open(
            caller, uuid_from("excuse_id", request.excuse_id), uuid_from("file_id", request.file_id)
        )
        named = pb.DownloadExcuseFileResponse(file=file_message(file))
        async for chunk in chunks:
            named.chunk = chunk
            yield named
            named = pb.DownloadExcuseFileResponse()

    async def DeleteExcuseFile(
        self,
        request: pb.DeleteExcuseFileRequest,
        context: "grpc.aio.ServicerContext[pb.DeleteExcuseFileRequest, pb.DeleteExcuseFileResponse]",
    ) -> pb.DeleteExcuseFileResponse:
        """Whoever may ask for the student."""
        caller = await self._caller(to="erase files")
        await self._files.delete(
            caller, uuid_from("excuse_id", request.excuse_id), uuid_from("file_id", request.file_id)
        )
        return pb.DeleteExcuseFileResponse()

    async def _caller(self, *, to: str) -> Caller:
        return await self._access.caller(require(Role.ADMIN, Role.TEACHER, Role.STUDENT, to=to))

    async def _excuse(self, caller: Caller, excuse_id: UUID) -> pb.Excuse:
        return excuse_message(await self._reading.view(caller, excuse_id), caller)


async def _chunks(requests: AsyncIterator[pb.UploadExcuseFileRequest]) -> AsyncIterator[bytes]:
    async for request in requests:
        if request.WhichOneof("part") != "chunk" or len(request.chunk) > CHUNK_BYTES_MAX:
            raise InvalidInput("chunk", f"must follow the set-up, in pieces of at most {CHUNK_BYTES_MAX} bytes")
        yield request.chunk
