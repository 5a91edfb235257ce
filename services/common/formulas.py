"""Cells of tables as text that no spreadsheet runs."""

# A spreadsheet takes a cell that begins so for a formula, and runs it on the reader's machine.
_FORMULA_START = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def harmless(text: str) -> str:
    """With an apostrophe before what would be a formula."""
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA_START) else text
