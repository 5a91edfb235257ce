"""The decision policy from the settings: the thresholds that ship, or a file of one's own."""

from pathlib import Path

from services.recognition.domain.calibrations import Calibration, checked
from services.recognition.domain.policy import DecisionPolicy, StreamPolicy
from services.recognition.domain.vision import Vision


def stream_policy(calibration: Path | None, target_fpir: float | None, vision: Vision) -> StreamPolicy:
    """`calibration` is what `presence calibrate` wrote; without a target its own counts, or 1e-3.

    Raises CalibrationUnreadable or CalibrationOfAnotherModel.
    """
    if calibration is None:
        return StreamPolicy(decision=DecisionPolicy(target_fpir=target_fpir or DecisionPolicy().target_fpir))
    own = Calibration.load(calibration)
    own = checked(own, vision.model_hash_of(own.encoder), str(calibration))
    return StreamPolicy(decision=DecisionPolicy(calibration=own, target_fpir=target_fpir or own.target_fpir))
