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
class PersonShutOut(DomainError):
    """Nobody who is shut out is invited: their link would open nothing."""

    person_id: str

    def __str__(self) -> str:
        return "this person is shut out; let them in first"


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
class MailNotFound(DomainError):
    """No such mail is kept."""

    mail_id: str

    def __str__(self) -> str:
        return f"there is no mail {self.mail_id}"


@dataclass
class MailsAreSent(DomainError):
    """A mail server is configured: what mails say is for their receivers alone."""

    def __str__(self) -> str:
        return "mails are sent by a mail server here, so their text is for their receivers alone"


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


@dataclass
class TooManyImports(DomainError):
    """As many files of people are being read as may be."""

    retry_after_seconds: float = 10.0

    def __str__(self) -> str:
        return "other files are being imported just now; try again in a moment"


@dataclass
class ImportStalled(DomainError):
    """The sender of a file fell silent."""

    silent_seconds: float

    def __str__(self) -> str:
        return f"nothing of the file came for {self.silent_seconds:g} s; nothing was imported, send it again"


@dataclass
class GuardianUnknown(DomainError):
    """There is nobody to ask."""

    person_id: str

    def __str__(self) -> str:
        return "no guardian's e-mail address is known for this person; add one first"


@dataclass
class NotMinor(DomainError):
    """The person speaks for themselves."""

    person_id: str

    def __str__(self) -> str:
        return "this person is not a minor and consents alone"


@dataclass
class AskedAlready(DomainError):
    """The guardian was mailed a moment ago."""

    retry_after_seconds: float

    def __str__(self) -> str:
        return "the guardian was asked a moment ago; ask again in ten minutes"


@dataclass
class GuardianLinkNotFound(DomainError):
    """The link was never issued, was used, was replaced by a newer one, or is too old."""

    def __str__(self) -> str:
        return "this link is wrong, used or expired; ask for a new one"


@dataclass
class PushSubscriptionNotFound(DomainError):
    """The browser is not subscribed, or it is somebody else's."""

    subscription_id: str

    def __str__(self) -> str:
        return "notices are not pushed to this browser any more; switch them on again"
