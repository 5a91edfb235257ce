"""A process's own token is asked for once, kept, renewed early, and outlives a short absence of identity."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import grpc
import pytest
from google.protobuf.timestamp_pb2 import Timestamp
from presence.identity.v1 import identity_service_pb2, identity_service_pb2_grpc
from pydantic import SecretStr

from services.common.auth import keys_from
from services.common.channels import open_channel
from services.common.errors import PeerUnavailable, Unauthenticated
from services.common.service_token import ServiceToken

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)


class Identity(identity_service_pb2_grpc.IdentityServiceServicer):
    """Gives numbered tokens for fifteen minutes to whoever knows the key."""

    def __init__(self) -> None:
        self.now = NOW
        self.asked: list[identity_service_pb2.KeyCredential] = []
        self.away = False

    async def Authenticate(self, request: identity_service_pb2.AuthenticateRequest, context: Any) -> Any:  # noqa: N802  # gRPC's name
        if self.away:
            await context.abort(grpc.StatusCode.UNAVAILABLE, "away")
        if request.key.secret != "right":
            await context.abort(grpc.StatusCode.UNAUTHENTICATED, "no")
        self.asked.append(request.key)
        expire_time = Timestamp()
        expire_time.FromDatetime(self.now + timedelta(minutes=15))
        token = identity_service_pb2.Token(access_token=f"token-{len(self.asked)}", expire_time=expire_time)
        return identity_service_pb2.AuthenticateResponse(token=token)

    async def GetSigningKeys(self, _request: Any, context: Any) -> Any:  # noqa: N802  # gRPC's name
        if self.away:
            await context.abort(grpc.StatusCode.UNAVAILABLE, "away")
        expire_time = Timestamp()
        expire_time.FromDatetime(NOW)
        return identity_service_pb2.GetSigningKeysResponse(jwks_json='{"keys": []}', expire_time=expire_time)


@pytest.fixture
def identity() -> Identity:
    return Identity()  # type: ignore[abstract]  # whatever else is asked is UNIMPLEMENTED


@pytest.fixture
async def identity_channel(identity: Identity) -> AsyncIterator[grpc.aio.Channel]:
    server = grpc.aio.server()
    identity_service_pb2_grpc.add_IdentityServiceServicer_to_server(identity, server)
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    async with open_channel(f"ipv4:127.0.0.1:{port}") as channel:
        yield channel
    await server.stop(None)


@pytest.fixture
def token(identity: Identity, identity_channel: grpc.aio.Channel) -> ServiceToken:
    return ServiceToken(identity_channel, name="a", key=SecretStr("right"), audience="b", clock=lambda: identity.now)


async def test_the_token_is_asked_for_once_in_the_callers_name_for_one_callee(
    token: ServiceToken, identity: Identity
) -> None:
    assert set(await asyncio.gather(*(token() for _ in range(10)))) == {"token-1"}
    assert [(key.key_id, key.audience) for key in identity.asked] == [("a", "b")]


async def test_the_token_is_renewed_before_it_expires(token: ServiceToken, identity: Identity) -> None:
    await token()
    identity.now += timedelta(minutes=13, seconds=59)
    assert await token() == "token-1"
    identity.now += timedelta(seconds=2)
    assert await token() == "token-2"


async def test_the_old_token_serves_while_identity_is_away_and_it_is_still_valid(
    token: ServiceToken, identity: Identity
) -> None:
    await token()
    identity.away = True
    identity.now += timedelta(minutes=14, seconds=30)
    assert await token() == "token-1"
    identity.now += timedelta(seconds=30)
    with pytest.raises(PeerUnavailable):
        await token()
    identity.away = False
    assert await token() == "token-2"


async def test_a_refused_key_says_whose_it_is_and_not_what_it_is(
    identity_channel: grpc.aio.Channel,
) -> None:
    token = ServiceToken(identity_channel, name="a", key=SecretStr("wrong-key"), audience="b")
    with pytest.raises(Unauthenticated, match="identity refused the key of a") as raised:
        await token()
    assert "wrong-key" not in str(raised.value)


async def test_signing_keys_come_with_their_expiry(identity_channel: grpc.aio.Channel, identity: Identity) -> None:
    keys = await keys_from(identity_channel)()
    assert (keys.jwks_json, keys.expire_time) == ('{"keys": []}', NOW)
    identity.away = True
    with pytest.raises(PeerUnavailable):
        await keys_from(identity_channel)()
