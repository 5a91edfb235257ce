"""IdentityService.WatchRevocations as a feed of revocations."""

from collections.abc import AsyncGenerator
from datetime import UTC

import grpc
from presence.identity.v1 import identity_service_pb2, identity_service_pb2_grpc

from services.common.revocations import RevocationsCompacted, Revoked
from services.common.watched import watched


class GrpcRevocations:
    """A Feed over a channel that carries the process's own service token."""

    def __init__(self, channel: grpc.aio.Channel) -> None:
        self._stub = identity_service_pb2_grpc.IdentityServiceStub(channel)

    async def watch(self, resume_token: str) -> AsyncGenerator[tuple[str, Revoked | None], None]:
        """Whatever breaks the stream is PeerUnavailable, but for a token that is too old."""
        call = self._stub.WatchRevocations(identity_service_pb2.WatchRevocationsRequest(resume_token=resume_token))
        async with watched(call, RevocationsCompacted) as messages:
            async for message in messages:
                revoked = None
                if message.WhichOneof("event") == "revoked":
                    time = message.revoked.before_time.ToDatetime(tzinfo=UTC)
                    revoked = Revoked(message.revoked.login_id, time)
                yield message.resume_token, revoked
