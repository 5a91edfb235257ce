"""Every RPC that the protos declare, called with nothing in it: whoever may not call it must hear that first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import grpc
from google.protobuf.descriptor import FileDescriptor, MethodDescriptor
from presence.attendance.v1 import attendance_service_pb2, course_service_pb2, room_service_pb2
from presence.identity.v1 import device_service_pb2, identity_service_pb2, people_service_pb2
from presence.recognition.v1 import encoding_service_pb2, recognition_service_pb2

from services.common.channels import bearer
from services.common.status import reason_of

FILES: tuple[FileDescriptor, ...] = (
    identity_service_pb2.DESCRIPTOR,
    people_service_pb2.DESCRIPTOR,
    device_service_pb2.DESCRIPTOR,
    attendance_service_pb2.DESCRIPTOR,
    course_service_pb2.DESCRIPTOR,
    room_service_pb2.DESCRIPTOR,
    encoding_service_pb2.DESCRIPTOR,
    recognition_service_pb2.DESCRIPTOR,
)
ANSWER_SECONDS = 20
TRIES = 20
WRITE_MET_THE_END = (
    "Internal error from Core"  # what grpcio makes of a refusal that comes before the request is written
)


@dataclass(frozen=True)
class Refusal:
    """How a call ended."""

    code: grpc.StatusCode
    reason: str | None
    words: str


@dataclass(frozen=True)
class Rpc:
    """One method of one service."""

    method: MethodDescriptor

    @property
    def process(self) -> str:
        """The process that serves it."""
        return str(self.method.containing_service.file.package.split(".")[1])

    @property
    def name(self) -> str:
        return str(self.method.name)

    async def call(self, channel: grpc.aio.Channel, token: str | None) -> Refusal:
        """Send one empty request; what the server says of it. On the wire all four kinds of methods are alike."""
        for _ in range(TRIES):
            refusal = await self._call_once(channel, token)
            if refusal.words != WRITE_MET_THE_END:
                break
        return refusal

    async def _call_once(self, channel: grpc.aio.Channel, token: str | None) -> Refusal:
        path = f"/{self.method.containing_service.full_name}/{self.method.name}"
        method: grpc.aio.StreamStreamMultiCallable[bytes, bytes] = channel.stream_stream(path)
        call = method(metadata=bearer(token) if token else None, timeout=ANSWER_SECONDS)
        try:
            await call.write(b"")
            if await call.read() is not grpc.aio.EOF:
                call.cancel()
                return Refusal(grpc.StatusCode.OK, None, "")
        except grpc.aio.AioRpcError as error:
            return Refusal(error.code(), reason_of(error), error.details() or "")
        code, words = await call.code(), await call.details() or ""
        ended = grpc.aio.AioRpcError(code, await call.initial_metadata(), await call.trailing_metadata(), words)
        return Refusal(code, reason_of(ended), words)


def every_rpc() -> Iterator[Rpc]:
    """All of the three packages."""
    for file in FILES:
        for service in file.services_by_name.values():
            for method in service.methods:
                yield Rpc(method)
