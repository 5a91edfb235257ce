"""Reports as CSV (RFC 4180), UTF-8: the table first, so that programs read it, and what is to be said of it after."""

import csv
import io
from collections.abc import Iterator, Sequence

from services.attendance.domain.report.cells import harmless, text_of
from services.attendance.domain.report.report import Cell, Head, Row


class CsvSheet:
    """A Sheet; holds nothing."""

    content_type = "text/csv; charset=utf-8"

    def __init__(self) -> None:
        self._head: Head | None = None

    def begin(self, head: Head) -> bytes:
        """The line of columns."""
        self._head = head
        return _lines([head.columns])

    def add(self, rows: Sequence[Row]) -> bytes:
        """Their lines."""
        return _lines(rows)

    def end(self) -> Iterator[bytes]:
        """After an empty line, the title and the notes, one a line."""
        if self._head is not None:
            yield b"\r\n" + _lines([(text,) for text in (self._head.title, *self._head.notes)])

    def close(self) -> None:
        """Nothing to let go of."""


def _lines(rows: Sequence[Row]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([_cell(cell) for cell in row] for row in rows)
    return text.getvalue().encode()


def _cell(cell: Cell) -> str:
    return harmless(cell) if isinstance(cell, str) else text_of(cell)
