"""Reports as files."""

from typing import Annotated, Literal

from pydantic import StringConstraints

from gateway.models.base import RequestModel, ResponseModel

Day = Annotated[str, StringConstraints(max_length=10)]
ReportFormat = Literal["csv", "xlsx", "pdf"]


class ReportQuery(RequestModel):
    """Days as 2026-03-31; without them a course's or student's report is of today's term so far."""

    first_date: Day = ""
    last_date: Day = ""
    language: Literal["", "en", "ne"] = ""


class ReportFileQuery(ReportQuery):
    """And in which format."""

    format: ReportFormat = "csv"


class ReportPreview(ResponseModel):
    """What a report holds, without making it."""

    title: str
    notes: list[str]
    columns: list[str]
    rows: list[list[str]]
    row_count: int
