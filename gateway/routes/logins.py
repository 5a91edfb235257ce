"""Where people are logged in, and their second factors: one's own, and anybody's for administrators."""

import json
from typing import Any

from presence.identity.v1 import account_service_pb2 as account

from gateway.convert.accounts import json_object, login_of, passkey_of
from gateway.models.base import Nothing
from gateway.models.logins import (
    LoginList,
    LoginsEnded,
    NewPasskey,
    NewPasskeyAnswer,
    PasskeyList,
    PasskeyTicket,
    PasswordAgain,
    RecoveryCodes,
)
from gateway.routes.entering import CREDENTIALS_BYTES_MAX, PASSKEY_BYTES_MAX, password_asked_again
from gateway.routes.route import ADMINS, EVERYBODY, STAFF, Call, Route, Routes


async def list_my_logins(call: Call[Nothing]) -> LoginList:
    """Where the caller is logged in."""
    return await _logins(call, "")


async def list_logins(call: Call[Nothing]) -> LoginList:
    """Where a person is logged in."""
    return await _logins(call, call.id("person_id"))


async def confirm_password(call: Call[PasswordAgain]) -> None:
    """Proves who is here, for what answers PROOF_NEEDED."""
    with password_asked_again():
        await call.ask(
            call.services.accounts.ConfirmPassword, account.ConfirmPasswordRequest(password=call.input.password)
        )


async def check_proof(call: Call[Nothing]) -> None:
    """Whether something sensitive would be done now, for a page that cannot see how it goes."""
    await call.ask(call.services.accounts.CheckProof, account.CheckProofRequest())


async def end_my_login(call: Call[Nothing]) -> None:
    """Ends one login."""
    await _end_login(call)


async def end_login(call: Call[Nothing]) -> None:
    """Ends one of a person's logins."""
    await _end_login(call)


async def end_my_other_logins(call: Call[Nothing]) -> LoginsEnded:
    """Ends all the caller's logins but this one."""
    return await _end_logins(call, "")


async def end_logins(call: Call[Nothing]) -> LoginsEnded:
    """Ends all of a person's logins."""
    return await _end_logins(call, call.id("person_id"))


async def list_my_passkeys(call: Call[Nothing]) -> PasskeyList:
    """The caller's passkeys."""
    return await _passkeys(call, "")


async def list_passkeys(call: Call[Nothing]) -> PasskeyList:
    """A person's passkeys, for who has to remove a lost one."""
    return await _passkeys(call, call.id("person_id"))


async def begin_passkey(call: Call[Nothing]) -> PasskeyTicket:
    """What the browser makes a passkey with."""
    answer = await call.ask(call.services.accounts.BeginPasskey, account.BeginPasskeyRequest())
    return PasskeyTicket(ticket=answer.ticket, options=json_object(answer.options_json))


async def finish_passkey(call: Call[NewPasskey]) -> NewPasskeyAnswer:
    """Adds the passkey that the browser has made."""
    given = call.input
    answer = await call.ask(
        call.services.accounts.FinishPasskey,
        account.FinishPasskeyRequest(
            ticket=given.ticket, credential_json=json.dumps(given.credential), label=given.label
        ),
    )
    return NewPasskeyAnswer(passkey=passkey_of(answer.passkey), recovery_codes=list(answer.recovery_codes))


async def delete_my_passkey(call: Call[Nothing]) -> None:
    """Removes one of the caller's passkeys."""
    await _delete_passkey(call)


async def delete_passkey(call: Call[Nothing]) -> None:
    """Removes a person's passkey."""
    await _delete_passkey(call)


async def renew_recovery_codes(call: Call[Nothing]) -> RecoveryCodes:
    """New recovery codes."""
    answer = await call.ask(call.services.accounts.RenewRecoveryCodes, account.RenewRecoveryCodesRequest())
    return RecoveryCodes(recovery_codes=list(answer.recovery_codes))


