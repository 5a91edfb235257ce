"""What can be wrong with an enrolment photo, in the words of whoever sent it."""

from dataclasses import dataclass

from services.common.errors import DomainError


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
class FaceCovered(FaceUnclear):
    """Eyes, or mouth and chin, cannot be seen."""


@dataclass
class FaceNotLikeOthers(FaceUnclear):
    """Not the person that their other photos show."""


@dataclass
class FaceEnrolledAlready(PhotoUnusable):
    """The photo shows a face of another person's; whose, is told to administrators alone."""

    advice: str = "This face is enrolled under another name already. Ask the administration: they can see to it."
