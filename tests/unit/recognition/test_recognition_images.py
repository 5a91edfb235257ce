"""Reading a picture's size before decoding it, and the errors that cross process borders."""

import contextlib
import io
import pickle

import cv2
import numpy as np
import pytest
from PIL import Image

from services.recognition.domain.errors import (
    FrameTooLarge,
    FrameUnreadable,
    ModelDamaged,
    ModelMissing,
    StaleFrame,
    VisionOverloaded,
    VisionUnavailable,
)
from services.recognition.vision.align import LANDMARK_PLACES, align, similarity
from services.recognition.vision.decode import decode_frame, decode_photo
from services.recognition.vision.image_header import check_jpeg, check_photo
from services.recognition.vision.yunet import suppress


def picture(width: int, height: int, suffix: str = ".jpg") -> bytes:
    image = np.random.default_rng(1).integers(0, 255, (height, width, 3), np.uint8)
    return bytes(cv2.imencode(suffix, image)[1])


def with_size(jpeg: bytes, width: int, height: int) -> bytes:
    """The same JPEG with another size in its header."""
    at = jpeg.index(b"\xff\xc0")
    return jpeg[: at + 5] + height.to_bytes(2, "big") + width.to_bytes(2, "big") + jpeg[at + 9 :]


def rotated(jpeg: bytes, orientation: int) -> bytes:
    """The same JPEG with an EXIF orientation."""
    tiff = b"II*\x00\x08\x00\x00\x00\x01\x00\x12\x01\x03\x00\x01\x00\x00\x00" + bytes([orientation, 0, 0, 0]) + bytes(4)
    exif = b"Exif\x00\x00" + tiff
    return jpeg[:2] + b"\xff\xe1" + (len(exif) + 2).to_bytes(2, "big") + exif + jpeg[2:]


def test_a_jpeg_announces_its_size() -> None:
    header = check_jpeg(picture(64, 48), 10_000)
    assert (header.width_px, header.height_px) == (64, 48)


def test_a_bomb_is_refused_from_its_header() -> None:
    bomb = with_size(picture(16, 16), 40_000, 40_000)
    with pytest.raises(FrameTooLarge) as refused:
        decode_frame(bomb, 640)
    assert (refused.value.width_px, refused.value.height_px) == (40_000, 40_000)


def test_a_bomb_that_is_cut_off_after_its_header_is_refused_for_its_size() -> None:
    bomb = with_size(picture(16, 16), 40_000, 40_000)
    with pytest.raises(FrameTooLarge):
        decode_frame(bomb[: bomb.index(b"\xff\xda") + 20], 640)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "it is empty"),
        (b"GIF89a" + bytes(50), "it is not a JPEG"),
        (b"\xff\xd8\xff", "the file is cut off"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "the file is cut off"),
        (b"\xff\xd8\xff\xe0\x00\x04JFhello", "its JPEG header is damaged"),
        (b"\xff\xd8" + b"\xff" * 1000, "the file is cut off"),
    ],
)
def test_what_is_not_a_jpeg_is_refused_with_a_reason(data: bytes, reason: str) -> None:
    with pytest.raises(FrameUnreadable) as refused:
        check_jpeg(data, 1_000_000)
    assert refused.value.reason == reason


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_a_truncated_jpeg_is_refused(share: float) -> None:
    data = picture(200, 200)
    with pytest.raises(FrameUnreadable):
        decode_frame(data[: int(len(data) * share)], 640)


def test_a_truncated_jpeg_is_refused_although_its_thumbnail_is_complete() -> None:
    data = picture(200, 200)
    inner = picture(8, 8)
    segment = b"\xff\xe1" + (len(inner) + 2).to_bytes(2, "big") + inner
    whole = data[:2] + segment + data[2:]
    assert check_jpeg(whole, 1_000_000).width_px == 200
    with pytest.raises(FrameUnreadable):
        check_jpeg(whole[:-100], 1_000_000)


def test_bytes_after_the_end_of_a_jpeg_do_no_harm() -> None:
    image, width, height = decode_frame(picture(64, 48) + bytes(100), 640)
    assert (image.shape, width, height) == ((48, 64, 3), 64, 48)


def test_random_bytes_behind_a_good_header_raise_nothing_but_our_errors() -> None:
    random = np.random.default_rng(3)
    good = picture(64, 48)
    for _ in range(200):
        data = bytearray(good)
        for position in random.integers(2, len(data), 8):
            data[position] = random.integers(0, 256)
        with contextlib.suppress(FrameUnreadable, FrameTooLarge):
            decode_frame(bytes(data), 640)


def test_a_wide_frame_is_decoded_small_and_its_own_size_is_told() -> None:
    image, width, height = decode_frame(picture(2560, 1440), 640)
    assert (width, height) == (2560, 1440)
    assert image.shape == (720, 1280, 3)


def test_a_photo_is_turned_upright() -> None:
    assert decode_photo(rotated(picture(64, 48), 6)).shape == (64, 48, 3)


def test_a_turned_frame_tells_the_size_it_is_seen_in() -> None:
    image, width, height = decode_frame(rotated(picture(2560, 1440), 6), 640)
    assert (width, height) == (1440, 2560)
    assert image.shape[0] > image.shape[1]


