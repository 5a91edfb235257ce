"""dlib's face recognition network in ONNX Runtime: aligned crops to encodings."""

import cv2
import numpy as np

from services.recognition.domain.dlib_space import centred
from services.recognition.domain.faces import Crops, Encodings
from services.recognition.vision.align import LANDMARK_PLACES, similarity
from services.recognition.vision.dlib_graph import CHIP_SIZE_PX
from services.recognition.vision.session import open_session

# where YuNet finds eyes, nose and mouth corners in the chips that dlib itself cuts, in pixels; a mean over faces
_PLACES_IN_CHIP = np.array([[47.6, 45.6], [102.7, 45.9], [75.3, 77.2], [51.1, 101.4], [98.9, 102.4]], np.float32)
_TO_CHIP = similarity(LANDMARK_PLACES, _PLACES_IN_CHIP)


class DlibResNet:
    """Draws (n, 128) float32 encodings of unit length, centred."""

    def __init__(self, path: str) -> None:
        self._session = open_session(path)

    def encode(self, crops: Crops, share: float = 1.0) -> Encodings:
        """Crops to (n, 128) float32, unit length; of the centre that share is taken off."""
        out = np.zeros((len(crops), 128), np.float32)
        for index, crop in enumerate(crops):
            chip = cv2.warpAffine(crop, _TO_CHIP, (CHIP_SIZE_PX, CHIP_SIZE_PX), borderMode=cv2.BORDER_REPLICATE)
            out[index] = self._session.run(None, {"image": cv2.dnn.blobFromImage(chip, swapRB=True)})[0]
        return centred(out, share)
