"""Reads enrolment photos from disk in the form recognition takes."""

from __future__ import annotations

import hashlib
import io
import uuid
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

MOST_BYTES = 3 * 1024 * 1024
LONGEST_SIDE_PX = 3000
SUFFIXES = {".jpg", ".jpeg", ".png", ".webp", ".bmp", ".tif", ".tiff"}


class NotAPhoto(Exception):
    """The file cannot be read as a picture."""


def photos_in(folder: Path) -> list[Path]:
    """The pictures of a folder by name, not of its sub-folders."""
    return sorted(path for path in folder.iterdir() if path.is_file() and path.suffix.lower() in SUFFIXES)


def request_id(person_id: str, image: bytes) -> str:
    """The same photo of the same person is the same request, so that enrolling a folder twice adds nothing."""
    return str(uuid.uuid5(uuid.UUID(person_id), hashlib.sha256(image).hexdigest()))


def load(path: Path) -> bytes:
    """The photo as JPEG or PNG of at most MOST_BYTES; bigger or other pictures are re-encoded. Raises NotAPhoto."""
    content = path.read_bytes()
    if len(content) <= MOST_BYTES and content.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")):
        return content
    try:
        with Image.open(io.BytesIO(content)) as opened:
            picture = ImageOps.exif_transpose(opened).convert("RGB")
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError, ValueError) as error:
        raise NotAPhoto(f"{path.name} cannot be read as a picture") from error
    picture.thumbnail((LONGEST_SIDE_PX, LONGEST_SIDE_PX))
    for quality in (92, 80, 65):
        buffer = io.BytesIO()
        picture.save(buffer, "JPEG", quality=quality)
        if buffer.tell() <= MOST_BYTES:
            break
    return buffer.getvalue()
