"""A forgotten password."""

from presence.identity.v1 import identity_service_pb2 as identity

from gateway.convert.common import time_of
from gateway.models.reset import ConfirmPasswordReset, PasswordReset, PasswordResetLookup, PasswordResetRequest
from gateway.routes.entering import CREDENTIALS_BYTES_MAX
from gateway.routes.route import PUBLIC, Call, Route, Routes


async def request_password_reset(call: Call[PasswordResetRequest]) -> None:
    """Has a link mailed; the answer is the same whether the account exists or not."""
    await call.ask_publicly(
        call.own.identity.RequestPasswordReset,
        identity.RequestPasswordResetRequest(email=call.input.email, client=call.client, language=call.input.language),
    )


async def look_up_password_reset(call: Call[PasswordResetLookup]) -> PasswordReset:
    """Whom a link is for. The token comes in a body because addresses end up in logs."""
    answer = await call.ask_publicly(
        call.own.identity.GetPasswordReset, identity.GetPasswordResetRequest(reset_token=call.input.token)
    )
    return PasswordReset(email=answer.email, expire_time=time_of(answer.expire_time))


async def confirm_password_reset(call: Call[ConfirmPasswordReset]) -> None:
    """Sets the new password; nobody is logged in by it."""
    await call.ask_publicly(
        call.own.identity.ResetPassword,
        identity.ResetPasswordRequest(reset_token=call.input.token, new_password=call.input.new_password),
    )


ONE = "/password-reset"

ROUTES: Routes = (
    Route(
        "POST",
        ONE,
        request_password_reset,
        PasswordResetRequest,
        None,
        "Ask for a link with which to choose a new password",
        PUBLIC,
        body_bytes_max=CREDENTIALS_BYTES_MAX,
    ),
    Route(
        "POST",
        f"{ONE}/lookup",
        look_up_password_reset,
        PasswordResetLookup,
        PasswordReset,
        "Whom a reset link is for",
        PUBLIC,
        body_bytes_max=CREDENTIALS_BYTES_MAX,
    ),
    Route(
        "POST",
        f"{ONE}/confirm",
        confirm_password_reset,
        ConfirmPasswordReset,
        None,
        "Choose a new password; every login ends",
        PUBLIC,
        body_bytes_max=CREDENTIALS_BYTES_MAX,
    ),
)
