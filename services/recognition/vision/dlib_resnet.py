"""dlib's face recognition network in ONNX Runtime: aligned crops to encodings."""

import hashlib
import json
from pathlib import Path

import cv2
import numpy as np

from services.recognition.domain.faces import Crops, Encodings
from services.recognition.vision.align import LANDMARK_PLACES, similarity
from services.recognition.vision.dlib_graph import CHIP_SIZE_PX
from services.recognition.vision.session import open_session

# where YuNet finds eyes, nose and mouth corners in the chips that dlib itself cuts, in pixels; a mean over faces
_PLACES_IN_CHIP = np.array([[47.6, 45.6], [102.7, 45.9], [75.3, 77.2], [51.1, 101.4], [98.9, 102.4]], np.float32)
_TO_CHIP = similarity(LANDMARK_PLACES, _PLACES_IN_CHIP)
_CENTRE_FILE = Path(__file__).with_name("dlib_centre.json")
CENTRE_SHA256 = hashlib.sha256(_CENTRE_FILE.read_bytes()).hexdigest()


class DlibResNet:
    """Draws (n, 128) float32 unit encodings.

    dlib's own all lie in one direction: of unit length, those of two strangers have a cosine of 0.85. So what all faces
    have in common is taken off them, after which strangers have one of about 0, as with SFace.
    """

    def __init__(self, path: str) -> None:
        self._session = open_session(path)
        self._centre = np.array(json.loads(_CENTRE_FILE.read_text())["mean"], np.float32)

    def encode(self, crops: Crops) -> Encodings:
        """Crops to (n, 128) float32, unit length."""
        out = np.zeros((len(crops), 128), np.float32)
        for index, crop in enumerate(crops):
            chip = cv2.warpAffine(crop, _TO_CHIP, (CHIP_SIZE_PX, CHIP_SIZE_PX), borderMode=cv2.BORDER_REPLICATE)
            out[index] = self._session.run(None, {"image": cv2.dnn.blobFromImage(chip, swapRB=True)})[0]
        return _unit(_unit(out) - self._centre)


def _unit(rows: Encodings) -> Encodings:
    unit: Encodings = (rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)).astype(np.float32)
    return unit
