"""Logging out, one's own account, activation."""

from presence.identity.v1 import identity_service_pb2 as identity

from gateway.consent import VERSION, consent_text
from gateway.convert.accounts import challenge_of
from gateway.convert.common import time_of
from gateway.models.accounts import (
    ActivateRequest,
    Activation,
    ActivationLookup,
    ChangePasswordRequest,
    ConsentText,
    LoginChallenge,
    Me,
)
from gateway.models.base import Nothing
from gateway.routes.entering import CREDENTIALS_BYTES_MAX, enter, me_of_call, password_asked_again, revoke
from gateway.routes.route import EVERYBODY, PUBLIC, Call, Route, Routes


async def log_out(call: Call[Nothing]) -> None:
    """Ends the login everywhere; nobody being logged in is no error."""
    try:
        await revoke(call)
    finally:
        call.jar.end()  # whatever identity says, this browser is logged out


async def me(call: Call[Nothing]) -> Me:
    """Who is logged in."""
    return await me_of_call(call)


async def look_up_activation(call: Call[ActivationLookup]) -> Activation:
    """Whom a link is for. The token comes in a body because addresses end up in logs."""
    answer = await call.ask_publicly(
        call.own.identity.GetActivation, identity.GetActivationRequest(activation_token=call.input.token)
    )
    return Activation(display_name=answer.display_name, email=answer.email, expire_time=time_of(answer.expire_time))


async def activate(call: Call[ActivateRequest]) -> Me | LoginChallenge:
    """Sets the first password, and logs in; or asks to enrol first."""
    answer = await call.ask_publicly(
        call.own.identity.ActivateAccount,
        identity.ActivateAccountRequest(activation_token=call.input.token, password=call.input.password),
    )
    if answer.HasField("challenge"):
        return challenge_of(answer.challenge)
    return await enter(call, answer.token)


async def change_password(call: Call[ChangePasswordRequest]) -> None:
    """Changes the password; this login goes on with new tokens, all others end."""
    request = identity.ChangePasswordRequest(
        current_password=call.input.current_password, new_password=call.input.new_password
    )
    with password_asked_again():
        answer = await call.ask(call.services.identity.ChangePassword, request)
    call.jar.renew(answer.token)


async def consent(_call: Call[Nothing]) -> ConsentText:
    """What people are asked to agree to."""
    return ConsentText(version=VERSION, text=consent_text())


ROUTES: Routes = (
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
        "Set the first password and log in; 202 when a second factor must be added first",
        PUBLIC,
        body_bytes_max=CREDENTIALS_BYTES_MAX,
        also=((202, LoginChallenge),),
    ),
    Route("GET", "/consent-text", consent, Nothing, ConsentText, "The text people agree to before a photo", EVERYBODY),
)
