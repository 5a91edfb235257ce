"""Photos over real calls: what reaches recognition, and what is refused in which words."""

import io
import struct
import zlib
from typing import Any
from uuid import uuid4

import pytest
from PIL import Image

from gateway.photo import JPEG_BYTES_MAX, UPLOAD_BYTES_MAX
from tests.integration.gateway.serving import Backends, Browser


def picture(width: int, height: int, kind: str = "JPEG", **more: Any) -> bytes:
    target = io.BytesIO()
    Image.effect_noise((width, height), 80).convert("RGB").save(target, kind, **more)
    return target.getvalue()


async def add_photo(browser: Browser, body: Any, kind: str = "image/jpeg", key: str = "") -> tuple[int, Any]:
    headers = {"Content-Type": kind, "Idempotency-Key": key or str(uuid4())}
    return await browser.send("POST", f"/people/{uuid4()}/faces", data=body, headers=headers)


async def test_a_photo_reaches_recognition_upright_small_and_without_metadata(
    teacher: Browser, backends: Backends
) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned: the camera was held upright
    exif[0x010F] = "A telling camera"
    key = str(uuid4())
    before = [len(pod.photos) for pod in backends.pods]
    status, sample = await add_photo(teacher, picture(3000, 2000, quality=95, exif=exif), key=key)
    assert (status, sample["quality"]) == (201, pytest.approx(0.8))
    request = next(pod.photos[-1] for pod, count in zip(backends.pods, before, strict=True) if len(pod.photos) > count)
    assert request.request_id == key
    assert len(request.image) <= JPEG_BYTES_MAX
    assert b"A telling camera" not in request.image
    with Image.open(io.BytesIO(request.image)) as reduced:
        assert (reduced.format, reduced.size) == ("JPEG", (1365, 2048))
        assert not reduced.getexif()


async def test_recognitions_judgement_of_a_photo_comes_back_in_words(teacher: Browser) -> None:
    blank = io.BytesIO()
    Image.new("RGB", (32, 32)).save(blank, "PNG")
    status, problem = await add_photo(teacher, blank.getvalue(), "image/png")
    assert (status, problem["reason"], problem["metadata"]) == (422, "FACE_NOT_FOUND", {"left": "0.25"})


def png_bomb() -> bytes:
    """A PNG whose header promises 40,000 × 40,000 pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 40_000, 40_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    )


def jpeg_bomb() -> bytes:
    """A JPEG whose header was changed to promise 40,000 × 40,000 pixels."""
    small = bytearray(picture(64, 64))
    at = small.index(b"\xff\xc0")
    small[at + 5 : at + 9] = struct.pack(">HH", 40_000, 40_000)
    return bytes(small)


@pytest.mark.parametrize(
    ("body", "status", "reason"),
    [
        (png_bomb(), 422, "TOO_MANY_PIXELS"),
        (jpeg_bomb(), 422, "TOO_MANY_PIXELS"),
        (b"\xff\xd8\xff\xe0 no picture", 422, "UNREADABLE_PHOTO"),
        (picture(400, 400)[:4000], 422, "UNREADABLE_PHOTO"),
        (b"", 422, "UNREADABLE_PHOTO"),
        (b"GIF89a" + bytes(100), 422, "UNREADABLE_PHOTO"),
        (bytes(UPLOAD_BYTES_MAX + 1), 413, "TOO_LARGE"),
    ],
    ids=["PNG bomb", "JPEG bomb", "no picture", "cut short", "empty", "GIF", "too long"],
)
async def test_a_bad_photo_is_refused_in_words(teacher: Browser, body: bytes, status: int, reason: str) -> None:
    got, problem = await add_photo(teacher, body)
    assert (got, problem["reason"]) == (status, reason)


async def test_a_photo_whose_length_is_not_told_is_read_no_further_than_the_bound(teacher: Browser) -> None:
    async def endless() -> Any:
        for _ in range(21):
            yield bytes(2**20)

    status, problem = await add_photo(teacher, endless())
    assert (status, problem["reason"]) == (413, "TOO_LARGE")


async def test_a_photo_needs_a_key_and_a_type(teacher: Browser) -> None:
    status, problem = await teacher.send(
        "POST", f"/people/{uuid4()}/faces", data=b"x", headers={"Content-Type": "image/png"}
    )
    assert (status, problem["reason"]) == (400, "IDEMPOTENCY_KEY_MISSING")
    status, problem = await add_photo(teacher, b"x", "image/tiff")
    assert (status, problem["reason"]) == (415, "UNSUPPORTED_TYPE")
