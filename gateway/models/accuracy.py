"""What recognition was measured to be worth."""

from pydantic import Field

from gateway.models.base import ResponseModel, Time


class Estimate(ResponseModel):
    """A share with its 95 % interval; null: not measured."""

    value: float | None
    low: float | None
    high: float | None


class MissedAtRate(ResponseModel):
    """How many enrolled people's photos are missed when so many strangers are named."""

    fpir: float
    fnir: Estimate
    observable: bool = Field(description="False: too few strangers; `fpir_bound` is all that it proves.")
    fpir_bound: float


class DetPoint(ResponseModel):
    """One point of the detection error tradeoff."""

    fpir: float
    fnir: Estimate


class ShippedPoint(ResponseModel):
    """One photo alone, with the thresholds that ship."""

    fnir: Estimate
    fpir: Estimate
    wrong_name: Estimate
    strangers: int
    strangers_named: int
    fpir_bound: float
    calibrated_on_this_data: bool


class MeasuredSet(ResponseModel):
    """Part of the photos."""

    name: str
    people: int
    photos: int
    fnir: float | None = Field(description="With the thresholds that ship.")
    fnir_at_1_percent: float | None


class MeasuredSize(ResponseModel):
    """With so many people enrolled."""

    people: int
    fnir_at_1_percent: float | None
    fnir_at_1_permille: float | None


class MeasuredSystem(ResponseModel):
    """One encoder."""

    name: str
    description: str
    model_sha256: str
    in_use: bool = Field(description="By the gallery that is served now.")
    people: int
    failed_to_enrol: int
    rank_1: Estimate
    at_rates: list[MissedAtRate]
    det: list[DetPoint] = Field(description="Empty in lists of reports.")
    shipped: ShippedPoint
    sets: list[MeasuredSet]
    sizes: list[MeasuredSize]
    videos: int
    videos_right: int


class AccuracyReport(ResponseModel):
    """The figures of a report.json."""

    report_id: str
    sha256: str
    measure_time: Time
    add_time: Time
    presence_version: str
    data_name: str
    data_sha256: str
    photos: int
    videos: int
    calibration_sha256: str
    systems: list[MeasuredSystem]
    not_measured: list[str]
    attacks: int
    attacks_passed: int


class AccuracyReports(ResponseModel):
    """All that are kept, the newest measurement first."""

    items: list[AccuracyReport]
