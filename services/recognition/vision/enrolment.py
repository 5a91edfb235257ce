"""Judges one enrolment photo: who is meant, and is the face clear enough to recognise them by."""

from collections.abc import Callable, Iterator
from typing import TypeAlias

import cv2
import numpy as np

from services.recognition.domain.enrolment import EnrolmentVerdict, Rejection
from services.recognition.domain.faces import Box, Crops, DetectedFace, Encodings, FaceQuality
from services.recognition.domain.pose import pose_of
from services.recognition.vision.decode import Image, shrink
from services.recognition.vision.describe import describe, no_crops
from services.recognition.vision.occlusion import covering
from services.recognition.vision.yunet import FoundFaces

FindFaces: TypeAlias = Callable[[Image], FoundFaces]
Encode: TypeAlias = Callable[[Crops], Encodings]

_SEARCHED_PX = (640, 1280)
_CLOSE_UP_PX = 320
_MIN_WIDTH_PX = 40.0
_MIN_SHARPNESS = 12.0
_MIN_BRIGHTNESS, _MAX_BRIGHTNESS = 35.0, 235.0
_MAX_TURN = 1.0
# somebody in the background is at most this wide beside the one who is meant; more, where that one is in the middle
_BYSTANDER, _BYSTANDER_OF_CENTRAL = 0.5, 0.75
# a portrait cut to somebody in a crowd: them in the very middle, everybody else well off it; in shares of the picture
_IN_THE_MIDDLE, _OFF_THE_MIDDLE = 0.1, 0.25
_EDGE = 0.01

_MESSAGES = {
    Rejection.NO_FACE: "No face was found. Send a photo in which the whole face is seen from the front.",
    Rejection.SEVERAL_FACES: "Several faces of similar size are in this photo. Send one with a single person.",
    Rejection.TOO_SMALL: "The face is too small in this photo. Come closer, or send the photo in its full size.",
    Rejection.TOO_BLURRED: "The face is blurred. Hold the camera still and let it focus.",
    Rejection.TOO_DARK: "The face is too dark. Turn towards the light.",
    Rejection.TOO_BRIGHT: "The face is overexposed. Move out of the direct light.",
    Rejection.TURNED_AWAY: "The face is turned away. Look into the camera.",
    Rejection.EYES_COVERED: "The eyes are covered, or in deep shadow. Take dark glasses off and turn to the light.",
    Rejection.MOUTH_COVERED: "Mouth or chin are covered. Take off what is before the face, such as a mask or a hand.",
}


def judge_photo(photo: Image, find: FindFaces, encode: Encode) -> EnrolmentVerdict:
    """The verdict on one upright BGR photo."""
    found = next((faces for faces in searches(photo, find) if len(faces)), np.zeros((0, 15), np.float32))
    faces, crops = describe(photo, found, photo.shape[1])
    meant = _meant(faces)
    if meant is None:
        reason = Rejection.SEVERAL_FACES if faces else Rejection.NO_FACE
        return _verdict(photo, reason, len(faces), None, no_crops(), None)
    face, crop = faces[meant], crops[meant]
    reason_or_none = _unclear(face.quality) or _covered(crop)
    encoding = encode(crop[None])[0] if reason_or_none is None else None
    return _verdict(photo, reason_or_none, len(faces), face, crop, encoding)


def _meant(faces: tuple[DetectedFace, ...]) -> int | None:
    """Whose photo this is: a face much larger than all others, or the one in the middle when the others are clearly
    smaller or cut off by the edge. None when that is nobody, or unclear."""
    for index in sorted(range(len(faces)), key=lambda i: -faces[i].box.width):
        box = faces[index].box
        others = [face.box for i, face in enumerate(faces) if i != index]
        if all(other.width <= _BYSTANDER * box.width for other in others):
            return index
        central = box.left < 0.5 < box.right and box.top < 0.5 < box.bottom
        if central and not _is_cut(box) and all(_is_aside(other, box) for other in others):
            return index
        if _from_middle(box) <= _IN_THE_MIDDLE and all(_is_off_the_middle(other, box) for other in others):
            return index
    return None


