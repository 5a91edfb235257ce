"""Photos of every kind become what recognition accepts."""

import io
import zlib

import pytest
from PIL import Image

from gateway.photo import JPEG_BYTES_MAX, SIDE_MAX_PX, reduce_photo
from gateway.problems import ProblemError
from tests.fakes import heic


def encoded(picture: Image.Image, kind: str, **more: object) -> bytes:
    target = io.BytesIO()
    picture.save(target, kind, **more)
    return target.getvalue()


def reduced(body: bytes) -> Image.Image:
    photo = reduce_photo(body)
    assert len(photo) <= JPEG_BYTES_MAX
    picture = Image.open(io.BytesIO(photo))
    picture.load()
    assert (picture.format, picture.mode) == ("JPEG", "RGB")
    return picture


KINDS = {
    "JPEG": ("RGB", "L", "CMYK"),
    "PNG": ("RGB", "L", "P", "RGBA", "LA", "1", "I;16"),
    "WEBP": ("RGB", "L", "P", "RGBA", "LA"),
}


@pytest.mark.parametrize(("kind", "mode"), [(kind, mode) for kind, modes in KINDS.items() for mode in modes])
def test_every_kind_of_picture_becomes_a_plain_jpeg(kind: str, mode: str) -> None:
    picture = Image.linear_gradient("L").convert("RGB").convert(mode) if mode != "I;16" else Image.new(mode, (256, 256))
    assert reduced(encoded(picture, kind)).size == (256, 256)


def test_what_is_transparent_becomes_white() -> None:
    assert reduced(encoded(Image.new("RGBA", (16, 16), (0, 0, 0, 0)), "PNG")).getpixel((8, 8)) == (255, 255, 255)


def test_a_photo_of_pure_noise_fits_all_the_same() -> None:
    noise = Image.merge("RGB", [Image.effect_noise((3000, 3000), 120) for _ in range(3)])
    picture = reduced(encoded(noise, "JPEG", quality=95))
    assert max(picture.size) <= SIDE_MAX_PX


def test_a_small_photo_is_not_blown_up() -> None:
    assert reduced(encoded(Image.new("RGB", (320, 200)), "WEBP")).size == (320, 200)


@pytest.mark.parametrize(("orientation", "size"), [(1, (300, 100)), (3, (300, 100)), (6, (100, 300)), (8, (100, 300))])
def test_a_photo_is_turned_upright(orientation: int, size: tuple[int, int]) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    assert reduced(encoded(Image.new("RGB", (300, 100)), "JPEG", exif=exif)).size == size


def test_an_animation_gives_its_first_picture() -> None:
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue")]
    body = encoded(frames[0], "WEBP", save_all=True, append_images=frames[1:], lossless=True)
    red, _, blue = reduced(body).getpixel((10, 10))  # type: ignore[misc]  # an RGB picture's pixel has three parts
    assert red > blue


def test_sixteen_bits_of_grey_keep_their_brightness() -> None:
    red, green, blue = reduced(encoded(Image.new("I;16", (32, 32), 32_896), "PNG")).getpixel((16, 16))  # type: ignore[misc]  # an RGB picture's pixel has three parts
    assert (red, green, blue) == (128, 128, 128)


@pytest.mark.parametrize(("photo", "size"), [(heic.UPRIGHT, (96, 64)), (heic.TURNED, (64, 96))])
def test_a_telephones_heic_is_read_and_turned_upright(photo: bytes, size: tuple[int, int]) -> None:
    picture = reduced(photo)
    assert picture.size == size
    first, last = picture.getpixel((4, 4)), picture.getpixel((size[0] - 5, size[1] - 5))
    assert isinstance(first, tuple)
    assert isinstance(last, tuple)
    assert first[0] > 150 > 80 > first[2]
    assert last[2] > 150 > 80 > last[0]


def test_twenty_million_pixels_are_reduced() -> None:
    photo = encoded(Image.linear_gradient("L").resize((5184, 3888)), "JPEG", quality=90)
    assert reduced(photo).size == (SIDE_MAX_PX, SIDE_MAX_PX * 3888 // 5184)


def test_a_bomb_is_refused_by_its_header() -> None:
    body = bytearray(encoded(Image.new("1", (8, 8)), "PNG"))
    body[16:24] = (30_000).to_bytes(4, "big") * 2
    body[29:33] = zlib.crc32(body[12:29]).to_bytes(4, "big")
    with pytest.raises(ProblemError, match="million pixels"):
        reduce_photo(bytes(body))


@pytest.mark.parametrize("kind", ["GIF", "TIFF", "BMP", "ICO"])
def test_other_kinds_of_pictures_are_refused_in_words(kind: str) -> None:
    with pytest.raises(ProblemError, match="send it as JPEG, HEIC, PNG or WebP"):
        reduce_photo(encoded(Image.new("RGB", (32, 32)), kind))


@pytest.mark.parametrize("share", [0.3, 0.9])
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_that_is_cut_off_is_refused_in_words(kind: str, share: float) -> None:
    whole = encoded(Image.effect_noise((200, 200), 60).convert("RGB"), kind)
    with pytest.raises(ProblemError, match="cannot be read"):
        reduce_photo(whole[: int(len(whole) * share)])


@pytest.mark.parametrize("body", [b"", b"\x89PNG\r\n\x1a\n", b"RIFF\x00\x00\x00\x00WEBP", b"%PDF-1.7", b"\xff\xd8\xff"])
def test_what_is_no_picture_is_refused_in_words(body: bytes) -> None:
    with pytest.raises(ProblemError, match="cannot be read"):
        reduce_photo(body)
