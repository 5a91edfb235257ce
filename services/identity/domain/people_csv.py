"""People as rows of a table: the columns, what may stand in them, and how a spreadsheet is kept from running them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.common.errors import InvalidInput
from services.common.principal import Role
from services.identity.domain.person import PERSON_ROLES, Guardian, PersonDetails, person_details

COLUMNS = (
    "name",
    "email",
    "role",
    "student_number",
    "group",
    "guardian_name",
    "guardian_email",
    "guardian_phone",
    "minor",
    "language",
)
NEEDED = ("name", "email")
_FIELD_COLUMNS = {"display_name": "name"}
_RUN = "=+-@\t\r"  # a cell that begins with one of these is a formula (OWASP, CSV injection)
_KEPT_IF_EMPTY = ("role", "minor")
_MINOR = {"yes": True, "no": False, "": False}
_ROLES = {str(role): role for role in PERSON_ROLES}
_WELL = {"name": "A", "email": "a@example.edu"}


@dataclass(frozen=True)
class RowError:
    """Why a row cannot be taken."""

    line: int  # of the file, from 1
    column: str  # as in COLUMNS; empty for the whole line
    reason: str


@dataclass(frozen=True)
class ImportRow:
    """One person as the file has them. What the file has no column for stays as it is."""

    line: int
    details: PersonDetails
    columns: frozenset[str]  # those whose cells count; an empty role, or word of who is a minor, does not


def read_header(fields: Sequence[str], line: int) -> tuple[tuple[str, ...], list[RowError]]:
    """The columns in the file's order, and what is wrong with them."""
    columns = tuple("_".join(field.strip().lower().replace("-", " ").split()) for field in fields)
    while columns and not columns[-1]:
        columns = columns[:-1]
    errors = [RowError(line, name, "is not a column of people") for name in columns if name not in COLUMNS]
    errors += [RowError(line, name, "is there twice") for name in sorted(set(columns)) if columns.count(name) > 1]
    errors += [RowError(line, name, "is missing") for name in NEEDED if name not in columns]
    return columns, errors


def read_row(columns: Sequence[str], fields: Sequence[str], line: int) -> ImportRow | list[RowError]:
    """The row, or everything that is wrong with it."""
    if any(field.strip() for field in fields[len(columns) :]):
        return [RowError(line, "", f"has more cells than the header's {len(columns)}")]
    cells = {column: written(field) for column, field in zip(columns, fields, strict=False)}
    counted = frozenset(column for column in columns if cells.get(column) or column not in _KEPT_IF_EMPTY)
    try:
        return ImportRow(line, _details(cells), counted)
    except InvalidInput:
        return _all_errors(cells, line)


def shown(value: str) -> str:
    """The value as a cell that no spreadsheet runs; `written` takes it back."""
    dangerous = value[:1] in _RUN if value else False
    return "'" + value if dangerous or (value[:1] == "'" and value[1:2] and value[1] in _RUN + "'") else value


def written(cell: str) -> str:
    """What a cell means: without the guards that `shown` and spreadsheets put around text."""
    value = cell.strip()
    if value.startswith('="') and value.endswith('"') and len(value) > 2:
        return value[2:-1]
    return value[1:] if value[:1] == "'" and value[1:2] and value[1] in _RUN + "'" else value


def cells_of(details: PersonDetails) -> list[str]:
    """In the order of COLUMNS."""
    guardian = details.guardian
    values = (details.display_name, details.email, str(details.role), details.student_number, details.group)
    rest = (guardian.name, guardian.email, guardian.phone, "yes" if details.minor else "no", details.language)
    return [shown(value) for value in (*values, *rest)]


def _details(cells: Mapping[str, str]) -> PersonDetails:
    role = cells.get("role", "").lower()
    minor = cells.get("minor", "").lower()
    if minor not in _MINOR:
        raise InvalidInput("minor", "must be yes or no")
    return person_details(
        cells.get("name", ""),
        cells.get("email", ""),
        cells.get("student_number", ""),
        _ROLES.get(role) if role else Role.STUDENT,
        group=cells.get("group", ""),
        guardian=Guardian(
            cells.get("guardian_name", ""), cells.get("guardian_email", ""), cells.get("guardian_phone", "")
        ),
        minor=_MINOR[minor],
        language=cells.get("language", "").lower(),
    )


def _all_errors(cells: Mapping[str, str], line: int) -> list[RowError]:
    """The checks stop at the first fault, so each cell is tried beside good ones."""
    errors = []
    # whom a number belongs to depends on the role, and a bad role is told of once
    role = {"role": cells["role"]} if cells.get("role", "").lower() in _ROLES else {}
    for column in COLUMNS:
        beside = role if column == "student_number" else {}
        try:
            _details({**_WELL, **beside, column: cells.get(column, "")})
        except InvalidInput as error:
            name = _FIELD_COLUMNS.get(error.field, error.field.replace(".", "_"))
            errors.append(RowError(line, name, error.reason))
    return errors
