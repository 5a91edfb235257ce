"""How cameras are, and what they show of a room."""

from typing import Annotated, Literal

from pydantic import Field

from gateway.models.base import Page, PageQuery, RequestModel, ResponseModel, Time

Trouble = Literal["black", "covered", "frozen", "blurred", "dark", "gone", "clock", "lost"]
Zone = Literal["back", "middle", "front"]
CommissioningProblem = Literal["none", "too_small", "too_dark", "too_blurred", "no_faces"]


class CameraTrouble(ResponseModel):
    """A camera that does not see its room well, and since when."""

    camera_id: str
    trouble: Trouble
    since: Time


class CameraTroublesEvent(ResponseModel):
    """All of the session's cameras that are in trouble now; replaces whatever the client had."""

    type: Literal["camera_health"] = "camera_health"
    cameras: list[CameraTrouble]


class CameraHealthBeatEvent(ResponseModel):
    """Nothing new; what the client has is up to date."""

    type: Literal["heartbeat"] = "heartbeat"


CameraHealthMessage = Annotated[CameraTroublesEvent | CameraHealthBeatEvent, Field(discriminator="type")]


class SessionCondition(ResponseModel):
    """When one of a session's cameras was in trouble."""

    camera_id: str
    camera_name: str = Field(description="Empty once the camera was removed.")
    trouble: Trouble
    start_time: Time
    end_time: Time


class AwaitedCamera(ResponseModel):
    """A camera that may still have pictures of the session that is over."""

    camera_id: str
    camera_name: str
    complete_through_time: Time = Field(description="Everything until then is here.")


class SessionConditions(ResponseModel):
    """What the session's marks rest on, oldest first."""

    items: list[SessionCondition]
    watched_share: float = Field(description="Of the session so far, 0 to 1; below 0.8 nobody is called absent.")
    awaited: list[AwaitedCamera] = Field(description="While there is one, nobody is called absent.")


class ConditionsQuery(PageQuery):
    """Which part of a camera's history."""

    page_size: int = Field(default=50, ge=1, le=100)


class CameraCondition(ResponseModel):
    """When a camera was in trouble."""

    condition_id: str
    trouble: Trouble
    start_time: Time
    end_time: Time
    over: bool


class CameraConditionPage(Page):
    """A camera's history of the last 30 days, newest first."""

    items: list[CameraCondition]


class NewCommissioning(RequestModel):
    """How long to ask the camera for pictures."""

    minutes: float = Field(default=5.0, ge=1, le=30)


class CommissioningRegion(ResponseModel):
    """One region of the picture in which faces were seen; medians."""

    row: int
    column: int
    faces: int
    width_px: float = Field(description="In the camera's pixels.")
    sharpness: float
    brightness: float = Field(description="0 to 255.")
    predicted_recall: float = Field(description="0 to 1, from the measured curve.")


class CommissioningAdvice(ResponseModel):
    """What to know of the back, the middle or the front of the room."""

    zone: Zone
    problem: CommissioningProblem
    faces: int
    width_px: float
    predicted_recall: float
    wanted_width_px: float = Field(description="At which nine in ten would be recognised.")


class RecallPoint(ResponseModel):
    """How many faces of a width were recognised."""

    width_px: float
    recall: float


class Commissioning(ResponseModel):
    """A camera's last measuring; the picture is cut into rows × columns regions from its top left."""

    camera_id: str
    start_time: Time
    until_time: Time
    running: bool
    frames: int
    width_px: int
    height_px: int
    most_faces: int = Field(description="In one frame.")
    mean_faces: float
    brightness: float = Field(description="Mean grey of the frames, 0 to 255.")
    rows: int
    columns: int
    regions: list[CommissioningRegion]
    advice: list[CommissioningAdvice]
    curve: list[RecallPoint]
    curve_data_sha256: str
    curve_model: str
