"""Files of reports: cells that spreadsheets cannot run, names that every file system takes."""

import csv
import io

import pytest

from services.attendance.adapters.csv_sheet import CsvSheet
from services.attendance.app.report.scope import file_stem
from services.attendance.domain.report.report import Head, Row

HEAD = Head("Attendance", ("a note", "=1+1"), ("Name", "Note"), "attendance", "en", 1)


def written(*rows: Row) -> list[list[str]]:
    sheet = CsvSheet()
    content = sheet.begin(HEAD) + sheet.add(rows) + b"".join(sheet.end())
    assert not content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8"), newline="")))


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", " ="])
def test_a_cell_that_could_be_a_formula_is_text(start: str) -> None:
    cell = f"{start}1+1"
    assert written((cell, cell))[1] == [f"'{cell}"] * 2


def test_names_of_any_script_quotes_and_line_breaks_survive() -> None:
    row = ('राम "R" शर्मा, Dr', "two\nlines")
    assert written(row)[1] == list(row)


def test_figures_stay_figures_and_shares_are_in_percent() -> None:
    assert written((-3, 0.8333))[1] == ["-3", "83.3 %"]
    assert written((None, 0.0))[1] == ["", "0.0 %"]


def test_a_file_for_programs_is_the_table_alone() -> None:
    assert written(("Ada", "")) == [["Name", "Note"], ["Ada", ""]]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("MATH 101-20260302-0900", "MATH-101-20260302-0900"),
        ("../etc/passwd-20260302", "etc-passwd-20260302"),
        ("Géo-20260302", "Geo-20260302"),
        ("गणित", "attendance"),
        ("x" * 300, "x" * 100),
    ],
)
def test_a_file_name_suits_every_file_system(text: str, name: str) -> None:
    assert file_stem(text) == name
