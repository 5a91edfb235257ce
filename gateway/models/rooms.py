"""Rooms, the cameras in them, and the cameras' keys."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from gateway.models.base import Name, Page, PageQuery, RequestId, RequestModel, ResponseModel, SeenRevision, Time

Detector = Literal["yunet", "hog", "cnn"]
Tiles = Literal["auto", "off"]
CameraRole = Literal["room", "door"]


class Room(ResponseModel):
    """A room."""

    room_id: str
    name: str
    revision: int


class RoomPage(Page):
    """Rooms by name."""

    items: list[Room]


class NewRoom(RequestModel):
    """A room to add."""

    name: Name
    request_id: RequestId


class RoomPatch(RequestModel):
    """A room's new name."""

    name: Name
    revision: SeenRevision = 0


class Camera(ResponseModel):
    """A camera and the room it hangs in."""

    camera_id: str
    room_id: str
    name: str
    detector: Detector
    tiles: Tiles = Field(description="Whether parts of large pictures are searched at full size for small faces.")
    role: CameraRole = Field(description="Whether it looks at the seats, or at who comes through the door.")
    revision: int


class CamerasQuery(PageQuery):
    """Which cameras: of one room, or all."""

    room_id: UUID | None = None


class CameraPage(Page):
    """Cameras by name."""

    items: list[Camera]


class NewCamera(RequestModel):
    """A camera to add."""

    room_id: UUID
    name: Name
    detector: Detector = "yunet"
    tiles: Tiles = "auto"
    role: CameraRole = "room"
    request_id: RequestId


class CameraPatch(RequestModel):
    """What to change of a camera; absent fields stay."""

    name: Name | None = None
    room_id: UUID | None = None
    detector: Detector | None = None
    tiles: Tiles | None = None
    role: CameraRole | None = None
    revision: SeenRevision = 0


class DeviceKey(ResponseModel):
    """A camera's key, without its secret."""

    key_id: str
    camera_id: str
    label: str
    create_time: Time
    last_use_time: Time | None
    revoke_time: Time | None
    kind: Literal["camera", "kiosk"]


class DeviceKeyPage(Page):
    """A camera's keys, revoked ones included."""

    items: list[DeviceKey]


class NewDeviceKey(RequestModel):
    """A key to issue; the label says which device holds it."""

    label: Annotated[str, StringConstraints(strip_whitespace=True, max_length=100)] = ""


class NewDeviceKeyAnswer(DeviceKey):
    """The key, with the credential that is shown once."""

    credential: str = Field(description='"<key_id>.<secret>", as `presence camera --key` takes it.')
