"""Identification error rates as ISO/IEC 19795-1 and NIST's FRTE 1:N define them.

FPIR is the share of strangers' photos that get a name at a threshold, FNIR the share of enrolled people's photos that
do not get their own: somebody else is nearer, nobody is near enough, or no face was found.
"""

import numpy as np

from services.recognition.evaluation.scores import Scores
from services.recognition.evaluation.system import Floats

_ROUNDING = 1e-9


def threshold_at(strangers: Floats, fpir: float) -> float:
    """The largest threshold with which at most that share of strangers is named; a distance must be *below* it.

    With fewer than 1/fpir strangers it lets none of them pass, which proves less than it seems: see
    `binomial.upper_bound`.
    """
    allowed = int(np.floor(fpir * len(strangers) + _ROUNDING))
    return float(np.sort(strangers)[allowed]) if allowed < len(strangers) else float("inf")


def fnir_at(scores: Scores, threshold: float) -> float:
    """Share of enrolled people's photos that are missed; NaN without any, or without a threshold."""
    if not len(scores.mated) or np.isnan(threshold):
        return float("nan")
    return float(1 - (scores.mated < threshold).mean())


def fpir_at(scores: Scores, threshold: float) -> float:
    """Share of strangers' photos that get a name; NaN without any."""
    return float((scores.stranger < threshold).mean()) if len(scores.stranger) else float("nan")


def rank_1(scores: Scores) -> float:
    """Share of enrolled people's photos whose nearest person is the right one, at whatever distance."""
    return fnir_at(scores, float("inf")) * -1 + 1


def fnir_at_fpir(scores: Scores, fpir: float) -> float:
    """FNIR at the threshold that these very strangers ask for; NaN without strangers."""
    if not len(scores.stranger):
        return float("nan")
    return fnir_at(scores, threshold_at(scores.stranger, fpir))
