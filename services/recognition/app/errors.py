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
class RunNotFound(DomainError):
    """No training run has this id."""

    request_id: str

    def __str__(self) -> str:
        return f"there is no training run {self.request_id}"


@dataclass
class GalleryVersionNotFound(DomainError):
    """It never was, or the history no longer goes back so far."""

    version: int

    def __str__(self) -> str:
        return f"there is no gallery version {self.version} to go back to"


@dataclass
class GalleryVersionForeign(DomainError):
    """Its encodings are of weights that are no longer installed."""

    version: int

    def __str__(self) -> str:
        return f"gallery version {self.version} was encoded by a model that is not installed any more"


@dataclass
class LookAlikeNotFound(DomainError):
    """Nobody has found these two to look alike, or it was settled."""

    first_person_id: str
    second_person_id: str

    def __str__(self) -> str:
        return "these two people are not listed as looking alike"


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


@dataclass
class ReviewNotFound(DomainError):
    """No such review, no longer, or not the caller's to see."""

    review_id: str

    def __str__(self) -> str:
        return f"there is no review {self.review_id}"


@dataclass
class ReviewDecided(DomainError):
    """Somebody has said otherwise."""

    review_id: str
    decided_by: str
    verdict: str
    person_id: str

    def __str__(self) -> str:
        return "somebody has decided this already, and otherwise"


@dataclass
class NoSessionOpen(DomainError):
    """Nobody can check in: nothing is held in the kiosk's room now."""

    camera_id: str

    def __str__(self) -> str:
        return "no session is open in this kiosk's room"


@dataclass
class TooManyCheckIns(DomainError):
    """The kiosk was tried too often."""

    retry_after_seconds: float

    def __str__(self) -> str:
        return f"this kiosk was tried too often; try again in {self.retry_after_seconds:.0f} s"


@dataclass
class CheckInSuperseded(DomainError):
    """Somebody began anew at the same kiosk."""

    camera_id: str

    def __str__(self) -> str:
        return f"a newer check-in at camera {self.camera_id} was begun"


@dataclass
class NeverCommissioned(DomainError):
    """The camera was never measured."""

    camera_id: str

    def __str__(self) -> str:
        return "this camera was never measured; start it and let people walk through the room"


@dataclass
class AccuracyReportNotFound(DomainError):
    """It never was there, or newer ones have taken its place."""

    report_id: str

    def __str__(self) -> str:
        return "this accuracy report is not kept any more"
