"""Which faces are worth encoding: good enough, and telling something new."""

from services.recognition.domain.decision import Decision, Known, Outsider, Unknown
from services.recognition.domain.faces import DetectedFace, FaceQuality
from services.recognition.domain.policy import QualityGate


def is_good_enough(face: DetectedFace, gate: QualityGate) -> bool:
    """Whether an encoding of this face would mean anything."""
    quality = face.quality
    return (
        face.landmarks is not None
        and face.score >= gate.min_score
        and quality.width_px >= gate.min_width_px
        and quality.sharpness >= gate.min_sharpness
        and quality.brightness >= gate.min_brightness
        and quality.turn <= gate.max_turn
    )


def weight(quality: FaceQuality) -> float:
    """How much a face counts in the fusion of its track, 0.05..1."""
    size = min(1.0, quality.width_px / 80)
    sharp = min(1.0, 0.25 + quality.sharpness / 130)
    return max(0.05, size * sharp * (1.0 - 0.7 * min(1.0, quality.turn)))


def wait_seconds(decision: Decision, frames: int, confirmations: int, in_doubt: bool, gate: QualityGate) -> float:
    """Capture time to let pass after a track's last encoding before the next one tells something new."""
    if in_doubt:
        return gate.independent_after_seconds
    if isinstance(decision, Known | Outsider | Unknown):
        return min(gate.max_recheck_seconds, gate.recheck_seconds * 2.0**confirmations)
    return gate.independent_after_seconds if frames < gate.first_frames else gate.undecided_seconds
