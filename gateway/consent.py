"""The text people agree to before their first photo; its version is the date in its file's name."""

import re
from functools import cache
from importlib.resources import files

VERSION = "2026-11-22"
_VERSION = re.compile(r"\d{4}-\d\d-\d\d")


@cache
def consent_text(version: str = VERSION) -> str:
    """The text of a version, as shipped with the gateway; empty when there was none of this date."""
    shipped = files("gateway") / "texts" / f"face_consent_{version}.txt"
    return shipped.read_text(encoding="utf-8") if _VERSION.fullmatch(version) and shipped.is_file() else ""
