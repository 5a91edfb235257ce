"""What is told of a CSV file of people while it is read; one JSON document a line."""

from typing import Annotated, Literal

from pydantic import Field

from gateway.models.accounts import PersonRole
from gateway.models.base import RequestModel, ResponseModel


class ImportQuery(RequestModel):
    """Whether to write what was read, or only to say what would be written."""

    commit: bool = False


class ExportQuery(RequestModel):
    """Whom to export."""

    role: PersonRole | None = None


class ImportProgress(ResponseModel):
    """How far it is."""

    type: Literal["progress"] = "progress"
    rows_read: int
    rows_written: int


class ImportLineError(ResponseModel):
    """One place of the file that cannot be used; the first 1,000 are told."""

    type: Literal["error"] = "error"
    line: int = Field(description="Of the file, from 1.")
    column: str
    reason: str


class ImportSummary(ResponseModel):
    """The last line when the file was read to its end."""

    type: Literal["summary"] = "summary"
    created: int
    updated: int
    unchanged: int
    failed: int
    committed: bool


class ImportFailed(ResponseModel):
    """The last line when the work broke off; nothing was written, and it can be repeated."""

    type: Literal["failed"] = "failed"
    reason: str
    detail: str


ImportEvent = Annotated[ImportProgress | ImportLineError | ImportSummary | ImportFailed, Field(discriminator="type")]
