"""What people may type."""

import unicodedata

from services.attendance.domain.errors import InvalidInput


def check_text(field: str, text: str, max_characters: int, *, may_be_empty: bool = False) -> str:
    """The text without spaces around it; InvalidInput when it is empty, too long or holds control characters."""
    trimmed = text.strip()
    if not trimmed and not may_be_empty:
        raise InvalidInput(field, "must not be empty")
    if len(trimmed) > max_characters:
        raise InvalidInput(field, f"must have at most {max_characters} characters")
    if any(unicodedata.category(character) == "Cc" for character in trimmed if character not in "\n\t"):
        raise InvalidInput(field, "must not hold control characters")
    return trimmed
