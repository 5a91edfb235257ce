"""Tells what a file is by its bytes, and refuses what nobody should open."""

import asyncio
import io
import sys
import zipfile
from pathlib import Path

import puremagic
import structlog

from services.attendance.domain.excuse.errors import FileTypeRefused, FileUnsafe
from services.attendance.domain.excuse.whole import HEIC, PDF, TAKEN_TYPES, is_whole

# The reader of PDFs sees bytes that anybody may have made: alone, without secrets, with limits of its own.
_PDF_READER = str(Path(__file__).with_name("pdf_check.py"))
PDF_SECONDS = 20.0
_PDFS_AT_ONCE = 2  # of 256 MiB at most; the next ones wait their turn, as uploads that are bounded
_LIKE = {"image/heif": HEIC, "image/heic-sequence": HEIC}

_log: structlog.typing.FilteringBoundLogger = structlog.get_logger("files")


class MagicScanner:
    """An app.excuse.files.FileScanner."""

    def __init__(self) -> None:
        self._turns = asyncio.Semaphore(_PDFS_AT_ONCE)

    async def content_type(self, content: bytes) -> str:
        """One of TAKEN_TYPES; FileTypeRefused, FileUnsafe."""
        content_type = await asyncio.to_thread(_content_type, content)
        if content_type == PDF:
            async with self._turns:
                verdict = await _read_pdf(content)
            if verdict != "ok":
                raise FileUnsafe(verdict)
        return content_type


def _content_type(content: bytes) -> str:
    try:
        guesses = puremagic.magic_string(content)
    except (puremagic.PureError, ValueError):  # nothing it knows
        raise FileTypeRefused from None
    likely = (_LIKE.get(name, name) for name in (str(guess.mime_type) for guess in guesses))
    content_type = next((one for one in likely if one in TAKEN_TYPES), None)
    if content_type is None:
        raise FileTypeRefused
    # an archive is read from its end, and may begin as anything
    if not is_whole(content_type, content) or zipfile.is_zipfile(io.BytesIO(content)):
        raise FileUnsafe("two_things")
    return content_type


async def _read_pdf(content: bytes) -> str:
    """ok, encrypted, active or unreadable."""
    reader = await asyncio.create_subprocess_exec(
        sys.executable,
        "-I",
        _PDF_READER,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={},
    )
    try:
        async with asyncio.timeout(PDF_SECONDS):
            answer, _ = await reader.communicate(content)
    except TimeoutError:
        answer = b""
    finally:
        if reader.returncode is None:
            reader.kill()
            await reader.wait()
    verdict = answer.decode(errors="replace").strip()
    if verdict not in ("ok", "encrypted", "active"):
        _log.info("a PDF could not be read", size_bytes=len(content), status=reader.returncode)
        return "unreadable"
    return verdict
