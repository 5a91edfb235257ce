"""The text people agree to before their first photo; its version is the date in its file's name."""

from functools import cache
from importlib.resources import files

VERSION = "2026-11-22"


@cache
def consent_text() -> str:
    """The text of this version, as shipped with the gateway."""
    return (files("gateway") / "texts" / f"face_consent_{VERSION}.txt").read_text(encoding="utf-8")
