"""Reports as CSV (RFC 4180), UTF-8: the table and nothing else, for programs read it; PDF and XLSX say more."""

import csv
import io
from collections.abc import Iterator, Sequence

from services.attendance.domain.report.cells import text_of
from services.attendance.domain.report.report import Cell, Head, Row
from services.common.formulas import harmless


class CsvSheet:
    """A Sheet; holds nothing."""

    def begin(self, head: Head) -> bytes:
        """The line of columns."""
        return _lines([head.columns])

    def add(self, rows: Sequence[Row]) -> bytes:
        """Their lines."""
        return _lines(rows)

    def end(self) -> Iterator[bytes]:
        """Nothing is left to write."""
        yield from ()

    def close(self) -> None:
        """Nothing to let go of."""


def _lines(rows: Sequence[Row]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([_cell(cell) for cell in row] for row in rows)
    return text.getvalue().encode()


def _cell(cell: Cell) -> str:
    return harmless(cell) if isinstance(cell, str) else text_of(cell)
