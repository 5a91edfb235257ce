"""How near is near enough, as the API tells it."""

from pydantic import Field

from gateway.models.base import ResponseModel


class Threshold(ResponseModel):
    """For one number of people."""

    people: int = Field(description="How many are looked for.")
    max_distance: float = Field(description="Up to which one of them is named.")


class Calibration(ResponseModel):
    """The thresholds in use, and what they were measured on."""

    encoder: str
    model_hash: str
    data_sha256: str = Field(description="Of the labelled photos.")
    target_fpir: float = Field(description="Share of strangers that may be taken for somebody.")
    people: int = Field(description="Who were enrolled for the measurement.")
    strangers: int = Field(description="Who were not.")
    searches: int = Field(description="How often a stranger was searched for.")
    method: str
    min_margin: float = Field(description="How much nearer the best must be than the second.")
    thresholds: list[Threshold]
    measured_here: bool = Field(description="False: the measurement that ships with Presence.")
