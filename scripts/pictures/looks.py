"""In how many ways a page is looked at: sizes, colours, languages and what else a browser may ask for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Look:
    """One way to look at a page."""

    name: str
    width_px: int
    height_px: int
    scheme: Literal["light", "dark"] = "light"
    language: Literal["en", "ne"] = "en"
    right_to_left: bool = False
    forced_colours: bool = False
    every_page: bool = False  # else samples only


LOOKS = (
    Look("desktop-light", 1280, 860, every_page=True),
    Look("phone-dark", 390, 844, "dark", every_page=True),
    Look("narrow-ne", 320, 640, language="ne", every_page=True),
    Look("desktop-dark", 1280, 860, "dark"),
    Look("desktop-ne", 1280, 860, language="ne"),
    Look("phone-light", 390, 844),
    Look("zoom-200", 640, 430),  # 1280 x 860 at 200 %
    Look("rtl", 1280, 860, right_to_left=True),
    Look("phone-rtl", 390, 844, right_to_left=True),
    Look("forced", 1280, 860, forced_colours=True),
    Look("full-hd", 1920, 1080),
    Look("qhd", 2560, 1440),
    Look("4k", 3840, 2160),
)
