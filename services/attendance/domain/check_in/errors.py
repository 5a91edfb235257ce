"""Why somebody is not checked in, in words for whoever stands there with a telephone."""

from dataclasses import dataclass

from services.attendance.domain.errors import DomainError


@dataclass
class SessionClosed(DomainError):
    """It is over."""

    session_id: str

    def __str__(self) -> str:
        return "the session is over: ask your teacher"


@dataclass
class CodesNotAllowed(DomainError):
    """The rules of the institution or the room have none."""

    session_id: str

    def __str__(self) -> str:
        return "checking in by code is switched off here: your teacher takes you in by hand"


@dataclass
class NoCodeShown(DomainError):
    """The teacher shows none in any open session of the student."""

    def __str__(self) -> str:
        return "none of your classes shows a code just now: ask your teacher to show it"


@dataclass
class CodeWrong(DomainError):
    """It is no code of this session."""

    session_id: str = ""

    def __str__(self) -> str:
        return "that is not the code: look at the screen and type it again"


@dataclass
class CodeOver(DomainError):
    """It was shown a moment ago."""

    session_id: str = ""

    def __str__(self) -> str:
        return "that code is over: type the one that is on the screen now"


@dataclass
class DeviceUsed(DomainError):
    """One device, one student."""

    session_id: str

    def __str__(self) -> str:
        return "this device has already checked somebody else in to this session: use your own, or ask your teacher"


@dataclass
class OutsideNetwork(DomainError):
    """The request came from elsewhere."""

    session_id: str

    def __str__(self) -> str:
        return "codes are taken from the college's network only: connect to its Wi-Fi and try again"


@dataclass
class TooManyWrongCodes(DomainError):
    """Sent with RetryInfo."""

    retry_after_seconds: float

    def __str__(self) -> str:
        return f"too many wrong codes; try again in {max(1, round(self.retry_after_seconds))} s"


@dataclass
class TooManyAtOnce(DomainError):
    """More people check in than can be taken in just now; sent with RetryInfo."""

    retry_after_seconds: float = 1.0

    def __str__(self) -> str:
        return "very many people are checking in at this moment; try again in a second"


@dataclass
class TooManyClaims(DomainError):
    """Somebody types many numbers at a kiosk; sent with RetryInfo."""

    retry_after_seconds: float

    def __str__(self) -> str:
        return f"too many numbers were typed here; try again in {max(1, round(self.retry_after_seconds))} s"


@dataclass
class NoSessionAtCamera(DomainError):
    """No session is open in the camera's room."""

    camera_id: str

    def __str__(self) -> str:
        return "no session is open in this room"
