"""Reports as PDF, in Noto Sans with Devanagari that is shaped as it is written."""

import io
from collections.abc import Iterator, Sequence
from pathlib import Path

from fpdf import FPDF

from services.attendance.domain.report.cells import text_of
from services.attendance.domain.report.report import Head, Row
from services.attendance.domain.report.words import words_in

FONTS = Path(__file__).parent / "fonts"
PIECE_BYTES = 64 * 1024
_FONT_FILE = "noto-sans-devanagari-{}-wght-normal.woff2"
_LINE_MM, _SIZE_PT, _SMALL_PT, _TITLE_PT = 6.0, 9, 8, 14
_DEVANAGARI = range(0x0900, 0x0980)
_WIDE = ("name", "title", "room_name", "note", "signature")
_WEIGHT_OF_NUMBERS, _WEIGHT_OF_TEXTS = 1.0, 2.2  # how wide columns are to each other


class _Page(FPDF):
    """A4 on its side; every page repeats the columns and tells its number."""

    def __init__(self) -> None:
        super().__init__(orientation="landscape", format="A4")
        for name in ("latin", "latin-ext", "devanagari"):
            self.add_font(name, fname=FONTS / _FONT_FILE.format(name))
        self.set_fallback_fonts(["latin-ext", "devanagari"], exact_match=False)
        self.set_auto_page_break(auto=True, margin=15)
        self.head: Head | None = None
        self.widths: list[float] = []

    def header(self) -> None:
        """Columns, from the second page on above the lines; the first page has title and notes before them."""
        if self.head is not None and self.page_no() > 1:
            self.columns(self.head)

    def footer(self) -> None:
        """Which page of how many."""
        self.set_y(-12)
        self.set_font("latin", size=_SMALL_PT)
        language = self.head.language if self.head else ""
        words = words_in(language)["page"].format(page=self.page_no(), pages="{nb}")
        self.shaped(words)
        self.cell(w=0, h=5, text=words, align="R")

    def columns(self, head: Head) -> None:
        """The names of the columns."""
        self.set_font("latin", size=_SMALL_PT)
        self.set_fill_color(238)
        self.line_of([*head.columns], fill=True)
        self.set_font("latin", size=_SIZE_PT)

    def line_of(self, texts: Sequence[str], *, fill: bool = False) -> None:
        """One line of cells, each cut to its width."""
        for text, width in zip(texts, self.widths, strict=True):
            self.shaped(text)
            self.cell(w=width, h=_LINE_MM, text=self.cut(text, width - 2.0), border="B", fill=fill)
        self.ln(_LINE_MM)

    def cut(self, text: str, width_mm: float) -> str:
        """With an ellipsis where it is too long."""
        if self.get_string_width(text) <= width_mm:
            return text
        low, high = 0, len(text)
        while high - low > 1:
            middle = (low + high) // 2
            if self.get_string_width(f"{text[:middle]}…") <= width_mm:
                low = middle
            else:
                high = middle
        return f"{text[:low]}…"

    def shaped(self, text: str) -> None:
        """Latin needs no shaping, which is what takes the time."""
        self.set_text_shaping(any(ord(character) in _DEVANAGARI for character in text))


class PdfSheet:
    """A Sheet; laid out in memory, so its lines are bounded."""

    def __init__(self) -> None:
        self._pdf = _Page()

    def begin(self, head: Head) -> bytes:
        """Title, notes, and the columns."""
        pdf = self._pdf
        pdf.head = head
        pdf.set_title(head.title)
        pdf.set_lang(head.language)
        words = words_in(head.language)
        wide = {words[name] for name in _WIDE}
        weights = [_WEIGHT_OF_TEXTS if name in wide else _WEIGHT_OF_NUMBERS for name in head.columns]
        pdf.set_draw_color(200)
        pdf.add_page()
        pdf.widths = [weight / sum(weights) * pdf.epw for weight in weights]
        pdf.set_font("latin", size=_TITLE_PT)
        pdf.shaped(head.title)
        pdf.multi_cell(w=0, h=8, text=head.title, new_x="LMARGIN", new_y="NEXT")
        pdf.set_font("latin", size=_SMALL_PT)
        for note in head.notes:
            pdf.shaped(note)
            pdf.multi_cell(w=0, h=4.5, text=note, new_x="LMARGIN", new_y="NEXT")
        pdf.ln(3)
        pdf.columns(head)
        return b""

    def add(self, rows: Sequence[Row]) -> bytes:
        """Laid out."""
        for row in rows:
            self._pdf.line_of([text_of(cell) for cell in row])
        return b""

    def end(self) -> Iterator[bytes]:
        """The whole file."""
        made = io.BytesIO(bytes(self._pdf.output()))
        while piece := made.read(PIECE_BYTES):
            yield piece

    def close(self) -> None:
        """Nothing to let go of but memory."""
