"""Reports of every kind in every format, over PostgreSQL."""

import csv
import io
import zipfile
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import pytest
from pypdf import PdfReader

from services.attendance.adapters.plans_postgres import PostgresPlans
from services.attendance.adapters.policies_in_force import PoliciesInForce
from services.attendance.app.report.reports import MAX_CHUNK_BYTES, REPORTS_AT_ONCE, Part, Reports
from services.attendance.domain.errors import CourseNotFound, InvalidInput, SessionNotFound, StudentNotFound
from services.attendance.domain.report.errors import ReportsBusy, ReportTooLong
from services.attendance.domain.report.report import MOST_PDF_ROWS, ReportFormat, ReportKind, ReportOf
from services.attendance.insight_wiring import reports_over
from services.common.postgres import Database
from tests.integration.attendance.past import Past

KATHMANDU = ZoneInfo("Asia/Kathmandu")
FIRST = datetime(2026, 3, 2, 10, 0, tzinfo=KATHMANDU)
NOW = datetime(2026, 3, 13, 12, 0, tzinfo=UTC)
MARCH = (date(2026, 3, 1), date(2026, 3, 31))


@pytest.fixture
def reports(database: Database) -> Reports:
    return reports_over(database, PostgresPlans(database), PoliciesInForce(database), lambda: NOW)


async def whole(reports: Reports, of: ReportOf, form: ReportFormat, scope: UUID | None = None) -> bytes:
    parts: list[Part] = [part async for part in reports.download(of, form, scope)]
    assert parts[0].head is not None
    assert all(part.head is None for part in parts[1:])
    assert all(len(part.chunk) <= MAX_CHUNK_BYTES for part in parts)
    assert [part.rows_done for part in parts] == sorted(part.rows_done for part in parts)
    assert parts[-1].rows_done == parts[0].head.row_count
    return b"".join(part.chunk for part in parts)


def table(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode())))