def _is_off_the_middle(other: Box, box: Box) -> bool:
    return _from_middle(other) >= _OFF_THE_MIDDLE and other.width <= 1.2 * box.width


def _from_middle(box: Box) -> float:
    return max(abs(box.left + box.right - 1), abs(box.top + box.bottom - 1)) / 2


def _is_aside(other: Box, box: Box) -> bool:
    return other.width <= _BYSTANDER_OF_CENTRAL * box.width or _is_cut(other)


def _is_cut(box: Box) -> bool:
    return box.left <= _EDGE or box.top <= _EDGE or box.right >= 1 - _EDGE or box.bottom >= 1 - _EDGE


def searches(photo: Image, find: FindFaces) -> Iterator[FoundFaces]:
    """The usual size first; then finer for a face far away, then coarser for one that fills the picture."""
    height, width = photo.shape[:2]
    for side in _SEARCHED_PX:
        if side == _SEARCHED_PX[0] or max(height, width) > _SEARCHED_PX[0]:
            yield _find_scaled(photo, find, max(1, round(side * width / max(height, width))))
    # YuNet needs some background around a head
    border = max(height, width) // 3
    padded = cv2.copyMakeBorder(photo, border, border, border, border, cv2.BORDER_REPLICATE).astype(
        np.uint8, copy=False
    )
    found = _find_scaled(padded, find, max(1, round(_CLOSE_UP_PX * padded.shape[1] / max(padded.shape[:2]))))
    found[:, [0, 1, *range(4, 14)]] -= border
    yield found


def _find_scaled(photo: Image, find: FindFaces, width_px: int) -> FoundFaces:
    searched = shrink(photo, width_px)
    found = find(searched)
    found[:, :14] *= photo.shape[1] / searched.shape[1]
    return found


def _unclear(quality: FaceQuality) -> Rejection | None:
    if quality.width_px < _MIN_WIDTH_PX:
        return Rejection.TOO_SMALL
    if quality.brightness < _MIN_BRIGHTNESS:
        return Rejection.TOO_DARK
    if quality.brightness > _MAX_BRIGHTNESS:
        return Rejection.TOO_BRIGHT
    if quality.turn > _MAX_TURN:
        return Rejection.TURNED_AWAY
    if quality.sharpness < _MIN_SHARPNESS:
        return Rejection.TOO_BLURRED
    return None


def _covered(crop: Image) -> Rejection | None:
    found = covering(crop)
    if found.eyes:
        return Rejection.EYES_COVERED
    return Rejection.MOUTH_COVERED if found.mouth else None


def _verdict(
    photo: Image,
    rejection: Rejection | None,
    face_count: int,
    face: DetectedFace | None,
    crop: Crops,
    encoding: Encodings | None,
) -> EnrolmentVerdict:
    good = rejection is None and face is not None
    return EnrolmentVerdict(
        rejection=rejection,
        message="The face is clear." if rejection is None else _MESSAGES[rejection],
        face_count=face_count,
        width_px=photo.shape[1],
        height_px=photo.shape[0],
        box=face.box if face else None,
        quality=face.quality if face else None,
        score=_score(face.quality) if good and face else 0.0,
        encoding=encoding if good else None,
        crop=crop if good else None,
        pose=pose_of(face.landmarks, photo.shape[1], photo.shape[0]) if face and face.landmarks else None,
    )


def _score(quality: FaceQuality) -> float:
    """1 for a large, sharp, frontal face; the worst of the three measures rules."""
    size = min(1.0, quality.width_px / 112)
    sharp = min(1.0, quality.sharpness / 100)
    return round(min(size, 0.3 + 0.7 * sharp, 1.0 - 0.7 * quality.turn), 3)
