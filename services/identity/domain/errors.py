"""What identity refuses, in the caller's words. `handlers/errors.py` maps each to a gRPC status."""

from dataclasses import dataclass

from services.common.errors import DomainError


@dataclass
class PersonNotFound(DomainError):
    """Nobody has this id, or the caller may not know that somebody does."""

    person_id: str

    def __str__(self) -> str:
        return f"there is no person {self.person_id}"


@dataclass
class AlreadyTaken(DomainError):
    """Somebody else has this e-mail address or student number."""

    field: str  # as in the Person message: "email" or "student_number"

    def __str__(self) -> str:
        words = {"email": "e-mail address", "student_number": "student number"}.get(self.field, self.field)
        return f"another person already has this {words}"


@dataclass
class StaleRevision(DomainError):
    """The person changed since the caller read them."""

    person_id: str
    revision: int  # the current one

    def __str__(self) -> str:
        return "this person was changed by somebody else; read again"


@dataclass
class AlreadyActivated(DomainError):
    """The account has a password; an activation link would let its bearer replace it."""

    person_id: str

    def __str__(self) -> str:
        return "this account is active already"


@dataclass
class LastAdministrator(DomainError):
    """Without this person nobody could administer the installation."""

    person_id: str

    def __str__(self) -> str:
        return "this is the last administrator who can log in; make another one first"


@dataclass
class AdministratorExists(DomainError):
    """An administrator has been activated, who invites all others."""

    def __str__(self) -> str:
        return "an administrator has been activated already; ask them for an account"


@dataclass
class BootstrapSecretWrong(DomainError):
    """The bootstrap secret is wrong, or the installation has none."""

    def __str__(self) -> str:
        return "this is not the bootstrap secret of this installation"


@dataclass
class ActivationNotFound(DomainError):
    """The link was never issued, was used, was replaced by a newer one, or is too old."""

    def __str__(self) -> str:
        return "this activation link is wrong, used or expired; ask for a new one"


@dataclass
class CredentialRefused(DomainError):
    """Logging in failed; never says which half of the credential was wrong."""

    def __str__(self) -> str:
        return "these credentials are not valid"


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


@dataclass
class TooManyDeviceKeys(DomainError):
    """A camera holds as many valid keys as it may."""

    camera_id: str

    def __str__(self) -> str:
        return "this camera has two keys already; revoke one first"


@dataclass
class DeviceKeyNotFound(DomainError):
    """No such key was ever issued."""

    key_id: str

    def __str__(self) -> str:
        return f"there is no device key {self.key_id}"


@dataclass
class WatchCompacted(DomainError):
    """The changes after the resume token are no longer all known."""

    def __str__(self) -> str:
        return "the resume token is too old; start afresh with an empty one"


@dataclass
class Restarting(DomainError):
    """This process is going away; another one serves."""

    def __str__(self) -> str:
        return "identity is restarting; open the stream again from its last resume token"
