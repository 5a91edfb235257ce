"""Cuts the few letters of the languages' own names out of the typeface: `python -m scripts.language_font`.

A page in another language shows them without fetching the whole of a script.
"""

import json
from pathlib import Path

from fontTools import subset  # type: ignore[import-untyped]  # it has no types

WEB = Path(__file__).resolve().parents[1] / "web"
WHOLE = WEB / "node_modules/@fontsource-variable/noto-sans-devanagari/files"
TYPEFACE = WHOLE / "noto-sans-devanagari-devanagari-wght-normal.woff2"
CUT = WEB / "src/app/language-names.woff2"


def main() -> None:
    """Writes the file that web/src/app/typeface.css names, and says what its unicode-range must be."""
    texts = json.loads((WEB / "src/lib/i18n/ne/common.json").read_text(encoding="utf-8"))
    letters = sorted({letter for letter in texts["languages"]["ne"] if not letter.isascii()})
    options = subset.Options(flavor="woff2", layout_features=["*"])
    font = subset.load_font(TYPEFACE, options)
    cutter = subset.Subsetter(options)
    cutter.populate(text="".join(letters))
    cutter.subset(font)
    subset.save_font(font, CUT, options)
    print(", ".join(f"U+{ord(letter):04X}" for letter in letters))


if __name__ == "__main__":
    main()
