"""A face with a little of what surrounds it, for a person to look at."""

import cv2
import numpy as np

from services.recognition.domain.errors import FrameUnreadable
from services.recognition.domain.faces import Box
from services.recognition.vision.decode import decode_frame

# hair, ears and collar help people to tell who it is; what lies further away is nobody's business here
_SURROUNDINGS = 0.6
_MAX_SIDE_PX = 320
_DECODED_WIDTH_PX = 1920
_QUALITY = 88


def cut_out(jpeg: bytes, box: Box) -> bytes:
    """See domain.vision.Vision."""
    image, _, _ = decode_frame(jpeg, _DECODED_WIDTH_PX)
    height, width = image.shape[:2]
    side_px = max(box.width * width, box.height * height) * (1 + 2 * _SURROUNDINGS)
    middle_x, middle_y = (box.left + box.right) / 2 * width, (box.top + box.bottom) / 2 * height
    left, right = (round(np.clip(middle_x + sign * side_px / 2, 0, width)) for sign in (-1, 1))
    top, bottom = (round(np.clip(middle_y + sign * side_px / 2, 0, height)) for sign in (-1, 1))
    part = image[top:bottom, left:right]
    if part.size == 0:
        raise FrameUnreadable("the face lies outside the picture")
    scale = min(1.0, _MAX_SIDE_PX / max(part.shape[:2]))
    size = max(1, round(part.shape[1] * scale)), max(1, round(part.shape[0] * scale))
    encoded, data = cv2.imencode(
        ".jpg", cv2.resize(part, size, interpolation=cv2.INTER_AREA), [cv2.IMWRITE_JPEG_QUALITY, _QUALITY]
    )
    assert encoded, "any picture of three channels can be written"
    return data.tobytes()
