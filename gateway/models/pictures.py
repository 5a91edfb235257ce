"""A camera's live picture, and a browser's webcam as a camera."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from gateway.models.base import Box, RequestModel, ResponseModel, Time, Whole

Outcome = Literal["deciding", "known", "review", "unknown", "outsider"]


class Detection(ResponseModel):
    """A face in a frame, and who it is if that is decided."""

    box: Box
    track_id: str
    outcome: Outcome
    person_id: str = Field(description="Set when known.")
    display_name: str = Field(description="Set when known; empty until the name is there, which is a frame or two.")
    distance: float = Field(description="Between unit encodings; smaller is closer.")
    score: float = Field(description="Of the detector, 0 to 1.")


class PictureHead(ResponseModel):
    """What goes before the JPEG in a binary message: 4-byte big-endian length, this as JSON, the JPEG."""

    sequence: int
    capture_time: Time
    age_seconds: float = Field(description="From capture to decision.")
    decide_time: Time
    gallery_version: int
    problem: str = Field(description="Why the frame could not be read; empty when it was.")
    detections: list[Detection]


class ViewHeartbeatEvent(ResponseModel):
    """First of all messages, and whenever no picture came lately: the connection is alive."""

    type: Literal["heartbeat"] = "heartbeat"


class WebcamOpen(RequestModel):
    """The browser's first message; `stream_id` is kept across reconnects."""

    stream_id: UUID
    resume_after_sequence: Whole = 0


class WebcamFlowControl(ResponseModel):
    """How much the browser may send now; `target_fps` 0 pauses."""

    type: Literal["flow_control"] = "flow_control"
    max_in_flight: int
    target_fps: float
    max_width_px: int
    heartbeat_seconds: float


class WebcamAck(ResponseModel):
    """Frames up to `through_sequence` are done with; what came of those up to `stored_through_sequence` is stored."""

    type: Literal["ack"] = "ack"
    through_sequence: int
    stored_through_sequence: int
    dropped_frames: int
    rejected_frames: int


class WebcamResult(ResponseModel):
    """What was seen on one frame."""

    type: Literal["result"] = "result"
    sequence: int
    detections: list[Detection]
    problem: str


class WebcamDrain(ResponseModel):
    """The pod behind the stream is leaving: open another socket with the same `stream_id`, then close this one."""

    type: Literal["drain"] = "drain"


class WebcamHeartbeat(ResponseModel):
    """Nothing new; the stream is alive."""

    type: Literal["heartbeat"] = "heartbeat"


class WebcamClosed(ResponseModel):
    """The last message before the socket is closed: why, for programs and for people."""

    type: Literal["closed"] = "closed"
    reason: str
    detail: str


WebcamEvent = Annotated[
    WebcamFlowControl | WebcamAck | WebcamResult | WebcamDrain | WebcamHeartbeat | WebcamClosed,
    Field(discriminator="type"),
]