def xlsx_cells(content: bytes) -> tuple[list[str], str]:
    """Texts of the sheet, and its XML."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        xml = archive.read("xl/worksheets/sheet1.xml").decode()
    tree = ElementTree.fromstring(xml)  # noqa: S314 - our own file
    return [cell.text or "" for cell in tree.iter() if cell.tag.endswith(("}t", "}v"))], xml


async def a_course(database: Database) -> Past:
    await database.execute("update institution set time_zone = 'Asia/Kathmandu', weekend_days = '{6}'")
    past = await Past.of(database, "BIO", 3)
    await past.held(FIRST, "PLA")
    await past.held(FIRST + timedelta(days=1), "PEU")
    await past.held(FIRST + timedelta(days=2), "QAA")
    return past


async def test_a_course_has_a_line_for_each_student_with_the_rate_of_the_policy(
    database: Database, reports: Reports
) -> None:
    past = await a_course(database)
    lines = table(
        await whole(
            reports, ReportOf(ReportKind.COURSE, past.course_id, first=MARCH[0], last=MARCH[1]), ReportFormat.CSV
        )
    )
    assert lines[0][2:] == [
        "Present", "Late", "Left early", "Absent", "Excused", "Unconfirmed", "Counted", "Forgiven", "Rate",
    ]  # fmt: skip
    names = [line[:2] for line in lines[1:]]
    assert names == [["S000", "Student 0"], ["S001", "Student 1"], ["S002", "Student 2"]]
    assert sorted(line[2:] for line in lines[1:]) == [
        ["0", "0", "0", "2", "0", "1", "2", "0", "0.0 %"],
        ["0", "1", "0", "1", "1", "0", "2", "0", "50.0 %"],
        ["2", "0", "1", "0", "0", "0", "3", "0", "100.0 %"],
    ]


async def test_a_session_says_what_it_rests_on_after_its_lines(database: Database, reports: Reports) -> None:
    past = await a_course(database)
    content = await whole(reports, ReportOf(ReportKind.SESSION, past.sessions[1]), ReportFormat.CSV)
    assert sorted(line[2] for line in table(content)) == ["Excused", "Present", "Status", "Unconfirmed"]
    content = await whole(reports, ReportOf(ReportKind.SESSION, past.sessions[1]), ReportFormat.XLSX)
    said = "\n".join(xlsx_cells(content)[0])
    assert "Attendance: BIO About BIO, 2026-03-03, 10:00" in said
    assert "The room was watched for 0 % of the session." in said
    assert "33 % of the marks are unconfirmed" in said
    assert "Times are those of Asia/Kathmandu." in said


async def test_a_students_report_is_by_time_and_ends_at_a_teachers_courses(
    database: Database, reports: Reports
) -> None:
    past = await a_course(database)
    other = await Past.of(database, "CHEM", past.students)
    await other.held(FIRST + timedelta(hours=2), "PPP")
    of = ReportOf(ReportKind.STUDENT, past.students[0], first=MARCH[0], last=MARCH[1])
    everything = table(await whole(reports, of, ReportFormat.CSV))
    assert [line[2] for line in everything[1:]] == ["BIO", "CHEM", "BIO", "BIO"]
    assert everything[1][:2] == ["2026-03-02", "10:00"]
    own = table(await whole(reports, of, ReportFormat.CSV, other.teacher_id))
    assert [line[2] for line in own[1:]] == ["CHEM"]


async def test_a_day_has_its_sessions_by_the_institutions_clock(database: Database, reports: Reports) -> None:
    past = await a_course(database)
    await past.held(datetime(2026, 3, 2, 0, 30, tzinfo=KATHMANDU), "PPP")  # the day before in UTC
    lines = table(await whole(reports, ReportOf(ReportKind.DAY, day=date(2026, 3, 2)), ReportFormat.CSV))
    assert [line[0] for line in lines[1:]] == ["00:30", "10:00"]
    assert lines[2][5:] == ["3", "1", "1", "0", "1", "0", "0"]
    stranger = ReportOf(ReportKind.DAY, day=date(2026, 3, 2))
    assert table(await whole(reports, stranger, ReportFormat.CSV, uuid4()))[1:] == []


async def test_a_class_list_holds_who_is_enrolled_that_day(database: Database, reports: Reports) -> None:
    past = await a_course(database)
    await database.execute("update enrolment set last_date = '2026-03-01' where student_id = $1", past.students[0])
    lines = table(await whole(reports, ReportOf(ReportKind.CLASS_LIST, past.course_id), ReportFormat.CSV))
    assert [line[0] for line in lines[1:]] == ["S001", "S002"]


async def test_what_somebody_typed_is_never_a_formula(database: Database, reports: Reports) -> None:
    past = await a_course(database)
    evil = '=HYPERLINK("http://x","y")'
    await database.execute(
        "update mark set note = $1, student_number = '+1' where session_id = $2", evil, past.sessions[0]
    )
    of = ReportOf(ReportKind.SESSION, past.sessions[0])
    for line in table(await whole(reports, of, ReportFormat.CSV))[1:]:
        assert line[0] == "'+1"
        assert line[-1] == f"'{evil}"
    texts, xml = xlsx_cells(await whole(reports, of, ReportFormat.XLSX))
    assert texts.count(evil) == 3
    assert f'min="8" max="8" width="{len(evil) + 2}.' in xml, "a column is as wide as what stands in it"
    assert "<f>" not in xml
    assert "hyperlink" not in xml.lower().replace("=hyperlink", "")


@pytest.mark.parametrize("language", ["en", "ne"])
async def test_every_kind_is_made_in_every_format_and_language(
    database: Database, reports: Reports, language: str
) -> None:
    past = await a_course(database)
    await database.execute("update mark set display_name = 'सीता क्षेत्री'")
    about = {
        ReportKind.SESSION: past.sessions[0],
        ReportKind.COURSE: past.course_id,
        ReportKind.STUDENT: past.students[0],
        ReportKind.CLASS_LIST: past.course_id,
    }
    for kind in ReportKind:
        of = ReportOf(kind, about.get(kind), date(2026, 3, 5), first=MARCH[0], last=MARCH[1], language=language)
        preview = await reports.preview(of, None)
        texts, _ = xlsx_cells(await whole(reports, of, ReportFormat.XLSX))
        assert preview.head.title in texts
        assert set(preview.head.columns) <= set(texts)
        pdf = await whole(reports, of, ReportFormat.PDF)
        document = PdfReader(io.BytesIO(pdf))
        assert len(document.pages) == 1
        assert document.metadata is not None
        assert document.metadata.title == preview.head.title
        assert len(preview.rows) == min(10, preview.head.row_count)


async def test_a_long_report_comes_in_small_chunks_and_is_too_long_for_paper(
    database: Database, reports: Reports
) -> None:
    past = await Past.of(database, "BIG", 1)
    session_id = await past.held(FIRST, "P")
    await database.execute(
        """insert into mark (session_id, student_id, display_name, student_number, status, source, revision, note)
        select $1, gen_random_uuid(), 'Student ' || n, n::text, 'absent', 'policy', 1, repeat('n', 100)
        from generate_series(1, $2) n""",
        session_id, MOST_PDF_ROWS,
    )  # fmt: skip
    of = ReportOf(ReportKind.SESSION, session_id)
    content = await whole(reports, of, ReportFormat.CSV)
    assert len(table(content)) == MOST_PDF_ROWS + 2
    assert len(content) > 3 * MAX_CHUNK_BYTES
    with pytest.raises(ReportTooLong):
        await whole(reports, of, ReportFormat.PDF)
    texts, _ = xlsx_cells(await whole(reports, of, ReportFormat.XLSX))
    assert f"Student {MOST_PDF_ROWS}" in texts


async def test_a_fifth_report_at_once_is_told_to_come_again_and_one_given_up_makes_room(
    database: Database, reports: Reports
) -> None:
    past = await a_course(database)
    of = ReportOf(ReportKind.SESSION, past.sessions[0])
    begun = [reports.download(of, ReportFormat.CSV, None) for _ in range(REPORTS_AT_ONCE)]
    for one in begun:
        await anext(one)
    with pytest.raises(ReportsBusy):
        await whole(reports, of, ReportFormat.CSV)
    for one in begun:
        await one.aclose()
    assert await whole(reports, of, ReportFormat.CSV)


UNKNOWN: Sequence[tuple[ReportOf, type[Exception]]] = (
    (ReportOf(ReportKind.SESSION, uuid4()), SessionNotFound),
    (ReportOf(ReportKind.COURSE, uuid4()), CourseNotFound),
    (ReportOf(ReportKind.STUDENT, uuid4()), StudentNotFound),
    (ReportOf(ReportKind.CLASS_LIST, uuid4()), CourseNotFound),
    (ReportOf(ReportKind.DAY), InvalidInput),
    (ReportOf(ReportKind.SESSION), InvalidInput),
    (ReportOf(ReportKind.COURSE, uuid4(), language="fr"), InvalidInput),
    (ReportOf(ReportKind.COURSE, uuid4(), first=date(2026, 3, 2), last=date(2026, 3, 1)), InvalidInput),
)


@pytest.mark.parametrize(("of", "problem"), UNKNOWN)
async def test_what_is_not_there_is_refused(reports: Reports, of: ReportOf, problem: type[Exception]) -> None:
    with pytest.raises(problem):
        await reports.preview(of, None)
