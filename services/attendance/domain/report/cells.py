"""Cells as people read them."""

from services.attendance.domain.report.report import Cell


def text_of(cell: Cell) -> str:
    """As people read it: shares in percent."""
    match cell:
        case None:
            return ""
        case float():
            return f"{100.0 * cell:.1f} %"
        case _:
            return str(cell)
