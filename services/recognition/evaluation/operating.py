"""What the thresholds that ship give, photo by photo."""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from services.recognition.domain.faces import Encodings
from services.recognition.evaluation.binomial import upper_bound
from services.recognition.evaluation.errors import NothingToMeasure
from services.recognition.evaluation.figures import share
from services.recognition.evaluation.folds import FOLDS, part_of
from services.recognition.evaluation.production import GalleryIdentifier
from services.recognition.evaluation.report import CrossValidatedPoint, OperatingPoint
from services.recognition.evaluation.scores import Probe, Scores, score
from services.recognition.evaluation.system import Encoding, Identifier, Samples


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
    same_data = own is not None and own.data_sha256 == data_sha256
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
        calibrated_on_this_data=same_data,
        cross_validated=_calibrated_again(identifier, samples, mated, strangers)
        if same_data and isinstance(identifier, GalleryIdentifier)
        else None,
    )


def _calibrated_again(
    identifier: GalleryIdentifier, samples: Samples, mated: list[Probe], strangers: list[Probe]
) -> CrossValidatedPoint | None:
    """The calibration on four fifths of the people, judged on the photos of the last fifth; everybody is enrolled.

    None when four fifths are too few to calibrate on.
    """
    # the calibration encodes photos with this package: importing it above would be a circle
    from services.recognition.calibration.calibrate import Photos, choose
    from services.recognition.calibration.searches import Faces

    encoder = identifier.gallery.encoder
    people, lone = part_of(sorted(samples)), part_of(sorted({probe.photo.identity for probe in strangers}))
    found = []
    for fold in range(FOLDS):
        enrolled = {name: _rows(each) for name, each in samples.items() if people[name] != fold}
        seen = _by_person([probe for probe in strangers if lone[probe.photo.identity] != fold])
        probes = _by_person([probe for probe in mated if people[probe.photo.identity] != fold])
        try:
            calibration = choose(Photos(Faces(encoder, enrolled, seen), probes, ""), identifier.calibration.target_fpir)
        except NothingToMeasure:
            return None
        judged = GalleryIdentifier(identifier.gallery, calibration)
        own = [probe for probe in mated if people[probe.photo.identity] == fold]
        found.append(score(judged, own, [probe for probe in strangers if lone[probe.photo.identity] == fold]))
    hits = np.concatenate([scores.mated_hit for scores in found])
    named = np.concatenate([scores.stranger_hit for scores in found])
    return CrossValidatedPoint(
        fnir=1 - float(hits.mean()),
        fpir=float(named.mean()),
        false_positives=int(named.sum()),
        folds=FOLDS,
    )


def _by_person(probes: Sequence[Probe]) -> dict[str, Encodings]:
    found: dict[str, list[Encoding]] = defaultdict(list)
    for probe in probes:
        if probe.encoding is not None:
            found[probe.photo.identity].append(probe.encoding)
    return {name: _rows(each) for name, each in found.items()}


def _rows(encodings: Sequence[Encoding]) -> Encodings:
    return np.stack(encodings).astype(np.float32)
