"""A forgotten password."""

from gateway.models.accounts import Language, Password
from gateway.models.base import Email, RequestModel, ResponseModel, Time, Token


class PasswordResetRequest(RequestModel):
    """Whose password is forgotten, and the language of the page, in which the mail comes.

    English is everybody's who has chosen nothing: people whose mails are in another language get them in theirs.
    """

    email: Email
    language: Language = "en"


class PasswordResetLookup(RequestModel):
    """The token of a reset link: the part of the link after `#`."""

    token: Token


class PasswordReset(ResponseModel):
    """Whom a reset link is for."""

    email: str
    expire_time: Time


class ConfirmPasswordReset(RequestModel):
    """Sets a new password; every login of the person ends."""

    token: Token
    new_password: Password
