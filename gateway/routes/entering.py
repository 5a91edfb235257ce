"""What every way of logging in ends with: the earlier login is left, cookies are set, the page learns who it is."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import grpc
import structlog
from presence.identity.v1 import identity_service_pb2 as identity
from presence.identity.v1 import people_service_pb2 as people

from gateway.convert.people import me_of
from gateway.models.accounts import Me
from gateway.problems import ProblemError
from gateway.routes.route import Call
from services.common.status import reason_of

CREDENTIALS_BYTES_MAX = 8 * 1024
PASSKEY_BYTES_MAX = 32 * 1024  # attestations carry certificates

_log: structlog.typing.FilteringBoundLogger = structlog.get_logger("accounts")


async def enter(call: Call[Any], token: identity.Token) -> Me:
    """The browser gets the tokens as cookies its scripts cannot read."""
    await begin(call, token)
    return await me_of_call(call)


async def begin(call: Call[Any], token: identity.Token) -> None:
    """Ends the browser's earlier login, if it had one, and begins the new one."""
    try:
        await revoke(call)
    except grpc.aio.AioRpcError:
        _log.warning("an earlier login could not be ended")  # it runs out by itself; the new one must not fail for it
    call.jar.begin(token)


async def revoke(call: Call[Any]) -> None:
    """Ends the login that the browser brought, everywhere."""
    call.logins.end(call.jar)
    if call.jar.refresh_token:
        await call.ask_publicly(
            call.own.identity.RevokeToken, identity.RevokeTokenRequest(refresh_token=call.jar.refresh_token)
        )


async def me_of_call(call: Call[Any]) -> Me:
    """Who is logged in."""
    answer = await call.ask(call.services.people.GetPerson, people.GetPersonRequest(person_id=call.login.subject))
    return me_of(answer.person)


@contextmanager
def password_asked_again() -> Iterator[None]:
    """A wrong password is no lost login: a 422 problem instead of 401."""
    try:
        yield
    except grpc.aio.AioRpcError as error:
        if reason_of(error) == "CREDENTIAL_REFUSED":
            raise ProblemError(422, "WRONG_PASSWORD", "the current password is not right") from None
        raise


@contextmanager
def second_factor_refused() -> Iterator[None]:
    """A wrong answer to a challenge, or one that came too late, is a problem of its own."""
    try:
        yield
    except grpc.aio.AioRpcError as error:
        if error.code() is grpc.StatusCode.UNAUTHENTICATED:
            raise ProblemError(
                401, "SECOND_FACTOR_REFUSED", "this is not the second factor, or it came too late; log in again"
            ) from None
        raise
