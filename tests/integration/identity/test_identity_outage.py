"""The database goes away in mid-session and comes back."""

from collections.abc import Callable

import grpc
import pytest
from presence.identity.v1 import identity_service_pb2 as pb
from presence.identity.v1 import identity_service_pb2_grpc

from tests.fakes.identity_server import running_identity
from tests.integration.common.gate import Gate

DEADLINE_SECONDS = 60


async def test_services_and_verifiers_outlast_the_database_and_people_log_in_again_after_it(
    create_database: Callable[..., str],
) -> None:
    async with Gate(create_database()) as gate, running_identity(gate.dsn) as identity, identity.channel() as channel:
        stub = identity_service_pb2_grpc.IdentityServiceStub(channel)
        password = pb.PasswordCredential(email=identity.admin.email, password=identity.admin.password)
        log_in = pb.AuthenticateRequest(password=password)
        before = await stub.GetSigningKeys(pb.GetSigningKeysRequest())

        await gate.shut()
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            await stub.Authenticate(log_in, timeout=DEADLINE_SECONDS)
        assert refused.value.code() is grpc.StatusCode.UNAVAILABLE
        assert await identity.service_token("recognition", "attendance")
        assert (await stub.GetSigningKeys(pb.GetSigningKeysRequest())).jwks_json == before.jwks_json

        await gate.open()
        answer = await stub.Authenticate(log_in, timeout=DEADLINE_SECONDS)
        assert answer.token.subject == identity.admin.person_id
        await stub.RefreshToken(pb.RefreshTokenRequest(refresh_token=answer.token.refresh_token))
