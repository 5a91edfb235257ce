"""Measures how many faces of a width a single frame names rightly: the curve that commissioning predicts from.

How: every probe photo of somebody enrolled is shrunk until the face has the wanted width, put into a grey camera
frame of 1280 × 720, compressed as a camera would, and taken through the product's own detection, gate and encoder. It
counts when the nearest of a class of 40 is the right person, within the calibrated distance for 40. Gallery photos are
never shrunk. The intervals are Wilson's at 95 %, by photo.

What this is not: a classroom. Press photos shrunk without noise are kinder than a lens at its limit, and tracks are
decided on several frames, which is kinder than one. Widths are as the detector measures them.

    python -m benchmarks.recall_by_width FOLDER [--out FILE] [--model-cache FOLDER]
"""

import argparse
import json
from math import sqrt
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from services.recognition.domain.calibrations import packaged_calibration
from services.recognition.domain.encoder import Encoder
from services.recognition.domain.faces import Box, Detector, Encodings
from services.recognition.domain.gallery import Gallery
from services.recognition.domain.gate import is_good_enough
from services.recognition.domain.policy import QualityGate
from services.recognition.evaluation.labels import LabelledPhoto, Role, read_labels
from services.recognition.vision.decode import Image, decode_photo
from services.recognition.vision.inference import Inference
from services.recognition.vision.models import model_hash_of, prepare_models

ENCODER = Encoder.FUSED
WIDTHS_PX = (12, 16, 20, 24, 28, 32, 38, 46, 56, 70, 90)
CLASS_SIZE = 40
FRAME_PX = (1280, 720)
SEARCH_PX = 640
TILES = (Box(0.25, 0.2, 0.75, 0.8),)  # as the planner would choose where small faces are
JPEG_QUALITY = 80
Z = 1.96


class Probe(NamedTuple):
    """One photo, upright, with the width of its face in it."""

    identity: str
    image: Image
    face_px: float


def enrolled(inference: Inference, photos: list[LabelledPhoto]) -> Gallery:
    """Everybody of whom a gallery photo is accepted."""
    kept: dict[str, list[Encodings]] = {}
    for photo in photos:
        verdict = inference.judge(photo.path.read_bytes(), ENCODER)
        if verdict.encoding is not None:
            kept.setdefault(photo.identity, []).append(verdict.encoding)
    return Gallery.build(1, ENCODER, model_hash_of(ENCODER), kept)


def probes(inference: Inference, photos: list[LabelledPhoto]) -> list[Probe]:
    """Those whose face is found at full size."""
    found = []
    for photo in photos:
        data = photo.path.read_bytes()
        box = inference.judge(data, ENCODER).box
        if box is not None:
            image = decode_photo(data)
            found.append(Probe(photo.identity, image, box.width * image.shape[1]))
    return found


def as_seen(probe: Probe, width_px: int) -> bytes:
    """A camera's frame in which the face is so wide."""
    scale = width_px / probe.face_px
    height, width = (max(8, round(side * scale)) for side in probe.image.shape[:2])
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    small = cv2.resize(probe.image, (width, height), interpolation=method)[: FRAME_PX[1], : FRAME_PX[0]]
    frame: NDArray[np.uint8] = np.full((FRAME_PX[1], FRAME_PX[0], 3), 118, np.uint8)
    top, left = (FRAME_PX[1] - small.shape[0]) // 2, (FRAME_PX[0] - small.shape[1]) // 2
    frame[top : top + small.shape[0], left : left + small.shape[1]] = small
    return bytes(cv2.imencode(".jpg", frame, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])[1])


def is_named(inference: Inference, probe: Probe, width_px: int, gallery: Gallery, max_distance: float) -> bool:
    """Whether this frame alone says who it is."""
    seen = inference.detect(as_seen(probe, width_px), Detector.YUNET, SEARCH_PX, None, TILES)
    if not seen.faces:
        return False
    middle = [abs(face.box.left + face.box.right - 1) + abs(face.box.top + face.box.bottom - 1) for face in seen.faces]
    index = int(np.argmin(middle))
    if not is_good_enough(seen.faces[index], QualityGate()):
        return False
    names = gallery.person_ids
    first = names.index(probe.identity)
    roster = frozenset(names[(first + step) % len(names)] for step in range(min(CLASS_SIZE, len(names))))
    best = gallery.match(inference.encode(seen.crops[index : index + 1], ENCODER), roster)[0].best
    return best is not None and best.person_id == probe.identity and best.distance <= max_distance


def wilson(hits: int, count: int) -> tuple[float, float]:
    """The interval that holds the true share at 95 %."""
    share = hits / count
    centre = share + Z**2 / (2 * count)
    reach = Z * sqrt(share * (1 - share) / count + Z**2 / (4 * count**2))
    return max(0.0, (centre - reach) / (1 + Z**2 / count)), min(1.0, (centre + reach) / (1 + Z**2 / count))


def measure(folder: Path, inference: Inference) -> dict[str, object]:
    """What the file holds."""
    labels = read_labels(folder)
    gallery = enrolled(inference, labels.of(Role.GALLERY))
    known = set(gallery.person_ids)
    asked = probes(inference, [photo for photo in labels.of(Role.PROBE) if photo.identity in known])
    max_distance = packaged_calibration(ENCODER).threshold(CLASS_SIZE)
    points = []
    for width_px in WIDTHS_PX:
        hits = sum(is_named(inference, probe, width_px, gallery, max_distance) for probe in asked)
        low, high = wilson(hits, len(asked))
        recall = hits / len(asked)
        points.append({"width_px": width_px, "recall": round(recall, 4), "low": round(low, 4), "high": round(high, 4)})
        print(f"{width_px:4d} px  {recall:6.1%}  ({low:.1%} to {high:.1%})", flush=True)
    return {
        "data_sha256": labels.sha256,
        "model": f"{ENCODER}-{model_hash_of(ENCODER)[:12]}",
        "people": len(gallery),
        "photos": len(asked),
        "max_distance": round(max_distance, 4),
        "method": "single frames of shrunk photos against classes of 40, see benchmarks/recall_by_width.py",
        "points": points,
    }


def main() -> None:
    """Writes the file."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--out", type=Path, default=Path("services/recognition/domain/recall_by_width.json"))
    parser.add_argument("--model-cache", type=Path, default=Path.home() / ".cache" / "presence" / "models")
    arguments = parser.parse_args()
    cv2.setNumThreads(1)
    result = measure(arguments.folder, Inference(prepare_models(arguments.model_cache)))
    arguments.out.write_text(json.dumps(result, indent=2) + "\n")


if __name__ == "__main__":
    main()
