"""The size of a picture from its first bytes, so that a bomb is refused before anything is allocated."""

from dataclasses import dataclass

from services.recognition.domain.errors import FrameTooLarge, FrameUnreadable

_JPEG = b"\xff\xd8\xff"
_PNG = b"\x89PNG\r\n\x1a\n"
# start-of-frame markers; C4, C8 and CC are tables that share the range
_SOF = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_SOS, _EOI = 0xDA, b"\xff\xd9"
_WITHOUT_LENGTH = frozenset({0x01, *range(0xD0, 0xD8)})


@dataclass(frozen=True, slots=True)
class ImageHeader:
    """What the header announces, before EXIF rotation."""

    format: str
    """"jpeg" or "png"."""
    width_px: int
    height_px: int
    complete: bool
    """The marker that ends the file is there."""


def check_jpeg(data: bytes, max_pixels: int) -> ImageHeader:
    """Read a JPEG's size. Raises FrameUnreadable if it is not one or is cut off, FrameTooLarge beyond the limit."""
    if not data:
        raise FrameUnreadable("it is empty")
    if not data.startswith(_JPEG):
        raise FrameUnreadable("it is not a JPEG")
    return _within(_jpeg_header(data), max_pixels)


def check_photo(data: bytes, max_pixels: int) -> ImageHeader:
    """The same for a photo, which may also be a PNG."""
    if data.startswith(_PNG):
        return _within(_png_header(data), max_pixels)
    if data and not data.startswith(_JPEG):
        raise FrameUnreadable("it is neither a JPEG nor a PNG")
    return check_jpeg(data, max_pixels)


def _within(header: ImageHeader, max_pixels: int) -> ImageHeader:
    if header.width_px == 0 or header.height_px == 0:
        raise FrameUnreadable("its header announces no pixels")
    if header.width_px * header.height_px > max_pixels:
        raise FrameTooLarge(header.width_px, header.height_px, max_pixels)
    if not header.complete:  # last: a bomb is usually cut off too, and its size is what matters
        raise FrameUnreadable("the file is cut off")
    return header


def _jpeg_header(data: bytes) -> ImageHeader:
    size: tuple[int, int] | None = None
    position = 2
    while position + 4 <= len(data):
        if data[position] != 0xFF:
            raise FrameUnreadable("its JPEG header is damaged")
        marker = data[position + 1]
        if marker == 0xFF:  # any number of fill bytes may precede a marker
            position += 1
            continue
        position += 2
        if marker in _WITHOUT_LENGTH:
            continue
        length = int.from_bytes(data[position : position + 2], "big")
        if marker in _SOF and size is None and position + 7 <= len(data):
            height, width = (int.from_bytes(data[position + i : position + i + 2], "big") for i in (3, 5))
            size = width, height
        if marker == _SOS:
            break
        position += max(2, length)
    else:
        raise FrameUnreadable("the file is cut off")
    if size is None:
        raise FrameUnreadable("its JPEG header is damaged")
    return ImageHeader("jpeg", *size, complete=data.rfind(_EOI) >= position)


def _png_header(data: bytes) -> ImageHeader:
    if len(data) < 33 or data[12:16] != b"IHDR":
        raise FrameUnreadable("its PNG header is damaged")
    width, height = (int.from_bytes(data[i : i + 4], "big") for i in (16, 20))
    return ImageHeader("png", width, height, complete=data.rfind(b"IEND") > 0)
