"""The methods of IdentityService for those who forgot their password or log in with a provider."""

from dataclasses import dataclass

from presence.identity.v1 import identity_service_pb2 as pb
from presence.identity.v1 import identity_service_pb2_grpc

from services.common.interceptors.wrap import Context
from services.common.timestamps import timestamp
from services.identity.app.oidc import OidcLogins
from services.identity.app.resets import PasswordResets
from services.identity.handlers.client import Clients
from services.identity.handlers.outcome import challenge_of, token_of

METHODS = (
    "StartOidcLogin",
    "CompleteOidcLogin",
    "GetLoginOptions",
    "RequestPasswordReset",
    "GetPasswordReset",
    "ResetPassword",
)


@dataclass(frozen=True)
class OtherWays:
    """What those methods need."""

    resets: PasswordResets
    oidc: OidcLogins
    clients: Clients
    oidc_name: str  # empty without a provider
    mail: bool  # whether a mail server is configured


class OtherWaysHandlers(identity_service_pb2_grpc.IdentityServiceServicer):
    """See the comments of the service."""

    _ways: OtherWays

    async def GetLoginOptions(self, request: pb.GetLoginOptionsRequest, context: Context) -> pb.GetLoginOptionsResponse:
        return pb.GetLoginOptionsResponse(oidc_name=self._ways.oidc_name, mail=self._ways.mail)

    async def StartOidcLogin(self, request: pb.StartOidcLoginRequest, context: Context) -> pb.StartOidcLoginResponse:
        url, login_state = await self._ways.oidc.start(request.next_path, request.refresh_token)
        return pb.StartOidcLoginResponse(authorization_url=url, login_state=login_state)

    async def CompleteOidcLogin(
        self, request: pb.CompleteOidcLoginRequest, context: Context
    ) -> pb.CompleteOidcLoginResponse:
        client = await self._ways.clients.of(request.client, context)
        outcome, next_path = await self._ways.oidc.complete(request.login_state, request.state, request.code, client)
        return pb.CompleteOidcLoginResponse(
            token=token_of(outcome), challenge=challenge_of(outcome), next_path=next_path
        )

    async def RequestPasswordReset(
        self, request: pb.RequestPasswordResetRequest, context: Context
    ) -> pb.RequestPasswordResetResponse:
        client = await self._ways.clients.of(request.client, context)
        await self._ways.resets.ask(request.email, request.language, client.address)
        return pb.RequestPasswordResetResponse()

    async def GetPasswordReset(
        self, request: pb.GetPasswordResetRequest, context: Context
    ) -> pb.GetPasswordResetResponse:
        found = await self._ways.resets.look_up(request.reset_token)
        return pb.GetPasswordResetResponse(email=found.person.details.email, expire_time=timestamp(found.expire_time))

    async def ResetPassword(self, request: pb.ResetPasswordRequest, context: Context) -> pb.ResetPasswordResponse:
        await self._ways.resets.reset(request.reset_token, request.new_password)
        return pb.ResetPasswordResponse()