def test_a_png_is_a_photo_but_not_a_frame() -> None:
    png = picture(30, 20, ".png")
    assert decode_photo(png).shape == (20, 30, 3)
    with pytest.raises(FrameUnreadable):
        check_jpeg(png, 1_000_000)
    with pytest.raises(FrameUnreadable):
        check_photo(png[: len(png) // 2], 1_000_000)
    with pytest.raises(FrameTooLarge):
        check_photo(png, 599)


@pytest.mark.parametrize(
    "error",
    [
        FrameUnreadable("it is empty"),
        FrameTooLarge(4, 5, 6),
        ModelMissing("a/path", "uv pip install it"),
        ModelDamaged("a/path", "uv pip install it"),
        VisionOverloaded(3),
        VisionUnavailable("no reason"),
        StaleFrame(1, 2),
    ],
)
def test_errors_cross_process_borders_whole(error: Exception) -> None:
    again = pickle.loads(pickle.dumps(error))  # noqa: S301  our own bytes
    assert again == error
    assert str(again) == str(error)


def test_the_similarity_of_turned_scaled_and_shifted_points_undoes_it() -> None:
    angle, scale = 0.4, 2.5
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]], np.float32)
    moved = (scale * LANDMARK_PLACES @ turn.T + np.array([30, -7])).astype(np.float32)
    matrix = similarity(moved, LANDMARK_PLACES)
    assert np.allclose(moved @ matrix[:, :2].T + matrix[:, 2], LANDMARK_PLACES, atol=1e-3)


@pytest.mark.parametrize("scale", [0.5, 1.0, 3.0, 8.0])
def test_a_face_is_cut_out_the_same_at_any_size(scale: float) -> None:
    side = int(160 * scale)
    y, x = np.mgrid[0:side, 0:side] / scale
    grey = (128 + 60 * np.sin(x / 9) + 60 * np.cos(y / 11)).astype(np.uint8)
    image = np.repeat(grey[:, :, None], 3, axis=2)
    crop = align(image, (LANDMARK_PLACES + 20) * np.float32(scale))
    y, x = np.mgrid[0:126, 0:112] + 20
    expected = 128 + 60 * np.sin(x / 9) + 60 * np.cos(y / 11)
    assert np.abs(crop[:, :, 0].astype(float) - expected).mean() < 4


def test_of_overlapping_boxes_the_best_is_kept() -> None:
    rows = np.zeros((3, 15), np.float32)
    rows[:, :4] = [[0, 0, 10, 10], [1, 1, 10, 10], [50, 50, 10, 10]]
    rows[:, 14] = [0.7, 0.9, 0.8]
    assert suppress(rows)[:, 14].tolist() == pytest.approx([0.9, 0.8])
    assert suppress(rows[:0]).shape == (0, 15)


def _encoded(picture: Image.Image, kind: str, **more: object) -> bytes:
    target = io.BytesIO()
    picture.save(target, kind, **more)
    return target.getvalue()


_GRADIENT = Image.linear_gradient("L")


@pytest.mark.parametrize(
    "photo",
    [
        pytest.param(_encoded(_GRADIENT, "JPEG"), id="grey jpeg"),
        pytest.param(_encoded(_GRADIENT.convert("CMYK"), "JPEG"), id="cmyk jpeg"),
        pytest.param(_encoded(_GRADIENT.convert("RGB"), "JPEG", progressive=True), id="progressive jpeg"),
        pytest.param(_encoded(_GRADIENT, "PNG"), id="grey png"),
        pytest.param(_encoded(Image.new("I;16", (256, 256), 30_000), "PNG"), id="16-bit png"),
        pytest.param(_encoded(_GRADIENT.convert("P"), "PNG"), id="palette png"),
        pytest.param(_encoded(_GRADIENT.convert("RGBA"), "PNG"), id="png with alpha"),
        pytest.param(_encoded(_GRADIENT.convert("LA"), "PNG"), id="grey png with alpha"),
        pytest.param(_encoded(_GRADIENT.convert("1"), "PNG"), id="black and white png"),
        pytest.param(
            _encoded(_GRADIENT.convert("RGB"), "PNG", save_all=True, append_images=[_GRADIENT.convert("RGB")]),
            id="animated png",
        ),
    ],
)
def test_every_kind_of_photo_becomes_three_channels_of_bytes(photo: bytes) -> None:
    decoded = decode_photo(photo)
    assert decoded.shape == (256, 256, 3)
    assert decoded.dtype == np.uint8


@pytest.mark.parametrize("kind", ["GIF", "TIFF", "BMP", "WEBP"])
def test_a_photo_of_another_kind_is_refused_in_words(kind: str) -> None:
    with pytest.raises(FrameUnreadable, match="neither a JPEG nor a PNG"):
        decode_photo(_encoded(_GRADIENT.convert("RGB"), kind))


@pytest.mark.parametrize(("orientation", "shape"), [(1, (100, 300)), (3, (100, 300)), (6, (300, 100)), (8, (300, 100))])
def test_a_rotated_photo_is_upright(orientation: int, shape: tuple[int, int]) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    assert decode_photo(_encoded(Image.new("RGB", (300, 100)), "JPEG", exif=exif)).shape[:2] == shape


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
@pytest.mark.parametrize("size", [(1, 1), (1, 400), (400, 1), (3, 3)])
def test_a_photo_of_hardly_any_pixels_is_read(kind: str, size: tuple[int, int]) -> None:
    assert decode_photo(_encoded(Image.new("RGB", size), kind)).shape[1::-1] == size
