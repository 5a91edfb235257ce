"""Rooms and the cameras that hang in them."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

MAX_NAME_CHARACTERS = 100


class Detector(StrEnum):
    """Which face detector recognition runs on a camera's frames."""

    YUNET = "yunet"
    HOG = "hog"
    CNN = "cnn"


class Tiles(StrEnum):
    """Whether parts of a camera's pictures are searched at full size for small faces."""

    AUTO = "auto"
    OFF = "off"


class CameraRole(StrEnum):
    """What a camera's view says of those who are not in it."""

    ROOM = "room"  # looks at the seats: whoever it does not see for long has left
    DOOR = "door"  # looks at who comes: being seen once is enough


@dataclass(frozen=True)
class Room:
    """A place where one session at a time is held."""

    room_id: UUID
    name: str
    revision: int = 1


@dataclass(frozen=True)
class Camera:
    """A camera of a room."""

    camera_id: UUID
    room_id: UUID
    name: str
    detector: Detector
    tiles: Tiles = Tiles.AUTO
    role: CameraRole = CameraRole.ROOM
    revision: int = 1


@dataclass(frozen=True)
class CameraAssignment:
    """What recognition does with a camera's frames now."""

    camera_id: UUID
    room_id: UUID
    detector: Detector
    active: bool  # a session is open in its room
    student_ids: tuple[UUID, ...] = ()  # the roster
    operator_ids: tuple[UUID, ...] = ()  # who may stream as this camera from a browser
    tiles: Tiles = Tiles.AUTO
