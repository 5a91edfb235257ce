"""Every RPC that the protos declare, called with nothing in it: whoever may not call it must hear that first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import grpc
from google.protobuf.descriptor import MethodDescriptor

from services.common.channels import bearer
from services.common.status import reason_of

PROTOS = Path(__file__).resolve().parents[2] / "protos" / "gen"
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
    """All that is declared in the packages, also what is added later."""
    for path in sorted(PROTOS.glob("presence/*/v1/*_service_pb2.py")):
        file = import_module(".".join(path.relative_to(PROTOS).with_suffix("").parts)).DESCRIPTOR
        for service in file.services_by_name.values():
            for method in service.methods:
                yield Rpc(method)
