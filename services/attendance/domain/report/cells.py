"""Cells as text that no spreadsheet runs."""

from services.attendance.domain.report.report import Cell

# A spreadsheet takes a cell that begins so for a formula, and runs it on the reader's machine.
_FORMULA_START = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def harmless(text: str) -> str:
    """With an apostrophe before what would be a formula."""
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA_START) else text


def text_of(cell: Cell) -> str:
    """As people read it: shares in percent."""
    match cell:
        case None:
            return ""
        case float():
            return f"{100.0 * cell:.1f} %"
        case _:
            return str(cell)
