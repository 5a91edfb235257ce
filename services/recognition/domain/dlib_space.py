"""dlib's face descriptors made comparable with the encodings of other networks."""

import hashlib
import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from services.recognition.domain.faces import Encodings

_CENTRE_FILE = Path(__file__).with_name("dlib_centre.json")
CENTRE_SHA256 = hashlib.sha256(_CENTRE_FILE.read_bytes()).hexdigest()
_CENTRE = np.array(json.loads(_CENTRE_FILE.read_text())["mean"], np.float32)


HALF = 0.5
"""Alone, half of what all faces have in common is taken off: more makes strangers more distant, and dlib err more."""


def centred(descriptors: NDArray[np.floating], share: float = 1.0) -> Encodings:
    """(n, 128) descriptors as dlib gives them, of whatever length, to (n, 128) float32 encodings of unit length.

    dlib's own all lie in one direction: of unit length, those of two strangers have a cosine of 0.85. So `share` of
    what all faces have in common is taken off them; after the whole of it strangers have one of about 0, as with SFace.
    """
    return unit_length(unit_length(np.asarray(descriptors, np.float32)) - np.float32(share) * _CENTRE)


def unit_length(rows: Encodings) -> Encodings:
    """Each row with length 1."""
    lengths = np.linalg.norm(rows, axis=-1, keepdims=True)
    unit: Encodings = (rows / np.maximum(lengths, 1e-9)).astype(np.float32)
    return unit
