"""Photos as people send them, made into what recognition accepts: upright, without metadata, JPEG of at most 3 MiB.

At most 8 uploads are held and 2 decoded at once: with 20 MiB each and 64 million pixels at 3 bytes that is bounded at
about 600 MB, and typically a tenth of it, for a JPEG is decoded at a fraction of its size.
"""

import asyncio
import io
import warnings
from concurrent.futures import ThreadPoolExecutor

from aiohttp import web
from pi_heif import register_heif_opener  # type: ignore[import-untyped]  # ships no types
from PIL import Image, ImageOps

from gateway.body import read_bounded
from gateway.problems import ProblemError

ACCEPTED_TYPES = ("image/jpeg", "image/png", "image/webp", "image/heic", "image/heif")
UPLOAD_BYTES_MAX = 20 * 2**20
JPEG_BYTES_MAX = 3 * 2**20
PIXELS_MAX = 64_000_000  # read from the header, before anything is decoded
SIDE_MAX_PX = 2048
UPLOADS_MAX = 8
UPLOAD_SECONDS = 120.0  # 20 MiB at 1.4 Mbit/s; a place is not held for ever

_FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")
register_heif_opener(thumbnails=False)
_QUALITIES = (92, 85, 75)
# Pillow gives the interpreter free while it decodes; two at once use what a small machine has.
_decoders = ThreadPoolExecutor(max_workers=2, thread_name_prefix="photo")
# Photos in memory at once; the next one is answered 503 and sent again by its browser.
_places = asyncio.BoundedSemaphore(UPLOADS_MAX)


async def reduced_photo(request: web.Request) -> bytes:
    """The request's body as JPEG. Problems: 408 too slow, 413 too long, 422 no picture for us, 503 too many at once."""
    if _places.locked():
        raise ProblemError(503, "TOO_MANY_UPLOADS", "many photos are being sent just now; try again in a moment")
    async with _places:
        return await reduced(await read_bounded(request, UPLOAD_BYTES_MAX, UPLOAD_SECONDS))


async def reduced(body: bytes) -> bytes:
    """See `reduce_photo`; the next one waits while two are decoded."""
    return await asyncio.get_running_loop().run_in_executor(_decoders, reduce_photo, body)


def reduce_photo(body: bytes) -> bytes:
    """JPEG, PNG, WebP or HEIC to an upright RGB JPEG of at most 2048 px a side and 3 MiB. Blocks: never on the loop."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(body), formats=_FORMATS) as picture:
                _check_size(picture)
                picture.draft("RGB", (SIDE_MAX_PX, SIDE_MAX_PX))  # JPEG alone: decodes at a fraction of its size
                upright = ImageOps.exif_transpose(picture)
                upright.thumbnail((SIDE_MAX_PX, SIDE_MAX_PX), Image.Resampling.LANCZOS)
                return _encoded(_flat(upright))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_many_pixels() from None
    except (OSError, SyntaxError, ValueError, EOFError, RuntimeError):
        raise ProblemError(
            422, "UNREADABLE_PHOTO", "the photo cannot be read; send it as JPEG, HEIC, PNG or WebP"
        ) from None


def _check_size(picture: Image.Image) -> None:
    width_px, height_px = picture.size
    if width_px * height_px > PIXELS_MAX:
        raise _too_many_pixels()


def _too_many_pixels() -> ProblemError:
    return ProblemError(
        422,
        "TOO_MANY_PIXELS",
        f"the photo has more than {PIXELS_MAX // 1_000_000} million pixels; send a smaller one",
        {"pixels_max": str(PIXELS_MAX)},
    )


def _flat(picture: Image.Image) -> Image.Image:
    """RGB; what is transparent becomes white."""
    if picture.mode == "I" or picture.mode.startswith("I;16"):  # Pillow would cut 16 bits off at 255
        picture = picture.convert("I").point(lambda grey: grey * (1 / 257)).convert("L")
    if "A" not in picture.getbands() and "transparency" not in picture.info:
        return picture.convert("RGB")
    solid = Image.new("RGB", picture.size, "white")
    layered = picture.convert("RGBA")
    solid.paste(layered, mask=layered.getchannel("A"))
    return solid


def _encoded(picture: Image.Image) -> bytes:
    while True:
        for quality in _QUALITIES:
            target = io.BytesIO()
            picture.save(target, "JPEG", quality=quality, exif=b"", icc_profile=None)
            if target.tell() <= JPEG_BYTES_MAX:
                return target.getvalue()
        picture = picture.resize((picture.width * 3 // 4, picture.height * 3 // 4), Image.Resampling.LANCZOS)