async def _logins(call: Call[Any], person_id: str) -> LoginList:
    answer = await call.ask(call.services.accounts.ListLogins, account.ListLoginsRequest(person_id=person_id))
    return LoginList(items=[login_of(one) for one in answer.logins])


async def _end_login(call: Call[Any]) -> None:
    await call.ask(call.services.accounts.EndLogin, account.EndLoginRequest(login_id=call.id("login_id")))


async def _end_logins(call: Call[Any], person_id: str) -> LoginsEnded:
    answer = await call.ask(call.services.accounts.EndLogins, account.EndLoginsRequest(person_id=person_id))
    return LoginsEnded(ended=answer.ended)


async def _passkeys(call: Call[Any], person_id: str) -> PasskeyList:
    answer = await call.ask(call.services.accounts.ListPasskeys, account.ListPasskeysRequest(person_id=person_id))
    return PasskeyList(
        items=[passkey_of(one) for one in answer.passkeys], recovery_codes_left=answer.recovery_codes_left
    )


async def _delete_passkey(call: Call[Any]) -> None:
    await call.ask(call.services.accounts.DeletePasskey, account.DeletePasskeyRequest(passkey_id=call.id("passkey_id")))


MY_LOGINS, MY_PASSKEYS, ONE = "/me/logins", "/me/passkeys", "/people/{person_id}"

ROUTES: Routes = (
    Route("GET", MY_LOGINS, list_my_logins, Nothing, LoginList, "Where one is logged in", EVERYBODY),
    Route("DELETE", MY_LOGINS, end_my_other_logins, Nothing, LoginsEnded, "End all logins but this one", EVERYBODY),
    Route("DELETE", f"{MY_LOGINS}/{{login_id}}", end_my_login, Nothing, None, "End a login", EVERYBODY),
    Route("GET", MY_PASSKEYS, list_my_passkeys, Nothing, PasskeyList, "One's own passkeys", EVERYBODY),
    Route("GET", "/me/proof", check_proof, Nothing, None, "Whether proof of the last ten minutes is there", EVERYBODY),
    Route(
        "POST",
        "/me/proof",
        confirm_password,
        PasswordAgain,
        None,
        "Prove who is here with the password, for ten minutes of what is sensitive",
        EVERYBODY,
        body_bytes_max=CREDENTIALS_BYTES_MAX,
    ),
    Route("POST", f"{MY_PASSKEYS}/begin", begin_passkey, Nothing, PasskeyTicket, "Begin to add a passkey", STAFF),
    Route(
        "POST",
        MY_PASSKEYS,
        finish_passkey,
        NewPasskey,
        NewPasskeyAnswer,
        "Add the passkey that the browser has made",
        STAFF,
        status=201,
        body_bytes_max=PASSKEY_BYTES_MAX,
    ),
    Route("DELETE", f"{MY_PASSKEYS}/{{passkey_id}}", delete_my_passkey, Nothing, None, "Remove a passkey", STAFF),
    Route(
        "POST",
        "/me/recovery-codes",
        renew_recovery_codes,
        Nothing,
        RecoveryCodes,
        "Void the recovery codes and make new ones",
        STAFF,
    ),
    Route("GET", f"{ONE}/logins", list_logins, Nothing, LoginList, "Where a person is logged in", ADMINS),
    Route("DELETE", f"{ONE}/logins", end_logins, Nothing, LoginsEnded, "End all of a person's logins", ADMINS),
    Route("DELETE", f"{ONE}/logins/{{login_id}}", end_login, Nothing, None, "End one of a person's logins", ADMINS),
    Route("GET", f"{ONE}/passkeys", list_passkeys, Nothing, PasskeyList, "A person's passkeys", ADMINS),
    Route(
        "DELETE", f"{ONE}/passkeys/{{passkey_id}}", delete_passkey, Nothing, None, "Remove a person's passkey", ADMINS
    ),
)
