"""Logging in, one's own account, and accounts that wait to be activated."""

from typing import Annotated, Literal

from pydantic import Field, JsonValue, StringConstraints, model_validator

from gateway.models.base import Email, Name, RequestModel, ResponseModel, Time, Token

PersonRole = Literal["student", "teacher", "admin"]
Language = Literal["en", "ne"]
# Identity knows what a good password is; the bound here only keeps a request small.
Password = Annotated[str, Field(min_length=1, max_length=1024)]
ChallengeToken = Annotated[str, StringConstraints(min_length=1, max_length=2048)]


class LoginOptions(ResponseModel):
    """What the log-in page may offer."""

    oidc_name: str = Field(description='Who else may vouch for people, such as "Google"; empty when nobody.')
    mail: bool = Field(description="Mails are sent, so that a reset link arrives by itself.")


class LoginRequest(RequestModel):
    """A person's credentials."""

    email: Email
    password: Password


class LoginChallenge(ResponseModel):
    """The password was right; now the passkey, or a recovery code, or a first passkey to enrol, within five minutes."""

    challenge_token: str
    passkey_options: dict[str, JsonValue] = Field(
        description="PublicKeyCredentialRequestOptions as JSON has them; with `enrol`, …CreationOptions."
    )
    expire_time: Time
    enrol: bool = Field(description="A second factor is required and there is none: answer at /login/enrolment.")


class SecondFactorRequest(RequestModel):
    """The answer to a challenge: one of the two."""

    challenge_token: ChallengeToken
    passkey: dict[str, JsonValue] | None = Field(default=None, description="The browser's PublicKeyCredential as JSON.")
    recovery_code: Annotated[str, StringConstraints(strip_whitespace=True, max_length=64)] | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> "SecondFactorRequest":
        if (self.passkey is None) == (self.recovery_code is None):
            raise ValueError("send either passkey or recovery_code")
        return self


class EnrolmentRequest(RequestModel):
    """The answer to a challenge to enrol."""

    challenge_token: ChallengeToken
    credential: dict[str, JsonValue] = Field(description="The browser's PublicKeyCredential as JSON.")
    label: Annotated[Name, StringConstraints(max_length=100)]


class FaceConsent(ResponseModel):
    """What a person agreed to about face recognition, and when."""

    granted: bool
    text_version: str
    grant_time: Time | None
    withdraw_time: Time | None
    recorded_by: str = Field(description='The person_id of who recorded it; "guardian" by their link.')
    awaits_guardian: bool = Field(description="A minor agreed, the guardian has not yet.")


class Me(ResponseModel):
    """Who is logged in."""

    person_id: str
    display_name: str
    email: str
    role: PersonRole
    student_number: str
    group: str
    minor: bool = Field(description="Consent needs the guardian's word.")
    language: Language
    face_consent: FaceConsent


class SecondFactorAnswer(Me):
    """Who is logged in now, and how many recovery codes are left."""

    recovery_codes_left: int


class EnrolmentAnswer(Me):
    """Who is logged in now, and their recovery codes, shown once."""

    recovery_codes: list[str]


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
