"""What recognition refuses, in the words of whoever asked."""

from dataclasses import dataclass

from services.common.errors import DomainError


@dataclass
class ConsentMissing(DomainError):
    """The person has not agreed to face recognition, or has withdrawn."""

    person_id: str

    def __str__(self) -> str:
        return "no photo may be kept: this person has not agreed to face recognition"


@dataclass
class PersonNotFound(DomainError):
    """Identity knows nobody by this id."""

    person_id: str

    def __str__(self) -> str:
        return f"there is no person {self.person_id}"


@dataclass
class NothingErased(DomainError):
    """There is no receipt."""

    person_id: str

    def __str__(self) -> str:
        return f"nothing was ever erased of person {self.person_id}"


@dataclass
class SampleNotFound(DomainError):
    """No such photo, or not the caller's to see."""

    sample_id: str

    def __str__(self) -> str:
        return f"there is no photo {self.sample_id}"


@dataclass
class TooManySamples(DomainError):
    """The person has as many photos as are kept."""

    person_id: str
    max_samples: int

    def __str__(self) -> str:
        return f"{self.max_samples} photos of this person are stored already; delete one first"


@dataclass
class PhotoTooLarge(DomainError):
    """The file is larger than a photo may be."""

    size_bytes: int
    max_bytes: int

    def __str__(self) -> str:
        return f"the photo has {self.size_bytes / 1e6:.1f} MB; at most {self.max_bytes / 1e6:.1f} MB are accepted"


@dataclass
class PhotoUnusable(DomainError):
    """Base of what can be wrong with an enrolment photo; `advice` says what to do about it."""

    advice: str

    def __str__(self) -> str:
        return self.advice


@dataclass
class PhotoUnreadable(PhotoUnusable):
    """The file is not a picture."""


@dataclass
class FaceNotFound(PhotoUnusable):
    """Nobody is in the photo."""


@dataclass
class SeveralFaces(PhotoUnusable):
    """It is unclear who is meant."""


@dataclass
class FaceUnclear(PhotoUnusable):
    """One face, at these fractions of the photo, but not a clear one."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass
class FaceTooSmall(FaceUnclear):
    """Too few pixels."""


@dataclass
class FaceBlurred(FaceUnclear):
    """Out of focus, or moving."""


@dataclass
class FaceTooDark(FaceUnclear):
    """Too little light."""


@dataclass
class FaceTooBright(FaceUnclear):
    """Too much light."""


@dataclass
class FaceTurnedAway(FaceUnclear):
    """Not looking into the camera."""


@dataclass
class JudgesBusy(DomainError):
    """More photos wait to be judged than places are kept for."""

    max_waiting: int
    retry_after_seconds: float = 2.0

    def __str__(self) -> str:
        return f"{self.max_waiting} photos are waiting to be judged; try again in a moment"


@dataclass
class TrainingUnderWay(DomainError):
    """Another run is going: join that one."""

    request_id: str

    def __str__(self) -> str:
        return f"a training run is under way already: {self.request_id}"


@dataclass
class CameraSuperseded(DomainError):
    """A newer stream of the same camera was opened here."""

    camera_id: str

    def __str__(self) -> str:
        return f"a newer stream of camera {self.camera_id} was opened"


@dataclass
class CameraRemoved(DomainError):
    """The camera was taken out of its room."""

    camera_id: str

    def __str__(self) -> str:
        return f"camera {self.camera_id} was removed"


@dataclass
class CameraSilent(DomainError):
    """Neither frames nor heartbeats came."""

    silent_seconds: float

    def __str__(self) -> str:
        return f"nothing was heard of the camera for {self.silent_seconds:.0f} s; open the stream again"


@dataclass
class CreditExceeded(DomainError):
    """The camera goes on sending more frames than it was given credit for."""

    max_in_flight: int

    def __str__(self) -> str:
        return f"at most {self.max_in_flight} frames may be unacknowledged; this camera keeps sending more"


@dataclass
class PodFull(DomainError):
    """As many streams as this pod serves; another may have room."""

    max_streams: int
    retry_after_seconds: float = 1.0

    def __str__(self) -> str:
        return f"this pod serves {self.max_streams} cameras and takes no more; try again elsewhere"


@dataclass
class PodLeaving(DomainError):
    """This pod is going away."""

    def __str__(self) -> str:
        return "this pod is leaving; open the stream again elsewhere"
