"""A report of what recognition is worth, as it is kept: figures alone, without anybody's name.

`report.json` also names people and files of the labelled data, so that whoever measured can look at them. Those names
have no place in an installation's database: reading a report into these models leaves them out.
"""

import json
from datetime import datetime
from typing import Annotated, Any, TypeAlias

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError

from services.recognition.domain.errors import NoAccuracyReport

MAX_REPORT_BYTES = 2 * 1024 * 1024
_ROWS = 200

Share: TypeAlias = Annotated[float, Field(ge=0, le=1)]
"""0–1."""
Count: TypeAlias = Annotated[int, Field(ge=0, le=10**9)]
Sha256: TypeAlias = Annotated[str, StringConstraints(pattern="^[0-9a-f]{64}$")]
Line: TypeAlias = Annotated[str, StringConstraints(max_length=500)]


class _Part(BaseModel):
    # what is not named here is not kept
    model_config = ConfigDict(frozen=True, extra="ignore")


class Estimate(_Part):
    """A share with its 95 % interval; None: not measured."""

    value: Share | None
    low: Share | None
    high: Share | None


class AtRate(_Part):
    """How many are missed when so many strangers are named."""

    fpir: Share
    observable: bool
    fpir_bound: Share
    fnir: Estimate


def _points(given: object) -> object:
    """The columns of report.json as rows."""
    if not isinstance(given, dict):
        return given
    columns = [given.get(name, ()) for name in ("fpir", "fnir", "low", "high")]
    if len({len(column) for column in columns}) != 1:
        raise ValueError("its columns differ in length")
    return [
        {"fpir": fpir, "fnir": {"value": fnir, "low": low, "high": high}}
        for fpir, fnir, low, high in zip(*columns, strict=True)
    ]


class DetPoint(_Part):
    """One point of the detection error tradeoff."""

    fpir: Share
    fnir: Estimate


class Shipped(_Part):
    """One photo alone, with the thresholds that ship."""

    fnir: Estimate
    fpir: Estimate
    wrong_name: Estimate
    strangers: Count
    false_positives: Count
    fpir_bound: Share
    calibrated_on_this_data: bool


class SetFigures(_Part):
    set_name: Line
    people: Count
    photos: Count
    fnir: Share | None
    fnir_at_fpir: Annotated[dict[str, Share | None], Field(max_length=10)]


class SizeFigures(_Part):
    people: Count
    fnir_at_fpir: Annotated[dict[str, Share | None], Field(max_length=10)]


def _counted(given: object) -> object:
    """How many failed to enrol, instead of who."""
    if isinstance(given, dict) and isinstance(given.get("failed"), list):
        return {**given, "failed": len(given["failed"])}
    return given


class Enrolled(_Part):
    people: Count
    failed: Count


class Video(_Part):
    right: bool


class System(_Part):
    """One encoder, measured."""

    name: Line
    description: Line
    model_sha256: str = Field(max_length=64)
    enrolment: Annotated[Enrolled, BeforeValidator(_counted)]
    rank_1: Estimate
    at_fpir: Annotated[tuple[AtRate, ...], Field(max_length=20)]
    det: Annotated[tuple[DetPoint, ...], BeforeValidator(_points), Field(max_length=_ROWS)]
    operating_point: Shipped
    by_set: Annotated[tuple[SetFigures, ...], Field(max_length=_ROWS)]
    by_size: Annotated[tuple[SizeFigures, ...], Field(max_length=_ROWS)]
    videos: Annotated[tuple[Video, ...], Field(max_length=10_000)]


class Data(_Part):
    folder: Line
    sha256: Sha256
    photos: Annotated[dict[Line, Count], Field(max_length=50)]
    videos: Count


class Calibrated(_Part):
    data_sha256: str = Field(max_length=64)


class Liveness(_Part):
    attack: bool
    covered: bool
    tries: Count
    wrong: Count


class Figures(_Part):
    """All that is kept of a report."""

    presence: Annotated[str, StringConstraints(max_length=50)]
    created_at: AwareDatetime
    data: Data
    calibration: Calibrated
    systems: Annotated[tuple[System, ...], Field(min_length=1, max_length=10)]
    liveness: Annotated[tuple[Liveness, ...], Field(max_length=_ROWS)]
    not_measured: Annotated[tuple[Line, ...], Field(max_length=50)]

    @property
    def measure_time(self) -> datetime:
        """When it was measured."""
        return self.created_at


def read_figures(report_json: bytes) -> Figures:
    """The figures of a report.json; NoAccuracyReport says what is wrong with it."""
    if len(report_json) > MAX_REPORT_BYTES:
        raise NoAccuracyReport(f"it has more than {MAX_REPORT_BYTES // 1024 // 1024} MiB")
    try:
        document: Any = json.loads(report_json, parse_constant=_no_constant)
        return Figures.model_validate(document)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise NoAccuracyReport(f"{where or 'it'}: {first['msg'][:1].lower()}{first['msg'][1:]}") from None
    except (ValueError, RecursionError):
        raise NoAccuracyReport("it is no JSON document") from None


def kept_json(figures: Figures) -> str:
    """As it is stored; `stored_figures` reads it back."""
    return figures.model_dump_json()


def stored_figures(text: str) -> Figures:
    """What `kept_json` wrote."""
    return Figures.model_validate_json(text)


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is no figure")
