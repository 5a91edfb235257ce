"""Labelled photos through the product's own code: enrolment for the gallery, camera frames for everything else."""

from collections import defaultdict
from dataclasses import dataclass

import cv2
import numpy as np

from benchmarks.labels import LabelledPhoto
from services.recognition.domain.encoder import Encoder
from services.recognition.domain.enrolment import EnrolmentVerdict
from services.recognition.domain.faces import Detector, Encodings
from services.recognition.domain.gate import is_good_enough
from services.recognition.domain.policy import QualityGate
from services.recognition.vision.decode import decode_photo
from services.recognition.vision.inference import Inference

ENCODER = Encoder.SFACE


@dataclass(frozen=True, slots=True, eq=False)
class ProbePhoto:
    """A photo seen as a camera would: the face nearest the middle, if it passes the quality gate."""

    photo: LabelledPhoto
    encoding: Encodings | None


def enrol(inference: Inference, photos: list[LabelledPhoto]) -> dict[str, list[EnrolmentVerdict]]:
    """identity → the verdict on each of its gallery photos."""
    verdicts: dict[str, list[EnrolmentVerdict]] = defaultdict(list)
    for photo in photos:
        verdicts[photo.identity].append(inference.judge(photo.path.read_bytes(), ENCODER))
    return dict(verdicts)


def accepted(verdicts: dict[str, list[EnrolmentVerdict]]) -> dict[str, list[Encodings]]:
    """identity → the encodings of the photos that were accepted."""
    return {who: [v.encoding for v in found if v.encoding is not None] for who, found in verdicts.items()}


def probe(inference: Inference, photo: LabelledPhoto, width_px: int = 640) -> ProbePhoto:
    """Detect as in a frame of a camera and encode the face that the photo is of."""
    frame = inference.detect(_as_jpeg(photo.path.read_bytes()), Detector.YUNET, width_px)
    if not frame.faces:
        return ProbePhoto(photo, None)
    middle = [(f.box.left + f.box.right - 1) ** 2 + (f.box.top + f.box.bottom - 1) ** 2 for f in frame.faces]
    index = int(np.argmin(middle))
    if not is_good_enough(frame.faces[index], QualityGate()):
        return ProbePhoto(photo, None)
    return ProbePhoto(photo, inference.encode(frame.crops[index : index + 1], ENCODER)[0])


def _as_jpeg(data: bytes) -> bytes:
    if data.startswith(b"\xff\xd8"):
        return data
    return bytes(cv2.imencode(".jpg", decode_photo(data), [cv2.IMWRITE_JPEG_QUALITY, 95])[1])
