"""Settings of the attendance service, from PRESENCE_ATTENDANCE_* variables."""

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from services.common.config import ServiceConfig


class AttendanceConfig(ServiceConfig):
    """What attendance reads beside what every service does."""

    model_config = SettingsConfigDict(env_prefix="PRESENCE_ATTENDANCE_")

    heartbeat_seconds: float = Field(default=10.0, gt=0)  # of silent streams
    poll_seconds: float = Field(default=5.0, gt=0)  # how late a change may be seen when its notification is lost
    most_connections: int = Field(default=10, ge=2)
