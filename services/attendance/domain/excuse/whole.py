"""Whether a file is one thing from its first byte to its last: what follows the end of one is the start of another."""

from collections.abc import Callable, Mapping

PDF, JPEG, PNG, HEIC, WEBP = "application/pdf", "image/jpeg", "image/png", "image/heic", "image/webp"


def _pdf(content: bytes) -> bool:
    end = content.rfind(b"%%EOF")
    return content.startswith(b"%PDF-") and end >= 0 and not content[end + 5 :].strip(b"\r\n\t \0")


def _jpeg(content: bytes) -> bool:
    return content.startswith(b"\xff\xd8\xff") and content.endswith(b"\xff\xd9")


def _png(content: bytes) -> bool:
    at = 8
    while at + 12 <= len(content):
        length, kind = int.from_bytes(content[at : at + 4], "big"), content[at + 4 : at + 8]
        at += 12 + length
        if kind == b"IEND":
            return at == len(content)
    return False


def _webp(content: bytes) -> bool:
    return content[:4] == b"RIFF" and int.from_bytes(content[4:8], "little") + 8 == len(content)


def _heic(content: bytes) -> bool:
    """ISO base media: boxes of a length and a name, one after the other."""
    at = 0
    while at + 8 <= len(content):
        length = int.from_bytes(content[at : at + 4], "big")
        if length == 1:  # its real length follows the name
            length = int.from_bytes(content[at + 8 : at + 16], "big")
        if length == 0:  # to the end
            return True
        if length < 8:
            return False
        at += length
    return at == len(content)


_WHOLE: Mapping[str, Callable[[bytes], bool]] = {PDF: _pdf, JPEG: _jpeg, PNG: _png, HEIC: _heic, WEBP: _webp}
TAKEN_TYPES = frozenset(_WHOLE)


def is_whole(content_type: str, content: bytes) -> bool:
    """Of one of TAKEN_TYPES."""
    return _WHOLE[content_type](content)
