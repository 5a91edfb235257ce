"""Settings of the attendance service, from PRESENCE_ATTENDANCE_* variables."""

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import SettingsConfigDict

from services.common.config import ServiceConfig
from services.common.encryption_keys import parse_keys


class AttendanceConfig(ServiceConfig):
    """What attendance reads beside what every service does."""

    model_config = SettingsConfigDict(env_prefix="PRESENCE_ATTENDANCE_")

    encryption_keys: SecretStr  # one or more, newest first: `sealing_keys` has them parsed
    heartbeat_seconds: float = Field(default=10.0, gt=0)  # of silent streams
    poll_seconds: float = Field(default=5.0, gt=0)  # how late a change may be seen when its notification is lost
    excuse_days_after: int = Field(default=30, ge=0, le=365)  # so late students may ask to be excused
    excuse_days_ahead: int = Field(default=180, ge=0, le=365)  # and so early
    excuse_retention_days: int = Field(default=365, ge=1, le=3650)  # what excuses say and hold is erased after that
    dispute_days: int = Field(default=14, ge=1, le=365)  # a mark may be disputed so long after its last change
    dispute_answer_days: int = Field(default=7, ge=1, le=90)  # by then somebody should have decided
    dispute_retention_days: int = Field(default=730, ge=1, le=3650)  # what was written in disputes is erased after that

    @field_validator("encryption_keys")
    @classmethod
    def _are_keys(cls, text: SecretStr) -> SecretStr:
        parse_keys(text.get_secret_value())
        return text

    @property
    def sealing_keys(self) -> tuple[bytes, ...]:
        """32 bytes each, newest first."""
        return parse_keys(self.encryption_keys.get_secret_value())
