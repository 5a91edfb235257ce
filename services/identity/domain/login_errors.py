"""What logging in refuses, in the caller's words: passwords, links, passkeys and other providers."""

from dataclasses import dataclass

from services.common.errors import DomainError


@dataclass
class ActivationNotFound(DomainError):
    """The link was never issued, was used, was replaced by a newer one, or is too old."""

    def __str__(self) -> str:
        return "this activation link is wrong, used or expired; ask for a new one"


@dataclass
class ResetNotFound(DomainError):
    """The link was never issued, was used, was replaced by a newer one, or is older than an hour."""

    def __str__(self) -> str:
        return "this link is wrong, used or older than an hour; ask for a new one"


@dataclass
class OidcNotConfigured(DomainError):
    """This installation knows no OpenID Connect provider."""

    def __str__(self) -> str:
        return "no other provider to log in with is configured here"


@dataclass
class OidcAnswerRefused(DomainError):
    """What came back from the provider does not check out; why is in the log."""

    def __str__(self) -> str:
        return "the provider's answer does not check out; begin again"


@dataclass
class OidcUnavailable(DomainError):
    """The provider does not answer, or not as a provider must."""

    def __str__(self) -> str:
        return "the provider does not answer just now; try again, or use your password"


@dataclass
class OidcEmailNotVerified(DomainError):
    """The provider has not verified the address."""

    def __str__(self) -> str:
        return "the provider has not verified your e-mail address; do that there first"


@dataclass
class OidcEmailNotInvited(DomainError):
    """The address is of no person who was invited, or of a domain that is not allowed."""

    def __str__(self) -> str:
        return "nobody with this e-mail address was invited; log in with the address your college knows"


@dataclass
class OidcAccountMismatch(DomainError):
    """The person logged in before with another account at the provider."""

    def __str__(self) -> str:
        return "you logged in with another account of this provider before; set a new password to change that"


@dataclass
class CredentialRefused(DomainError):
    """Logging in failed; never says which half of the credential was wrong."""

    def __str__(self) -> str:
        return "these credentials are not valid"


@dataclass
class SecondFactorRefused(CredentialRefused):
    """The answer is wrong, or its challenge is unknown, used or too old."""

    def __str__(self) -> str:
        return "this answer is wrong or came too late; log in again"


@dataclass
class LoginNotFound(DomainError):
    """No such log-in, or it is not the caller's to end."""

    login_id: str

    def __str__(self) -> str:
        return f"there is no login {self.login_id}"


@dataclass
class PasskeysNeedAName(DomainError):
    """The installation's address is an IP address, which WebAuthn refuses."""

    def __str__(self) -> str:
        return "passkeys need a name in this installation's address; browsers refuse them for an IP address"


@dataclass
class PasskeyNotFound(DomainError):
    """The passkey is not the caller's."""

    passkey_id: str

    def __str__(self) -> str:
        return f"there is no passkey {self.passkey_id}"


@dataclass
class PasskeyTicketNotFound(DomainError):
    """The ticket is unknown, used, too old or somebody else's."""

    def __str__(self) -> str:
        return "adding the passkey took too long or was done already; begin again"


@dataclass
class TooManyPasskeys(DomainError):
    """A person has as many as they may."""

    def __str__(self) -> str:
        return "you have ten passkeys already; remove one first"


@dataclass
class NoPasskey(DomainError):
    """Recovery codes stand in for a passkey, and there is none."""

    def __str__(self) -> str:
        return "add a passkey first: recovery codes stand in for one"


@dataclass
class LastPasskey(DomainError):
    """A second factor is required here, and this is the person's last one."""

    def __str__(self) -> str:
        return "a passkey is required here; add another one first"


@dataclass
class ProofNeeded(DomainError):
    """What is asked for is sensitive, and the login was proven too long ago."""

    def __str__(self) -> str:
        return "show that it is you first: give your password again"


@dataclass
class LoginEnded(DomainError):
    """The refresh token is unknown, used twice, revoked or too old."""

    def __str__(self) -> str:
        return "this login has ended; log in again"


@dataclass
class TooManyAttempts(DomainError):
    """This account was tried too often; sent with RetryInfo."""

    retry_after_seconds: float

    def __str__(self) -> str:
        return f"too many attempts; try again in {max(1, round(self.retry_after_seconds))} s"


@dataclass
class TooBusy(DomainError):
    """Too many passwords are being checked at once; sent with RetryInfo."""

    retry_after_seconds: float = 1.0

    def __str__(self) -> str:
        return "too many people are logging in just now; try again in a moment"
