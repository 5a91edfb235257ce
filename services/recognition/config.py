"""What recognition reads from its environment, all of it prefixed PRESENCE_RECOGNITION_."""

import os
import socket
from pathlib import Path

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import SettingsConfigDict

from services.common.config import ServiceConfig
from services.common.encryption_keys import parse_keys
from services.recognition.domain.encoder import Encoder
from services.recognition.domain.execution import ExecutionProvider


def _workers() -> int:
    """All cores we may use but one, which the event loop needs."""
    return max(1, len(os.sched_getaffinity(0)) - 1)


class RecognitionConfig(ServiceConfig):
    """Recognition's settings."""

    model_config = SettingsConfigDict(
        env_prefix="PRESENCE_RECOGNITION_", env_ignore_empty=True, frozen=True, extra="ignore"
    )

    attendance_target: str
    encryption_key: SecretStr
    model_cache: Path
    encoder: Encoder = Encoder.FUSED  # of a new installation; afterwards the gallery's own
    calibration: Path | None = None  # a file that `presence calibrate` wrote, instead of the thresholds that ship
    target_fpir: float | None = Field(default=None, ge=1e-5, le=0.1)  # strangers taken for somebody; default 1e-3
    workers: int = Field(default_factory=_workers, ge=1, le=256)
    job_seconds: float = Field(default=30.0, ge=1, le=600)  # a worker that needs longer for a picture is replaced
    execution_provider: ExecutionProvider = ExecutionProvider.CPU
    pod_name: str = Field(default_factory=socket.gethostname, min_length=1, max_length=200)
    keep_versions: int = Field(default=1000, ge=1, le=1_000_000)  # of the gallery that can be rolled back to
    max_streams: int = Field(default=64, ge=1)
    max_fps: float = Field(default=10.0, gt=0, le=60)
    max_width_px: int = Field(default=1280, ge=160, le=8192)  # of the frames that cameras send
    search_width_px: int = Field(default=640, ge=160, le=8192)  # of the picture that is searched for faces
    review_days: int = Field(default=14, ge=1, le=365)  # faces for review are erased so long after their picture
    refused_face_days: int = Field(default=180, ge=1, le=3650)  # "not this person" counts for so long

    @field_validator("encryption_key")
    @classmethod
    def _keys(cls, text: SecretStr) -> SecretStr:
        parse_keys(text.get_secret_value())
        return text

    @property
    def encryption_keys(self) -> tuple[bytes, ...]:
        """32 bytes each, newest first."""
        return parse_keys(self.encryption_key.get_secret_value())
