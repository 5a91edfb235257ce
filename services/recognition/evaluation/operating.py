"""What the thresholds that ship give, photo by photo."""

from services.recognition.evaluation.figures import share
from services.recognition.evaluation.metrics import upper_bound
from services.recognition.evaluation.production import GalleryIdentifier
from services.recognition.evaluation.report import OperatingPoint
from services.recognition.evaluation.scores import Probe, Scores
from services.recognition.evaluation.system import Identifier, Samples


def operating_point(
    identifier: Identifier,
    samples: Samples,
    mated: list[Probe],
    strangers: list[Probe],
    scores: Scores,
    data_sha256: str,
) -> OperatingPoint:
    """One photo alone; a track asks for more."""
    own = identifier.calibration if isinstance(identifier, GalleryIdentifier) else None
    positives = int(scores.stranger_hit.sum())
    return OperatingPoint(
        threshold=identifier.threshold,
        min_margin=own.min_margin if own else None,
        fnir=share(~scores.mated_hit, scores.mated_people),
        fpir=share(scores.stranger_hit, scores.stranger_people),
        fpir_bound=upper_bound(positives, len(scores.stranger)),
        false_positives=positives,
        strangers=len(scores.stranger),
        wrong_name=share(scores.mated_wrong, scores.mated_people),
        calibrated_on_this_data=own is not None and own.data_sha256 == data_sha256,
        cross_validated=None,
    )
