"""A key with which a camera or a kiosk proves which one it is."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

KEYS_PER_CAMERA_MAX = 2  # the one in use and its replacement
LABEL_CHARACTERS_MAX = 100
USE_NOTED_EVERY = timedelta(minutes=1)  # one write a minute and camera is enough to see that it is in use


class DeviceKind(StrEnum):
    """What holds the key; stored by its value."""

    CAMERA = "camera"
    KIOSK = "kiosk"


@dataclass(frozen=True)
class DeviceKey:
    """What is kept of a key."""

    key_id: UUID
    camera_id: UUID
    label: str
    digest: bytes  # SHA-256 of its secret
    create_time: datetime
    last_use_time: datetime | None = None
    revoke_time: datetime | None = None  # None while valid
    kind: DeviceKind = DeviceKind.CAMERA
