"""What can be wrong with a folder of labelled data, in the words of whoever made it."""

from dataclasses import dataclass
from pathlib import Path

from services.common.errors import DomainError


@dataclass
class LabelsUnusable(DomainError):
    """A csv file is missing, or a line of it cannot be used."""

    file: Path
    line: int
    """1 is the header; 0 when it is about the file as a whole."""
    problem: str

    def __str__(self) -> str:
        return f"{self.file}{f', line {self.line}' if self.line else ''}: {self.problem}"


@dataclass
class NothingToMeasure(DomainError):
    """The folder is readable, but no figure could come of it."""

    reason: str

    def __str__(self) -> str:
        return f"there is nothing to measure: {self.reason}"


@dataclass
class PlotsUnavailable(DomainError):
    """The library that draws is not installed."""

    def __str__(self) -> str:
        return "plots are drawn by matplotlib, which is not installed: pip install 'presence[evaluate]'"
