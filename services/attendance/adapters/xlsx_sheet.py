"""Reports as XLSX, a row at a time on the disk: memory does not grow with the report."""

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import mkdtemp

import xlsxwriter  # type: ignore[import-untyped]  # it ships no types

from services.attendance.domain.report.report import Head, Row

PIECE_BYTES = 64 * 1024
_NARROWEST, _WIDEST = 10, 40  # characters


class XlsxSheet:
    """A Sheet; its lines lie in a folder of their own until it is closed."""

    def __init__(self) -> None:
        self._folder = Path(mkdtemp(prefix="presence-report-"))
        # texts stay texts: no formula, link or number is made of what somebody typed
        self._book = xlsxwriter.Workbook(
            self._folder / "report.xlsx",
            {
                "constant_memory": True,
                "tmpdir": str(self._folder),
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
            },
        )
        self._sheet = self._book.add_worksheet()
        self._percent = self._book.add_format({"num_format": "0.0 %"})
        self._line = 0
        self._widths: list[int] = []  # of columns, in characters

    def begin(self, head: Head) -> bytes:
        """Title, notes, and the line of columns, which stays in sight."""
        bold = self._book.add_format({"bold": True})
        self._widths = [len(name) for name in head.columns]
        self._write((head.title,), bold)
        for note in head.notes:
            self._write((note,), None)
        self._line += 1
        self._write(head.columns, bold)
        self._sheet.freeze_panes(self._line, 0)
        self._book.set_properties({"title": head.title})
        return b""

    def add(self, rows: Sequence[Row]) -> bytes:
        """To the disk."""
        for row in rows:
            self._write(row, None)
            for column, cell in enumerate(row):
                if isinstance(cell, str):
                    self._widths[column] = max(self._widths[column], len(cell))
        return b""

    def end(self) -> Iterator[bytes]:
        """The whole file."""
        for column, width in enumerate(self._widths):
            self._sheet.set_column(column, column, min(max(width + 2, _NARROWEST), _WIDEST))
        self._book.close()
        with (self._folder / "report.xlsx").open("rb") as file:
            while piece := file.read(PIECE_BYTES):
                yield piece

    def close(self) -> None:
        """The folder goes."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def _write(self, row: Row, form: "xlsxwriter.format.Format | None") -> None:
        for column, cell in enumerate(row):
            if isinstance(cell, str):
                self._sheet.write_string(self._line, column, cell, form)
            elif isinstance(cell, float):
                self._sheet.write_number(self._line, column, cell, self._percent)
            elif cell is not None:
                self._sheet.write_number(self._line, column, cell, form)
        self._line += 1
