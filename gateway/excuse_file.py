"""Files as people send them with excuses: one part of a form, read within a bound; pictures without their metadata.

At most 8 are held at once, 5 MiB each, and 2 pictures decoded at once; see `gateway.photo` for what that comes to.
"""

import asyncio
from dataclasses import dataclass
from pathlib import PurePath

from aiohttp import BodyPartReader, web

from gateway.photo import reduced
from gateway.problems import ProblemError, too_large

FILE_BYTES_MAX = 5 * 2**20
FORM_BYTES_MAX = FILE_BYTES_MAX + 64 * 1024  # the file, and what is written around it
CONSUMES = ("multipart/form-data",)
FIELD = "file"
UPLOADS_MAX = 8
UPLOAD_SECONDS = 120.0  # 5 MiB at 350 kbit/s; a place is not held for ever
CHUNK_BYTES = 64 * 1024
NAME_CHARACTERS_MAX = 200

# Files in memory at once; the next one is answered 503 and sent again by its browser.
_places = asyncio.BoundedSemaphore(UPLOADS_MAX)


@dataclass(frozen=True)
class SentFile:
    """A file to be handed on."""

    name: str
    content: bytes


async def sent_file(request: web.Request) -> SentFile:
    """The part `file` of the form. Problems: 400 no form, 408 too slow, 413 too long, 422 no file or a broken picture,
    503 too many at once."""
    if request.content_length is not None and request.content_length > FORM_BYTES_MAX:
        raise too_large(FILE_BYTES_MAX)
    if _places.locked():
        raise ProblemError(503, "TOO_MANY_UPLOADS", "many files are being sent just now; try again in a moment")
    async with _places:
        try:
            async with asyncio.timeout(UPLOAD_SECONDS):
                name, content = await _read(request)
        except TimeoutError:
            raise ProblemError(408, "TOO_SLOW", "the file took too long to arrive; try again") from None
        except (ValueError, AssertionError, LookupError):  # what aiohttp makes of a form that is none
            raise ProblemError(400, "NOT_A_FORM", "the body is not a form with a file in it") from None
        if not _is_picture(content):
            return SentFile(name, content)  # what it is, and whether it is taken, the service decides
        # drawn anew: without the place it was taken at, and without whatever else hides in it
        return SentFile(str(PurePath(name).with_suffix(".jpg")), await reduced(content))


async def _read(request: web.Request) -> tuple[str, bytes]:
    form = await request.multipart()
    while (part := await form.next()) is not None:
        if isinstance(part, BodyPartReader) and part.name == FIELD and part.filename:
            content = bytearray()
            while chunk := await part.read_chunk(CHUNK_BYTES):
                content += chunk
                if len(content) > FILE_BYTES_MAX:
                    raise too_large(FILE_BYTES_MAX)
            name = PurePath(part.filename.replace("\\", "/"))
            return name.stem[: NAME_CHARACTERS_MAX - 20] + name.suffix[:20], bytes(content)
        raise LookupError("another part comes first")
    raise LookupError("no part")


def _is_picture(content: bytes) -> bool:
    head = content[:12]
    return (
        head.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"))
        or (head[:4] == b"RIFF" and head[8:] == b"WEBP")
        or (head[4:8] == b"ftyp" and head[8:] in (b"heic", b"heix", b"heim", b"heis", b"mif1", b"hevc", b"hevx"))
    )
