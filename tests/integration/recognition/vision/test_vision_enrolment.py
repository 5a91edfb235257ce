"""The judgement of enrolment photos."""

import cv2
import numpy as np
import pytest

from services.recognition.domain.encoder import Encoder
from services.recognition.domain.enrolment import Rejection
from services.recognition.domain.faces import Detector
from services.recognition.domain.pose import Pose
from services.recognition.vision.decode import decode_photo
from services.recognition.vision.inference import Inference
from tests.integration.recognition.vision.pictures import as_jpeg, jpeg, on_canvas, side_by_side


def test_every_packaged_portrait_is_accepted_and_strangers_stay_far_apart(
    inference: Inference, photos: dict[str, list[bytes]]
) -> None:
    encodings = {}
    assert inference.judge(photos["group_5"][0], Encoder.SFACE).rejection is Rejection.TURNED_AWAY
    for who in photos.keys() - {"group_5"}:
        verdict = inference.judge(photos[who][0], Encoder.SFACE)
        assert verdict.accepted, f"{who}: {verdict.message}"
        assert verdict.encoding is not None
        assert verdict.crop is not None
        assert verdict.crop.shape == (126, 112, 3)
        assert 0 < verdict.score <= 1
        encodings[who] = verdict.encoding
    names = sorted(encodings)
    nearest = min(np.linalg.norm(encodings[a] - encodings[b]) for a in names for b in names if a < b)
    assert nearest > 1.05


def test_a_jpeg_and_a_png_of_one_photo_are_judged_alike(inference: Inference, photos: dict[str, list[bytes]]) -> None:
    barack = photos["barack"][0]
    png, jpg = inference.judge(barack, Encoder.SFACE), inference.judge(as_jpeg(barack), Encoder.SFACE)
    assert png.encoding is not None
    assert jpg.encoding is not None
    assert np.linalg.norm(png.encoding - jpg.encoding) < 0.2


def test_a_photo_without_a_face_is_rejected(inference: Inference) -> None:
    verdict = inference.judge(jpeg(np.full((480, 640, 3), 90, np.uint8)), Encoder.SFACE)
    assert (verdict.rejection, verdict.face_count, verdict.encoding, verdict.score) == (Rejection.NO_FACE, 0, None, 0)
    assert "No face was found" in verdict.message


def test_two_faces_of_one_size_are_rejected(inference: Inference, photos: dict[str, list[bytes]]) -> None:
    verdict = inference.judge(jpeg(side_by_side(photos["barack"][0], photos["joe"][0])), Encoder.SFACE)
    assert (verdict.rejection, verdict.face_count) == (Rejection.SEVERAL_FACES, 2)
    assert verdict.box is None


def test_a_small_face_in_the_background_is_a_bystander(inference: Inference, photos: dict[str, list[bytes]]) -> None:
    canvas = on_canvas(photos["barack"][0], 500, x=100)
    small = on_canvas(photos["eileen"][0], 110, x=1000)
    canvas[:, 900:] = small[:, 900:]
    verdict = inference.judge(jpeg(canvas), Encoder.SFACE)
    alone = inference.judge(photos["barack"][0], Encoder.SFACE)
    assert verdict.accepted
    assert verdict.face_count == 2
    assert verdict.encoding is not None
    assert alone.encoding is not None
    assert np.linalg.norm(verdict.encoding - alone.encoding) < 0.5


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda image: (image * 0.08).astype(np.uint8), Rejection.TOO_DARK),
        (lambda image: cv2.GaussianBlur(image, (0, 0), 14), Rejection.TOO_BLURRED),
    ],
    ids=["too dark", "blurred"],
)
def test_a_face_that_is_not_clear_is_rejected_with_the_reason(
    inference: Inference, photos: dict[str, list[bytes]], spoil: object, reason: Rejection
) -> None:
    assert callable(spoil)
    verdict = inference.judge(jpeg(spoil(decode_photo(photos["barack"][0]))), Encoder.SFACE)
    assert verdict.rejection is reason
    assert verdict.box is not None
    assert verdict.encoding is None


def test_a_face_too_small_to_recognise_is_rejected(inference: Inference, photos: dict[str, list[bytes]]) -> None:
    verdict = inference.judge(jpeg(on_canvas(photos["joe"][0], 90)), Encoder.SFACE)
    assert verdict.rejection is Rejection.TOO_SMALL


