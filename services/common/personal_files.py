"""Rows as files in pieces: as JSON for programs, as CSV for spreadsheets."""

import csv
import io
import json
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TypeAlias
from uuid import UUID

from services.common.formulas import harmless

PIECE_BYTES_MAX = 64 * 1024
_BYTE_ORDER_MARK = "\ufeff"  # without it spreadsheets take UTF-8 for something else


@dataclass(frozen=True)
class Part:
    """A piece of a file; its first one names it."""

    file_name: str
    chunk: bytes


Pages: TypeAlias = AsyncGenerator[list[dict[str, object]], None]


async def as_json(name: str, pages: Pages) -> AsyncGenerator[Part, None]:
    """An array with an object in each line."""
    begun = False
    async with aclosing(pages):
        async for page in pages:
            text = ",\n".join(json.dumps(row, ensure_ascii=False) for row in page)
            name_of_first, before = ("", ",\n") if begun else (f"{name}.json", "[\n")
            for part in cut(Part(name_of_first, (before + text).encode())):
                yield part
            begun = True
    if begun:
        yield Part("", b"\n]\n")


async def as_csv(name: str, pages: Pages) -> AsyncGenerator[Part, None]:
    """RFC 4180, for spreadsheets: what looks like a formula is none."""
    begun = False
    async with aclosing(pages):
        async for page in pages:
            text = io.StringIO()
            lines = csv.writer(text)
            if not begun:
                text.write(_BYTE_ORDER_MARK)
                lines.writerow(page[0])
            lines.writerows([_cell(value) for value in row.values()] for row in page)
            for part in cut(Part("" if begun else f"{name}.csv", text.getvalue().encode())):
                yield part
            begun = True


def cut(part: Part) -> list[Part]:
    """Pieces of at most 64 KiB; the first bears the name."""
    starts = range(0, max(1, len(part.chunk)), PIECE_BYTES_MAX)
    return [Part("" if start else part.file_name, part.chunk[start : start + PIECE_BYTES_MAX]) for start in starts]


def plain(value: object) -> object:
    """As JSON has it: times in UTC, ids and bytes as text, without a limit as null."""
    match value:
        case datetime():
            return None if value.year in (1, 9999) else value.astimezone(UTC).isoformat().replace("+00:00", "Z")
        case date():
            return None if value in (date.min, date.max) else value.isoformat()
        case UUID():
            return str(value)
        case bytes():
            return value.hex()
        case list():
            return [plain(one) for one in value]
        case _:
            return value


def _cell(value: object) -> str:
    match value:
        case None:
            return ""
        case str():
            return harmless(value)
        case bool() | list() | dict():
            return json.dumps(value, ensure_ascii=False)
        case _:
            return str(value)
