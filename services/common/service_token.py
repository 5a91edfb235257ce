"""A process's own access token, for calls it makes in its own name."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import grpc
from presence.identity.v1 import identity_service_pb2, identity_service_pb2_grpc
from pydantic import SecretStr

from services.common.auth import utc_now
from services.common.errors import PeerUnavailable, Unauthenticated


class ServiceToken:
    """Token source for `open_channel`: asks identity for a token meant for `audience`, keeps it, renews it early.

    Awaiting a call raises PeerUnavailable while identity does not answer and no valid token is left, and
    Unauthenticated when identity refuses the key.
    """

    def __init__(
        self,
        identity: grpc.aio.Channel,
        *,
        name: str,
        key: SecretStr,
        audience: str = "",
        clock: Callable[[], datetime] = utc_now,
        early: timedelta = timedelta(seconds=60),
    ) -> None:
        """`identity` is a channel without a token; `name` is the service's name, or a device key's id."""
        self._stub = identity_service_pb2_grpc.IdentityServiceStub(identity)
        self._name = name
        self._key = key
        self._audience = audience
        self._clock = clock
        self._early = early
        self._token = ""
        self._expire_time = datetime.min.replace(tzinfo=UTC)
        self._renewing = asyncio.Lock()  # callers that find it stale together ask once

    async def __call__(self) -> str:
        """An access token that is valid for a while yet."""
        if not self._valid_for(self._early):
            async with self._renewing:
                if not self._valid_for(self._early):
                    await self._renew()
        return self._token

    def _valid_for(self, span: timedelta) -> bool:
        return bool(self._token) and self._clock() + span < self._expire_time

    async def _renew(self) -> None:
        credential = identity_service_pb2.KeyCredential(
            key_id=self._name, secret=self._key.get_secret_value(), audience=self._audience
        )
        try:
            answer = await self._stub.Authenticate(identity_service_pb2.AuthenticateRequest(key=credential), timeout=5)
        except grpc.aio.AioRpcError as error:
            if error.code() is grpc.StatusCode.UNAUTHENTICATED:
                raise Unauthenticated(f"identity refused the key of {self._name}") from None
            if self._valid_for(timedelta(seconds=1)):
                return  # the old one still serves
            raise PeerUnavailable from error
        self._token = answer.token.access_token
        self._expire_time = answer.token.expire_time.ToDatetime(tzinfo=UTC)
