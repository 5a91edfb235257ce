"""Training on photos of 640 × 480: what enrolment and a training run do with each, against the reference's encoding."""

import cv2
import numpy as np

from benchmarks.contest import Result
from benchmarks.people import People
from benchmarks.stopwatch import Stopwatch
from services.recognition.app.outliers import find_outliers
from services.recognition.domain.encoder import Encoder
from services.recognition.domain.faces import Encodings
from services.recognition.domain.gallery import Gallery
from services.recognition.evaluation.reference import enrolment_encoding
from services.recognition.vision.decode import Image, decode_photo
from services.recognition.vision.inference import Inference
from services.recognition.vision.models import model_hash_of

FLOOR = 5.0
PHOTOS, MOST_SECONDS = 300, 20.0
_WIDTH_PX, _HEIGHT_PX = 640, 480
_REFERENCE_EVERY = 15


def bench_training(inference: Inference, encoder: Encoder, people: People) -> Result:
    """All photos through Presence, every fifteenth through the reference, in turns."""
    presence, reference = Stopwatch(), Stopwatch()
    photos = [photo for each in people.photos.values() for photo in each]
    samples: dict[str, list[Encodings]] = {}
    found = 0
    for index in range(PHOTOS):
        data = _variant(decode_photo(photos[index % len(photos)]), index)
        presence.pieces += 1
        with presence.stage("find, judge and encode"):
            verdict = inference.judge(data, encoder)
        if verdict.encoding is not None:
            samples.setdefault(f"person {index % len(photos)}", []).append(verdict.encoding)
        if index % _REFERENCE_EVERY == 0:
            reference.pieces += 1
            with reference.stage("find and encode"):
                found += enrolment_encoding(decode_photo(data)) is not None
    with presence.stage("outliers and templates"):
        for person, encodings in samples.items():
            outliers = set(find_outliers(np.stack(encodings), np.zeros((0, encoder.size), np.float32), encoder.spread))
            samples[person] = [encoding for i, encoding in enumerate(encodings) if i not in outliers]
        gallery = Gallery.build(1, encoder, model_hash_of(encoder), samples)
    seconds = sum(presence.cpu_ms.values()) / 1e3
    kept = sum(len(each) for each in samples.values())
    problems = []
    ratio = reference.ms_a_piece / presence.ms_a_piece
    if ratio < FLOOR:
        problems.append(f"training: ×{ratio:.1f} is below the floor of ×{FLOOR:g}")
    if seconds > MOST_SECONDS:
        problems.append(f"training: {PHOTOS} photos took {seconds:.1f} s of CPU, {MOST_SECONDS:g} s are allowed")
    if kept / PHOTOS < found / reference.pieces:
        problems.append("training: fewer photos are usable than for the reference")
    names = f"usable: {found} of {reference.pieces} → {kept} of {PHOTOS}, {len(gallery)} people"
    detail = f"{PHOTOS} photos in {seconds:.1f} s of CPU, {MOST_SECONDS:g} s allowed"
    return Result("training", presence, reference, FLOOR, names, detail, tuple(problems))


def _variant(photo: Image, index: int) -> bytes:
    """The photo as another shot of 640 × 480: a little larger or smaller, elsewhere, brighter or darker."""
    random = np.random.default_rng(index)
    scale = random.uniform(0.75, 1.0) * min(_WIDTH_PX / photo.shape[1], _HEIGHT_PX / photo.shape[0])
    small = cv2.resize(photo, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    canvas = np.full((_HEIGHT_PX, _WIDTH_PX, 3), 128, np.uint8)
    top = int(random.integers(0, _HEIGHT_PX - small.shape[0] + 1))
    left = int(random.integers(0, _WIDTH_PX - small.shape[1] + 1))
    canvas[top : top + small.shape[0], left : left + small.shape[1]] = small
    lit = np.clip(canvas.astype(np.float32) * random.uniform(0.85, 1.15), 0, 255).astype(np.uint8)
    return bytes(cv2.imencode(".jpg", lit, [cv2.IMWRITE_JPEG_QUALITY, 90])[1])
