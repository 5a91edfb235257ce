"""What a kiosk's page and the gateway say to each other."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from gateway.models.base import RequestModel, ResponseModel, Time

Guidance = Literal["no_face", "come_closer", "one_at_a_time", "more_light", "look_straight", "hold_still"]
HeadPosition = Literal["middle", "left", "right"]
RefusalReason = Literal[
    "nobody", "not_live", "too_slow", "face_lost", "face_changed", "not_recognised", "unsure"
]  # fmt: skip


class KioskOpen(RequestModel):
    """The page's first message: one for each person who checks in."""

    stream_id: UUID


class KioskControl(ResponseModel):
    """How much may be sent, and how long it all may take."""

    type: Literal["control"] = "control"
    max_in_flight: int
    target_fps: float
    max_width_px: int
    heartbeat_seconds: float
    time_limit_seconds: float


class KioskAck(ResponseModel):
    """Frames up to this one are done with."""

    type: Literal["ack"] = "ack"
    through_sequence: int


class KioskGuidance(ResponseModel):
    """What to do before anything is asked."""

    type: Literal["guidance"] = "guidance"
    guidance: Guidance


class KioskPrompt(ResponseModel):
    """Where to turn the head now; left and right are the person's own."""

    type: Literal["prompt"] = "prompt"
    position: HeadPosition
    step: int = Field(description="From 1.")
    steps: int
    seconds_left: float
    turned: float = Field(description="How far the head is on its way, 0 to 1.")


class KioskAccepted(ResponseModel):
    """Checked in; the socket closes."""

    type: Literal["accepted"] = "accepted"
    person_id: str
    display_name: str = Field(description="Empty when the name could not be had in time.")
    check_in_time: Time
    stored: bool = Field(description="Attendance has it; else it is on its way and kept until it has.")


class KioskRefused(ResponseModel):
    """Not checked in; the socket closes. Try again, or ask the teacher."""

    type: Literal["refused"] = "refused"
    reason: RefusalReason
    message: str


class KioskHeartbeat(ResponseModel):
    """Nothing new; the connection is alive."""

    type: Literal["heartbeat"] = "heartbeat"


class KioskClosed(ResponseModel):
    """The last message where there is no answer: why, for programs and for people."""

    type: Literal["closed"] = "closed"
    reason: str
    detail: str
    retry_after_seconds: float = Field(description="0 when nothing is known of it.")


KioskEvent = Annotated[
    KioskControl | KioskAck | KioskGuidance | KioskPrompt | KioskAccepted | KioskRefused | KioskHeartbeat | KioskClosed,
    Field(discriminator="type"),
]
