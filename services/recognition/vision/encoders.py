"""The encoders by name, each loaded when it is first asked for."""

import numpy as np

from services.recognition.domain.dlib_space import HALF, unit_length
from services.recognition.domain.encoder import Encoder
from services.recognition.domain.faces import Crops, Encodings
from services.recognition.vision.dlib_resnet import DlibResNet
from services.recognition.vision.models import DLIB_SHARE, ModelFiles
from services.recognition.vision.sface import SFace


class Encoders:
    """Owned by one process, called by one thread."""

    def __init__(self, files: ModelFiles) -> None:
        self._files = files
        self._sface: SFace | None = None
        self._dlib: DlibResNet | None = None

    def encode(self, crops: Crops, encoder: Encoder, *, thorough: bool = False) -> Encodings:
        """See domain.vision.Vision."""
        if not len(crops):
            return np.zeros((0, encoder.size), np.float32)
        match encoder:
            case Encoder.SFACE:  # a mirror image tells it nothing new
                return self._with_sface(crops)
            case Encoder.DLIB:
                return self._with_dlib(crops, thorough, HALF)
            case Encoder.FUSED:
                sface, dlib = self._with_sface(crops), self._with_dlib(crops, thorough, 1.0)
                parts = np.sqrt(1.0 - DLIB_SHARE) * sface, np.sqrt(DLIB_SHARE) * dlib
                return np.concatenate(parts, 1).astype(np.float32)

    def _with_sface(self, crops: Crops) -> Encodings:
        if self._sface is None:
            self._sface = SFace(self._files.sface)
        return self._sface.encode(crops)

    def _with_dlib(self, crops: Crops, thorough: bool, share: float) -> Encodings:
        if self._dlib is None:
            self._dlib = DlibResNet(self._files.dlib)
        if not thorough:
            return self._dlib.encode(crops, share)
        both = self._dlib.encode(crops, share) + self._dlib.encode(np.ascontiguousarray(crops[:, :, ::-1]), share)
        return unit_length(both)
