"""IdentityService: every method but ChangePassword is public, because its request proves who asks."""

from collections.abc import AsyncIterator
from contextlib import aclosing

from presence.identity.v1 import identity_service_pb2 as pb

from services.common.errors import InvalidInput
from services.common.interceptors.wrap import Context
from services.common.principal import Role, require
from services.common.timestamps import timestamp
from services.identity.app.activation import Activations, Bootstrap
from services.identity.app.key_ring import KeyRing
from services.identity.app.keys import DeviceKeys, ServiceKeys
from services.identity.app.logins import Logins
from services.identity.app.minting import AccessToken
from services.identity.app.password_change import PasswordChange
from services.identity.app.second_factor import PasskeyAnswer, RecoveryAnswer
from services.identity.app.sessions import Sessions
from services.identity.handlers import access
from services.identity.handlers.convert import token_message, uuid_of
from services.identity.handlers.devices import PUBLIC_METHODS as KIOSKS_METHODS
from services.identity.handlers.other_ways import METHODS as OTHER_WAYS_METHODS
from services.identity.handlers.other_ways import OtherWays, OtherWaysHandlers
from services.identity.handlers.outcome import challenge_of, token_of
from services.identity.handlers.people_files import PUBLIC_METHODS as GUARDIANS_METHODS
from services.identity.handlers.watch_revocations import WatchingRevocations

NAME = pb.DESCRIPTOR.services_by_name["IdentityService"].full_name
PUBLIC_METHODS = (
    GUARDIANS_METHODS
    | KIOSKS_METHODS
    | frozenset(
        f"/{NAME}/{method}"
        for method in (
            "Authenticate",
            "CompleteSecondFactor",
            "EnrolSecondFactor",
            "RefreshToken",
            "RevokeToken",
            "GetSigningKeys",
            "GetActivation",
            "ActivateAccount",
            "BootstrapAdmin",
            *OTHER_WAYS_METHODS,
        )
    )
)


class IdentityHandlers(OtherWaysHandlers):
    """See the comments of the service."""

    def __init__(
        self,
        logins: Logins,
        sessions: Sessions,
        password_change: PasswordChange,
        activations: Activations,
        bootstrap: Bootstrap,
        device_keys: DeviceKeys,
        service_keys: ServiceKeys,
        key_ring: KeyRing,
        watching: WatchingRevocations,
        ways: OtherWays,
    ) -> None:
        self._ways = ways
        self._watching = watching
        self._logins = logins
        self._sessions = sessions
        self._password_change = password_change
        self._activations = activations
        self._bootstrap = bootstrap
        self._device_keys = device_keys
        self._service_keys = service_keys
        self._key_ring = key_ring

    async def Authenticate(self, request: pb.AuthenticateRequest, context: Context) -> pb.AuthenticateResponse:
        kind = request.WhichOneof("credential")
        if kind == "password":
            client = await self._ways.clients.of(request.client, context)
            outcome = await self._logins.with_password(request.password.email, request.password.password, client)
            return pb.AuthenticateResponse(token=token_of(outcome), challenge=challenge_of(outcome))
        if kind == "key":
            return pb.AuthenticateResponse(token=token_message(await self._by_key(request.key)))
        raise InvalidInput("credential", "is missing")

    async def CompleteSecondFactor(
        self, request: pb.CompleteSecondFactorRequest, context: Context
    ) -> pb.CompleteSecondFactorResponse:
        answer: PasskeyAnswer | RecoveryAnswer
        match request.WhichOneof("answer"):
            case "passkey_credential_json":
                answer = PasskeyAnswer(request.passkey_credential_json)
            case "recovery_code":
                answer = RecoveryAnswer(request.recovery_code)
            case _:
                raise InvalidInput("answer", "is missing")
        client = await self._ways.clients.of(request.client, context)
        session, left = await self._logins.after_second_factor(request.challenge_token, answer, client)
        return pb.CompleteSecondFactorResponse(token=token_of(session), recovery_codes_left=left)

    async def EnrolSecondFactor(
        self, request: pb.EnrolSecondFactorRequest, context: Context
    ) -> pb.EnrolSecondFactorResponse:
        client = await self._ways.clients.of(request.client, context)
        session, codes = await self._logins.after_enrolment(
            request.challenge_token, request.passkey_credential_json, request.label, client
        )
        return pb.EnrolSecondFactorResponse(token=token_of(session), recovery_codes=codes)

    async def RefreshToken(self, request: pb.RefreshTokenRequest, context: Context) -> pb.RefreshTokenResponse:
        session = await self._sessions.refresh(request.refresh_token)
        return pb.RefreshTokenResponse(token=token_message(session.access, session.refresh_token))

    async def RevokeToken(self, request: pb.RevokeTokenRequest, context: Context) -> pb.RevokeTokenResponse:
        await self._sessions.end(request.refresh_token)
        return pb.RevokeTokenResponse()

    async def WatchRevocations(
        self, request: pb.WatchRevocationsRequest, context: Context
    ) -> AsyncIterator[pb.WatchRevocationsResponse]:
        require(Role.SERVICE, to="follow ended log-ins")
        async with aclosing(self._watching.responses(request.resume_token)) as responses:
            async for response in responses:
                yield response

    async def GetSigningKeys(self, request: pb.GetSigningKeysRequest, context: Context) -> pb.GetSigningKeysResponse:
        published = await self._key_ring.published()
        return pb.GetSigningKeysResponse(jwks_json=published.jwks_json, expire_time=timestamp(published.expire_time))

    async def GetActivation(self, request: pb.GetActivationRequest, context: Context) -> pb.GetActivationResponse:
        invitation = await self._activations.look_up(request.activation_token)
        details = invitation.person.details
        return pb.GetActivationResponse(
            display_name=details.display_name, email=details.email, expire_time=timestamp(invitation.expire_time)
        )

    async def ActivateAccount(self, request: pb.ActivateAccountRequest, context: Context) -> pb.ActivateAccountResponse:
        outcome = await self._activations.activate(request.activation_token, request.password)
        return pb.ActivateAccountResponse(token=token_of(outcome), challenge=challenge_of(outcome))

    async def ChangePassword(self, request: pb.ChangePasswordRequest, context: Context) -> pb.ChangePasswordResponse:
        caller = access.somebody("change a password")
        session = await self._password_change.change(
            uuid_of("subject", caller.subject),
            request.current_password,
            request.new_password,
            access.login_of(caller),
        )
        return pb.ChangePasswordResponse(token=token_message(session.access, session.refresh_token))

    async def BootstrapAdmin(self, request: pb.BootstrapAdminRequest, context: Context) -> pb.BootstrapAdminResponse:
        person_id, link = await self._bootstrap.invite(request.bootstrap_secret, request.email, request.display_name)
        return pb.BootstrapAdminResponse(
            person_id=str(person_id), activation_link=link.url, expire_time=timestamp(link.expire_time)
        )

    async def _by_key(self, key: pb.KeyCredential) -> AccessToken:
        try:
            key_id = uuid_of("key_id", key.key_id)
        except InvalidInput:  # services go by names
            return await self._service_keys.authenticate(key.key_id, key.secret, key.audience)
        return await self._device_keys.authenticate(key_id, key.secret)
