"""Logging in, one's own account, and accounts that wait to be activated."""

from typing import Annotated, Literal

from pydantic import Field

from gateway.models.base import Email, RequestModel, ResponseModel, Time, Token

PersonRole = Literal["student", "teacher", "admin"]
# Identity knows what a good password is; the bound here only keeps a request small.
Password = Annotated[str, Field(min_length=1, max_length=1024)]


class LoginRequest(RequestModel):
    """A person's credentials."""

    email: Email
    password: Password


class FaceConsent(ResponseModel):
    """What a person agreed to about face recognition, and when."""

    granted: bool
    text_version: str
    grant_time: Time | None
    withdraw_time: Time | None


class Me(ResponseModel):
    """Who is logged in."""

    person_id: str
    display_name: str
    email: str
    role: PersonRole
    student_number: str
    face_consent: FaceConsent


class ActivationLookup(RequestModel):
    """The token of an activation link: the part of the link after `#`."""

    token: Token


class Activation(ResponseModel):
    """Whom an activation link is for."""

    display_name: str
    email: str
    expire_time: Time


class ActivateRequest(RequestModel):
    """Sets the first password of an account."""

    token: Token
    password: Password


class ChangePasswordRequest(RequestModel):
    """Changes one's own password; other logins end."""

    current_password: Password
    new_password: Password


class ConsentText(ResponseModel):
    """What a person is asked to agree to before the first photo."""

    version: str
    text: str
