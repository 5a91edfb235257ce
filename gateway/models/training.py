"""Training runs and the gallery they publish."""

from typing import Annotated, Literal

from pydantic import Field

from gateway.models.base import Page, PageQuery, RequestId, RequestModel, ResponseModel, Time

TrainingState = Literal["running", "done", "failed", "cancelled"]
RejectReason = Literal[
    "unspecified",
    "no_face",
    "several_faces",
    "too_blurred",
    "too_small",
    "too_dark",
    "too_bright",
    "turned_away",
    "eyes_covered",
    "mouth_covered",
    "outlier",
    "unreadable",
]


class NewTrainingRun(RequestModel):
    """Starts a run, or joins it when it is started already."""

    request_id: RequestId


class TrainingRunsQuery(PageQuery):
    """Which part of the runs."""

    page_size: int = Field(default=20, ge=1, le=100)


class SamplesProgress(ResponseModel):
    """How far a run has come."""

    samples_done: int
    samples_total: int
    remaining_seconds: float | None = Field(description="Until all are looked at; null while nothing can be said.")


class TrainingRun(ResponseModel):
    """One run; its `request_id` is its name."""

    request_id: str
    state: TrainingState
    progress: SamplesProgress
    start_time: Time | None
    end_time: Time | None
    gallery_version: int
    rejected: int
    encoder: str = Field(description="What it changes the gallery to; empty when the encoder stays.")


class TrainingRunPage(Page):
    """Runs, newest first."""

    items: list[TrainingRun]


class Gallery(ResponseModel):
    """The gallery that is searched now and the newest one published."""

    serving_version: int
    published_version: int
    encodings: int
    people: int
    samples_waiting: int = Field(description="Stored, not yet encoded.")
    model: str
    publish_time: Time | None


class TrainingProgressEvent(ResponseModel):
    """How far the run has come."""

    type: Literal["progress"] = "progress"
    samples_done: int
    samples_total: int
    remaining_seconds: float | None = None


class TrainingRejectedEvent(ResponseModel):
    """A photo that was not learned from, and why in words."""

    type: Literal["rejected"] = "rejected"
    sample_id: str
    person_id: str
    reason: RejectReason
    message: str


class TrainingLogEvent(ResponseModel):
    """A line for the log."""

    type: Literal["log"] = "log"
    time: Time
    message: str


class TrainingDoneEvent(ResponseModel):
    """The last message of a run that succeeded."""

    type: Literal["done"] = "done"
    gallery_version: int
    people: int
    encodings: int
    encoded_now: int
    rejected: int


class TrainingFailedEvent(ResponseModel):
    """The last message of a run that failed."""

    type: Literal["failed"] = "failed"
    message: str


class TrainingCancelledEvent(ResponseModel):
    """The last message of a run that somebody ended."""

    type: Literal["cancelled"] = "cancelled"


class TrainingHeartbeatEvent(ResponseModel):
    """Nothing new; the run is alive."""

    type: Literal["heartbeat"] = "heartbeat"


TrainingEvent = Annotated[
    TrainingProgressEvent
    | TrainingRejectedEvent
    | TrainingLogEvent
    | TrainingDoneEvent
    | TrainingFailedEvent
    | TrainingCancelledEvent
    | TrainingHeartbeatEvent,
    Field(discriminator="type"),
]
