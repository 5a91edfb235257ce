"""The file of a session: cells that spreadsheets cannot run, chunks that messages can carry."""

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from services.attendance.app.reading import MAX_CHUNK_BYTES, csv_chunks, file_name
from services.attendance.domain.mark import Mark, MarkSource, MarkStatus
from services.attendance.domain.session import Session, SessionView
from services.attendance.domain.span import Span

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ID = UUID(int=1)
SESSION = Session(ID, ID, "MATH 101", "Algebra", ID, "A1", ID, START, None, timedelta(), 1, 1)
MARK = Mark(ID, ID, "Ada Lovelace", "S1")


def rows(*marks: Mark) -> list[list[str]]:
    content = b"".join(csv_chunks(SessionView(SESSION, marks)))
    assert not content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8"), newline="")))[1:]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", " ="])
def test_a_cell_that_could_be_a_formula_is_text(start: str) -> None:
    cell = f"{start}1+1"
    row = rows(replace(MARK, display_name=cell, note=cell, student_number=cell))[0]
    assert (row[0], row[1], row[6]) == (f"'{cell}",) * 3


def test_names_of_any_script_quotes_and_line_breaks_survive() -> None:
    mark = replace(MARK, display_name='राम "R" शर्मा, Dr', note="two\nlines")
    row = rows(mark)[0]
    assert (row[1], row[6]) == (mark.display_name, mark.note)


def test_times_are_utc_to_the_second() -> None:
    seen = Span(START, START + timedelta(seconds=90.5))
    mark = replace(MARK, status=MarkStatus.PRESENT, source=MarkSource.CAMERA, seen=seen)
    assert rows(mark)[0][2:6] == ["present", "camera", "2026-03-02T09:00:00Z", "2026-03-02T09:01:30Z"]


def test_a_large_register_comes_in_chunks_that_fit_a_message() -> None:
    marks = tuple(replace(MARK, note="n" * 500) for _ in range(1000))
    chunks = list(csv_chunks(SessionView(SESSION, marks)))
    assert len(chunks) > 5
    assert max(map(len, chunks)) <= MAX_CHUNK_BYTES
    assert len(rows(*marks)) == 1000


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("MATH 101", "MATH-101-20260302-0900.csv"),
        ("../etc/passwd", "etc-passwd-20260302-0900.csv"),
        ("Géo", "Geo-20260302-0900.csv"),
        ("गणित", "session-20260302-0900.csv"),
    ],
)
def test_a_file_name_suits_every_file_system(code: str, name: str) -> None:
    assert file_name(replace(SESSION, course_code=code)) == name
