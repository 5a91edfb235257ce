"""Reports: what may be asked for, and what a finished one says of itself."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeAlias
from uuid import UUID

Cell: TypeAlias = str | int | float | None  # a float is a share, 0 to 1, shown in percent
Row: TypeAlias = tuple[Cell, ...]
MOST_PDF_ROWS = 2_000  # a PDF is laid out in memory; more lines than anybody reads on paper


class ReportKind(StrEnum):
    """What a line of it is."""

    SESSION = "session"
    DAY = "day"
    COURSE = "course"
    STUDENT = "student"
    CLASS_LIST = "class_list"


class ReportFormat(StrEnum):
    """The ending of the file's name."""

    CSV = "csv"
    XLSX = "xlsx"
    PDF = "pdf"


@dataclass(frozen=True)
class ReportOf:
    """What is asked for; `about` is a session, course or student. Days are the institution's."""

    kind: ReportKind
    about: UUID | None = None
    day: date | None = None
    first: date | None = None
    last: date | None = None
    language: str = ""  # the institution's when empty


@dataclass(frozen=True)
class Head:
    """What stands above the lines, and how many there are."""

    title: str
    notes: tuple[str, ...]
    columns: tuple[str, ...]
    file_stem: str
    language: str
    row_count: int
