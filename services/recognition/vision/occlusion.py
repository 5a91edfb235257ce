"""Whether eyes or mouth of a face are covered, told from brightness, relief and colour of an aligned crop.

Dark glasses make both eyes much darker than the upper face. A mask takes the lines of lips and chin away, or makes the
lower face another colour. Limits were chosen on calibration photos so that fewer than 1 in 100 uncovered faces is
refused, see `benchmarks.occlusion`, which also says what is found of coverings drawn onto them. Not found: clear and
lightly tinted glasses, hands whose fingers look like a mouth, a mask that shows a mouth, a covered forehead or cheek.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from services.recognition.vision.decode import Image

# rows and columns of a 112 × 112 crop, eyes at row 52, mouth corners at row 92
_EYES = ((slice(43, 61), slice(26, 50)), (slice(43, 61), slice(62, 86)))
_EYE_BAND = (slice(43, 61), slice(26, 86))
_FOREHEAD = (slice(22, 36), slice(38, 74))
_CHEEKS = ((slice(64, 76), slice(26, 40)), (slice(64, 76), slice(72, 86)))
_MOUTH = (slice(82, 104), slice(40, 72))
_LOWER = (slice(82, 108), slice(36, 76))

MAX_EYE_DARKNESS = 0.62
MIN_MOUTH_RELIEF = 0.42
MAX_COLOUR_STEP = 32.0
VISIBLE_MOUTH_RELIEF = 0.85


@dataclass(frozen=True, slots=True)
class Covering:
    """How unlike an uncovered face's its parts are."""

    eye_darkness: float
    """1 minus the brightness around the brighter eye as a share of the upper face's: one eye may lie in shadow."""
    mouth_relief: float
    """Strength of horizontal lines around the mouth as a share of those around the eyes; about 1."""
    colour_step: float
    """Between lower and upper face, in the a, b plane of OpenCV's CIELAB; medians."""

    @property
    def eyes(self) -> bool:
        """Dark glasses, most likely."""
        return self.eye_darkness > MAX_EYE_DARKNESS

    @property
    def mouth(self) -> bool:
        """A mask, a scarf or a flat hand, most likely."""
        # lips that show are no mask, whatever a beard or the light makes of the lower face's colour
        coloured = self.colour_step > MAX_COLOUR_STEP and self.mouth_relief < VISIBLE_MOUTH_RELIEF
        return self.mouth_relief < MIN_MOUTH_RELIEF or coloured


def covering(crop: Image) -> Covering:
    """Of an aligned BGR crop, at least 112 × 112 pixels."""
    face = crop[:112, :112]
    lab = cv2.cvtColor(face, cv2.COLOR_BGR2LAB).astype(np.float32)
    skin = np.median(np.concatenate([lab[part].reshape(-1, 3) for part in (_FOREHEAD, *_CHEEKS)]), axis=0)
    eyes = max(float(np.median(lab[part][..., 0])) for part in _EYES)
    lower = np.median(lab[_LOWER].reshape(-1, 3), axis=0)
    soft = cv2.GaussianBlur(cv2.cvtColor(face, cv2.COLOR_BGR2GRAY), (0, 0), 1.0)  # noise is no relief
    lines = np.abs(cv2.Sobel(soft, cv2.CV_32F, 0, 1))
    return Covering(
        eye_darkness=1.0 - eyes / max(1.0, float(skin[0])),
        mouth_relief=float(lines[_MOUTH].mean()) / max(1.0, float(lines[_EYE_BAND].mean())),
        colour_step=float(np.hypot(lower[1] - skin[1], lower[2] - skin[2])),
    )
