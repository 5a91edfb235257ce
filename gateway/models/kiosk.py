"""How a tablet becomes a kiosk, what it shows, and what its page and the gateway say to each other."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from gateway.models.base import RequestId, RequestModel, ResponseModel, Time

StudentNumber = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=50)]
Guidance = Literal["no_face", "come_closer", "one_at_a_time", "more_light", "look_straight", "hold_still"]
HeadPosition = Literal["middle", "left", "right"]
RefusalReason = Literal[
    "nobody", "not_live", "too_slow", "face_lost", "face_changed", "not_recognised", "unsure"
]  # fmt: skip


class NewKioskPairing(RequestModel):
    """A code to give; the label says which tablet it is for."""

    label: Annotated[str, StringConstraints(strip_whitespace=True, max_length=100)] = ""


class KioskPairing(ResponseModel):
    """The code, shown once: `/kiosk#<code>` is the page that takes it."""

    code: str
    expire_time: Time


class KioskPairingRequest(RequestModel):
    """What somebody typed on the tablet, or came with the link."""

    code: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]


class KioskClass(ResponseModel):
    """A class as everybody who comes in may see it."""

    session_id: str
    course_code: str
    course_title: str
    start_time: Time
    end_time: Time | None = Field(description="As planned; null for one that was started by hand.")


class KioskState(ResponseModel):
    """What a kiosk shows while nobody checks in."""

    camera_id: str
    camera_name: str
    room_name: str
    running: KioskClass | None = Field(description="Null while no session is open in the room: nobody is marked then.")
    codes_allowed: bool = Field(description="The teacher may show a code for telephones.")
    time: Time = Field(description="Of the answer: a tablet's own clock may be wrong.")
    time_zone: str
    language: Literal["en", "ne"]


class KioskClaimRequest(RequestModel):
    """Somebody whom the kiosk cannot tell says who they are."""

    student_number: StudentNumber
    request_id: RequestId


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
    first_name: str = Field(description="No more, for everybody can read it; empty when it could not be had in time.")
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
