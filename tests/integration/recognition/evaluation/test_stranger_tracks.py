"""Strangers in motion before the product's own stream, decided with thresholds that were chosen without them."""

from pathlib import Path

import numpy as np
import pytest

from benchmarks.stranger_tracks import Examination, Track, motion, show, tracks_of
from services.recognition.calibration.calibrate import Photos, choose
from services.recognition.calibration.searches import Faces
from services.recognition.domain.encoder import Encoder
from services.recognition.domain.faces import Encodings
from services.recognition.domain.gallery import Gallery
from services.recognition.evaluation.labels import LabelledPhoto, Role, read_labels
from services.recognition.vision.decode import decode_photo
from services.recognition.vision.inference import Inference
from services.recognition.vision.models import model_hash_of, prepare_models

FOLDER = Path(__file__).parents[5] / "shared" / "data" / "calibration"
ENCODER = Encoder.DLIB  # the fastest: what is tried is the way, not the encoder
SHOWN = 8


@pytest.fixture(scope="module")
def inference(model_cache: Path) -> Inference:
    return Inference(prepare_models(model_cache))


def encodings(inference: Inference, photos: list[LabelledPhoto]) -> dict[str, Encodings]:
    """person → (k, size)."""
    found: dict[str, list[Encodings]] = {}
    for photo in photos:
        encoding = inference.probe(photo.path.read_bytes(), ENCODER)
        if encoding is not None:
            found.setdefault(photo.identity, []).append(encoding)
    return {person: np.stack(rows) for person, rows in found.items()}


@pytest.mark.skipif(not FOLDER.is_dir(), reason="the labelled faces of ../shared/data are not on this machine")
def test_strangers_in_motion_are_not_marked_and_somebody_enrolled_is(inference: Inference) -> None:
    labels = read_labels(FOLDER)
    gallery, impostors = labels.of(Role.GALLERY)[:20], labels.of(Role.IMPOSTOR)
    enrolled = encodings(inference, gallery)
    others = encodings(inference, impostors[SHOWN : SHOWN + 110])
    calibration = choose(Photos(Faces(ENCODER, enrolled, others), {}, labels.sha256), 1e-3)
    examination = Examination(Gallery.build(1, ENCODER, model_hash_of(ENCODER), enrolled), calibration)
    for track in tracks_of({photo.identity: photo.path for photo in impostors[:SHOWN]}, SHOWN):
        shown = show(track, inference, examination)
        assert not shown.named, f"{track.stranger} was marked"
        assert shown.encoded > 0
    known = Track(2, gallery[0].identity, gallery[0].path)
    assert show(known, inference, examination).named == {gallery[0].identity}


def test_a_photo_in_motion_is_the_same_for_the_same_seed_and_moves() -> None:
    photo = np.random.default_rng(1).integers(0, 255, (250, 250, 3)).astype(np.uint8)
    first, again, other = (list(motion(photo, seed)) for seed in (1, 1, 2))
    assert first == again
    assert first != other
    assert np.abs(decode_photo(first[0]).astype(int) - decode_photo(first[-1])).mean() > 5
