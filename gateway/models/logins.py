"""Where somebody is logged in, and with what second factor."""

from typing import Annotated

from pydantic import Field, JsonValue, StringConstraints

from gateway.models.accounts import ChallengeToken, Password
from gateway.models.base import Name, RequestModel, ResponseModel, Time


class LoginRecord(ResponseModel):
    """One login that has not ended."""

    login_id: str
    user_agent: str
    address: str
    create_time: Time
    last_use_time: Time | None
    current: bool = Field(description="The one that asks.")


class LoginList(ResponseModel):
    """Logins, newest first, at most 100."""

    items: list[LoginRecord]


class LoginsEnded(ResponseModel):
    """How many logins were ended."""

    ended: int


class Passkey(ResponseModel):
    """A second factor."""

    passkey_id: str
    label: str
    create_time: Time
    last_use_time: Time | None


class PasskeyList(ResponseModel):
    """A person's passkeys, and how many recovery codes are left."""

    items: list[Passkey]
    recovery_codes_left: int


class PasswordAgain(RequestModel):
    """The password, asked again before what is sensitive."""

    password: Password


class PasskeyTicket(ResponseModel):
    """What the browser makes a passkey with; the ticket goes back with it within five minutes."""

    ticket: str
    options: dict[str, JsonValue] = Field(description="PublicKeyCredentialCreationOptions, as JSON has them.")


class NewPasskey(RequestModel):
    """A passkey that the browser has made."""

    ticket: ChallengeToken
    credential: dict[str, JsonValue] = Field(description="The browser's PublicKeyCredential as JSON.")
    label: Annotated[Name, StringConstraints(max_length=100)]


class NewPasskeyAnswer(ResponseModel):
    """The passkey; recovery codes come with the first one only and are shown once."""

    passkey: Passkey
    recovery_codes: list[str]


class RecoveryCodes(ResponseModel):
    """New recovery codes, shown once; the earlier ones no longer work."""

    recovery_codes: list[str]
