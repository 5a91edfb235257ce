"""The judgement of one enrolment photo: exactly one clear face, or a reason in words."""

from dataclasses import dataclass
from enum import StrEnum

from services.recognition.domain.faces import Box, Crops, Encodings, FaceQuality
from services.recognition.domain.pose import Pose


class Rejection(StrEnum):
    """Why a photo cannot be used for enrolment."""

    NO_FACE = "no_face"
    SEVERAL_FACES = "several_faces"
    TOO_SMALL = "too_small"
    TOO_BLURRED = "too_blurred"
    TOO_DARK = "too_dark"
    TOO_BRIGHT = "too_bright"
    TURNED_AWAY = "turned_away"
    EYES_COVERED = "eyes_covered"
    MOUTH_COVERED = "mouth_covered"


@dataclass(frozen=True, slots=True)
class EnrolmentVerdict:
    """What was found in one enrolment photo. `rejection` is None exactly when `encoding` and `crop` are there."""

    rejection: Rejection | None
    message: str
    """One sentence for the person who sent the photo: what is wrong and what to do, or that it is good."""
    face_count: int
    width_px: int
    height_px: int
    box: Box | None
    """The face that was judged, in fractions of the upright photo; None when there is none or it is unclear which."""
    quality: FaceQuality | None
    score: float
    """0..1, how good a sample this is; 0 when rejected."""
    encoding: Encodings | None
    """(encoder.size,) float32, unit length."""
    crop: Crops | None
    """(126, 112, 3) uint8 BGR, the aligned face."""

    pose: Pose | None = None
    """Of the face that was judged."""

    @property
    def accepted(self) -> bool:
        return self.rejection is None
