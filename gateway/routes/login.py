"""Logging in with a password and, where there is one, a second factor."""

import json

import grpc
from presence.identity.v1 import identity_service_pb2 as identity

from gateway.convert.accounts import challenge_of
from gateway.models.accounts import (
    EnrolmentAnswer,
    EnrolmentRequest,
    LoginChallenge,
    LoginOptions,
    LoginRequest,
    Me,
    SecondFactorAnswer,
    SecondFactorRequest,
)
from gateway.models.base import Nothing
from gateway.problems import ProblemError
from gateway.routes.entering import CREDENTIALS_BYTES_MAX, PASSKEY_BYTES_MAX, enter, second_factor_refused
from gateway.routes.route import PUBLIC, Call, Route, Routes


async def login_options(call: Call[Nothing]) -> LoginOptions:
    """What the log-in page may offer."""
    answer = await call.ask_publicly(call.own.identity.GetLoginOptions, identity.GetLoginOptionsRequest())
    return LoginOptions(oidc_name=answer.oidc_name, mail=answer.mail)


async def log_in(call: Call[LoginRequest]) -> Me | LoginChallenge:
    """Exchanges the credentials for tokens, which the browser gets as cookies, or for a challenge."""
    credential = identity.PasswordCredential(email=call.input.email, password=call.input.password)
    try:
        answer = await call.ask_publicly(
            call.own.identity.Authenticate, identity.AuthenticateRequest(password=credential, client=call.client)
        )
    except grpc.aio.AioRpcError as error:
        if error.code() is grpc.StatusCode.UNAUTHENTICATED:
            raise ProblemError(401, "WRONG_CREDENTIALS", "the e-mail address or the password is not right") from None
        raise
    if answer.HasField("challenge"):
        return challenge_of(answer.challenge)
    return await enter(call, answer.token)


async def second_factor(call: Call[SecondFactorRequest]) -> SecondFactorAnswer:
    """Answers the challenge, and logs in."""
    given = call.input
    request = identity.CompleteSecondFactorRequest(challenge_token=given.challenge_token, client=call.client)
    if given.passkey is not None:
        request.passkey_credential_json = json.dumps(given.passkey)
    else:
        request.recovery_code = given.recovery_code or ""
    with second_factor_refused():
        answer = await call.ask_publicly(call.own.identity.CompleteSecondFactor, request)
    me = await enter(call, answer.token)
    return SecondFactorAnswer(**me.model_dump(), recovery_codes_left=answer.recovery_codes_left)


async def enrol(call: Call[EnrolmentRequest]) -> EnrolmentAnswer:
    """Adds the first passkey, and logs in."""
    given = call.input
    request = identity.EnrolSecondFactorRequest(
        challenge_token=given.challenge_token,
        passkey_credential_json=json.dumps(given.credential),
        label=given.label,
        client=call.client,
    )
    with second_factor_refused():
        answer = await call.ask_publicly(call.own.identity.EnrolSecondFactor, request)
    me = await enter(call, answer.token)
    return EnrolmentAnswer(**me.model_dump(), recovery_codes=list(answer.recovery_codes))


ROUTES: Routes = (
    Route("GET", "/login/options", login_options, Nothing, LoginOptions, "What the log-in page may offer", PUBLIC),
    Route(
        "POST",
        "/login",
        log_in,
        LoginRequest,
        Me,
        "Log in; 202 when a second factor is wanted",
        PUBLIC,
        body_bytes_max=CREDENTIALS_BYTES_MAX,
        also=((202, LoginChallenge),),
    ),
    Route(
        "POST",
        "/login/second-factor",
        second_factor,
        SecondFactorRequest,
        SecondFactorAnswer,
        "Answer the challenge with a passkey or a recovery code, and log in",
        PUBLIC,
        body_bytes_max=PASSKEY_BYTES_MAX,
    ),
    Route(
        "POST",
        "/login/enrolment",
        enrol,
        EnrolmentRequest,
        EnrolmentAnswer,
        "Answer a challenge to enrol with a first passkey, and log in",
        PUBLIC,
        body_bytes_max=PASSKEY_BYTES_MAX,
    ),
)
