"""What can go wrong with reports, in the words of the caller."""

from dataclasses import dataclass

from services.common.errors import DomainError


@dataclass
class ReportTooLong(DomainError):
    """A PDF holds so many lines at most."""

    rows: int
    most: int

    def __str__(self) -> str:
        return f"the report has {self.rows} lines, and a PDF holds {self.most} at most: take CSV or XLSX"


@dataclass
class ReportsBusy(DomainError):
    """So many are made at once at most."""

    most: int

    def __str__(self) -> str:
        return f"{self.most} reports are being made already: try again in a minute"