def test_a_face_that_fills_the_photo_is_found(inference: Inference, photos: dict[str, list[bytes]]) -> None:
    image = decode_photo(photos["barack"][0])
    whole = inference.judge(photos["barack"][0], Encoder.SFACE)
    assert whole.box is not None
    height, width = image.shape[:2]
    box = whole.box
    close = image[int(box.top * height) : int(box.bottom * height), int(box.left * width) : int(box.right * width)]
    verdict = inference.judge(jpeg(cv2.resize(close, None, fx=4, fy=4).astype(np.uint8)), Encoder.SFACE)
    assert verdict.accepted
    assert whole.encoding is not None
    assert verdict.encoding is not None
    assert np.linalg.norm(verdict.encoding - whole.encoding) < 0.8


@pytest.mark.parametrize("orientation", [3, 6, 8])
def test_a_phone_held_sideways_is_turned_upright_by_its_exif(
    inference: Inference, photos: dict[str, list[bytes]], orientation: int
) -> None:
    turn = {3: cv2.ROTATE_180, 6: cv2.ROTATE_90_COUNTERCLOCKWISE, 8: cv2.ROTATE_90_CLOCKWISE}[orientation]
    data = jpeg(cv2.rotate(decode_photo(photos["joe"][0]), turn).astype(np.uint8))
    tiff = b"II*\x00\x08\x00\x00\x00\x01\x00\x12\x01\x03\x00\x01\x00\x00\x00" + bytes([orientation, 0, 0, 0]) + bytes(4)
    exif = b"Exif\x00\x00" + tiff
    data = data[:2] + b"\xff\xe1" + (len(exif) + 2).to_bytes(2, "big") + exif + data[2:]
    verdict, upright = inference.judge(data, Encoder.SFACE), inference.judge(photos["joe"][0], Encoder.SFACE)
    assert verdict.accepted
    assert verdict.encoding is not None
    assert upright.encoding is not None
    assert np.linalg.norm(verdict.encoding - upright.encoding) < 0.3


def with_dark_glasses(photo: bytes, inference: Inference) -> bytes:
    """Two dark ovals over the eyes of the one face."""
    image = decode_photo(photo)
    face = inference.detect(jpeg(image), Detector.YUNET, 640).faces[0]
    assert face.landmarks is not None
    height, width = image.shape[:2]
    (left, top), (right, bottom) = ((round(x * width), round(y * height)) for x, y in face.landmarks[:2])
    size = round(0.46 * (right - left)), round(0.36 * (right - left))
    for eye in ((left, top), (right, bottom)):
        cv2.ellipse(image, eye, size, 0, 0, 360, (20, 18, 18), -1)
    return jpeg(image)


def with_a_mask(photo: bytes, inference: Inference, colour: tuple[int, int, int]) -> bytes:
    """A plain cloth from the nose to below the chin."""
    image = decode_photo(photo)
    face = inference.detect(jpeg(image), Detector.YUNET, 640).faces[0]
    assert face.landmarks is not None
    height, width = image.shape[:2]
    box = face.box
    nose = round(face.landmarks[2][1] * height)
    cv2.rectangle(
        image, (round(box.left * width), nose), (round(box.right * width), round(box.bottom * height)), colour, -1
    )
    return jpeg(image)


@pytest.mark.parametrize("who", ["barack", "joe", "eileen"])
def test_dark_glasses_are_seen_and_said(inference: Inference, photos: dict[str, list[bytes]], who: str) -> None:
    verdict = inference.judge(with_dark_glasses(photos[who][0], inference), Encoder.SFACE)
    assert verdict.rejection is Rejection.EYES_COVERED
    assert "dark glasses" in verdict.message
    assert verdict.box is not None


@pytest.mark.parametrize("colour", [(200, 170, 120), (230, 230, 230), (30, 30, 30)], ids=["blue", "white", "black"])
def test_a_mask_of_any_colour_is_seen_and_said(
    inference: Inference, photos: dict[str, list[bytes]], colour: tuple[int, int, int]
) -> None:
    verdict = inference.judge(with_a_mask(photos["barack"][0], inference, colour), Encoder.SFACE)
    assert verdict.rejection is Rejection.MOUTH_COVERED
    assert "mask" in verdict.message


def test_a_turned_face_and_its_mirror_image_are_held_to_opposite_sides(
    inference: Inference, photos: dict[str, list[bytes]]
) -> None:
    image = decode_photo(photos["group_5"][0])
    pose = inference.judge(jpeg(image), Encoder.SFACE).pose
    mirrored = inference.judge(jpeg(cv2.flip(image, 1).astype(np.uint8)), Encoder.SFACE).pose
    assert {pose, mirrored} == {Pose.LEFT, Pose.RIGHT}
