"""A photo in which somebody is to be recognised: whatever face it shows is encoded as well as it can be."""

import numpy as np

from services.recognition.domain.faces import DetectedFace, Encodings
from services.recognition.vision.decode import Image
from services.recognition.vision.describe import describe
from services.recognition.vision.enrolment import Encode, FindFaces, searches


def encode_probe(photo: Image, find: FindFaces, encode: Encode) -> Encodings | None:
    """(encoder.size,) of the face that an upright BGR photo is of: large and in the middle. None without any face.

    A poor photo is not refused here, as it is in enrolment: it spoils no template, and its distances tell.
    """
    found = next((faces for faces in searches(photo, find) if len(faces)), np.zeros((0, 15), np.float32))
    faces, crops = describe(photo, found, photo.shape[1])
    able = [index for index, face in enumerate(faces) if face.landmarks is not None]
    if not able:
        return None
    meant = max(able, key=lambda index: _prominence(faces[index]))
    encoding: Encodings = encode(crops[meant : meant + 1])[0]
    return encoding


def _prominence(face: DetectedFace) -> float:
    """A face at the edge must be much wider than one in the middle."""
    across = abs(face.box.left + face.box.right - 1) / 2
    along = abs(face.box.top + face.box.bottom - 1) / 2
    return face.box.width * (1.0 - 0.8 * min(1.0, 2 * max(across, along)))
