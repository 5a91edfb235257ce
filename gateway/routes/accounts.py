"""Logging in and out, one's own account, activation."""

import grpc
import structlog
from presence.identity.v1 import identity_service_pb2 as identity
from presence.identity.v1 import people_service_pb2 as people

from gateway.consent import VERSION, consent_text
from gateway.convert.common import time_of
from gateway.convert.people import me_of
from gateway.models.accounts import (
    ActivateRequest,
    Activation,
    ActivationLookup,
    ChangePasswordRequest,
    ConsentText,
    LoginRequest,
    Me,
)
from gateway.models.base import Nothing
from gateway.problems import ProblemError
from gateway.routes.route import EVERYBODY, PUBLIC, Call, Route, Routes
from services.common.status import reason_of

CREDENTIALS_BYTES_MAX = 8 * 1024

_log: structlog.typing.FilteringBoundLogger = structlog.get_logger("accounts")


async def log_in(call: Call[LoginRequest]) -> Me:
    """Exchanges the credentials for tokens, which the browser gets as cookies its scripts cannot read."""
    credential = identity.PasswordCredential(email=call.input.email, password=call.input.password)
    try:
        answer = await call.ask_publicly(
            call.services.identity.Authenticate, identity.AuthenticateRequest(password=credential)
        )
    except grpc.aio.AioRpcError as error:
        if error.code() is grpc.StatusCode.UNAUTHENTICATED:
            raise ProblemError(401, "WRONG_CREDENTIALS", "the e-mail address or the password is not right") from None
        raise
    await _leave_earlier_login(call)
    call.jar.begin(answer.token)
    return await _me(call)


async def log_out(call: Call[Nothing]) -> None:
    """Ends the login everywhere; nobody being logged in is no error."""
    try:
        await _revoke(call)
    finally:
        call.jar.end()  # whatever identity says, this browser is logged out


async def me(call: Call[Nothing]) -> Me:
    """Who is logged in."""
    return await _me(call)


async def look_up_activation(call: Call[ActivationLookup]) -> Activation:
    """Whom a link is for. The token comes in a body because addresses end up in logs."""
    answer = await call.ask_publicly(
        call.services.identity.GetActivation, identity.GetActivationRequest(activation_token=call.input.token)
    )
    return Activation(display_name=answer.display_name, email=answer.email, expire_time=time_of(answer.expire_time))


async def activate(call: Call[ActivateRequest]) -> Me:
    """Sets the first password, and logs in."""
    answer = await call.ask_publicly(
        call.services.identity.ActivateAccount,
        identity.ActivateAccountRequest(activation_token=call.input.token, password=call.input.password),
    )
    await _leave_earlier_login(call)
    call.jar.begin(answer.token)
    return await _me(call)


async def change_password(call: Call[ChangePasswordRequest]) -> None:
    """Changes the password; this login goes on with new tokens, all others end."""
    request = identity.ChangePasswordRequest(
        current_password=call.input.current_password, new_password=call.input.new_password
    )
    try:
        answer = await call.ask(call.services.identity.ChangePassword, request)
    except grpc.aio.AioRpcError as error:
        if reason_of(error) == "CREDENTIAL_REFUSED":  # the login is good: it is the password that is wrong
            raise ProblemError(422, "WRONG_PASSWORD", "the current password is not right") from None
        raise
    call.jar.renew(answer.token)


async def consent(_call: Call[Nothing]) -> ConsentText:
    """What people are asked to agree to."""
    return ConsentText(version=VERSION, text=consent_text())


async def _leave_earlier_login(call: Call[LoginRequest] | Call[ActivateRequest]) -> None:
    try:
        await _revoke(call)
    except grpc.aio.AioRpcError:
        _log.warning("an earlier login could not be ended")  # it runs out by itself; the new one must not fail for it


async def _revoke(call: Call[LoginRequest] | Call[Nothing] | Call[ActivateRequest]) -> None:
    call.logins.end(call.jar)
    if call.jar.refresh_token:
        await call.ask_publicly(
            call.services.identity.RevokeToken, identity.RevokeTokenRequest(refresh_token=call.jar.refresh_token)
        )


async def _me(call: Call[LoginRequest] | Call[Nothing] | Call[ActivateRequest]) -> Me:
    answer = await call.ask(call.services.people.GetPerson, people.GetPersonRequest(person_id=call.login.subject))
    return me_of(answer.person)


ROUTES: Routes = (
    Route("POST", "/login", log_in, LoginRequest, Me, "Log in", PUBLIC, body_bytes_max=CREDENTIALS_BYTES_MAX),
    Route("POST", "/logout", log_out, Nothing, None, "Log out", PUBLIC),
    Route("GET", "/me", me, Nothing, Me, "Who is logged in", EVERYBODY),
    Route(
        "POST",
        "/me/password",
        change_password,
        ChangePasswordRequest,
        None,
        "Change one's own password",
        EVERYBODY,
        body_bytes_max=CREDENTIALS_BYTES_MAX,
    ),
    Route(
        "POST",
        "/activation/lookup",
        look_up_activation,
        ActivationLookup,
        Activation,
        "Whom an activation link is for",
        PUBLIC,
        body_bytes_max=CREDENTIALS_BYTES_MAX,
    ),
    Route(
        "POST",
        "/activation",
        activate,
        ActivateRequest,
        Me,
        "Set the first password and log in",
        PUBLIC,
        body_bytes_max=CREDENTIALS_BYTES_MAX,
    ),
    Route("GET", "/consent-text", consent, Nothing, ConsentText, "The text people agree to before a photo", EVERYBODY),
)
