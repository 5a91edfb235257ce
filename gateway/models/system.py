"""How the whole installation is."""

from typing import Literal

from pydantic import Field

from gateway.models.base import ResponseModel, Time
from gateway.models.cameras import Trouble

Process = Literal["gateway", "identity", "attendance", "recognition"]
State = Literal["serving", "not_serving", "unreachable"]
Severity = Literal["problem", "warning", "note"]
Code = Literal[
    "unreachable",
    "not_serving",
    "missing",
    "database_away",
    "migrations_behind",
    "versions_differ",
    "clock_off",
    "gallery_behind",
    "mail_stuck",
    "mail_waits",
    "mail_given_up",
    "frames_dropped",
    "pictures_late",
    "reports_waiting",
    "camera_silent",
    "camera_trouble",
    "camera_replaying",
    "cameras_awaited",
    "upkeep_failed",
    "upkeep_late",
    "sealed_unreadable",
    "reviews_kept_too_long",
    "disk_full",
    "session_open_long",
]


class SystemFinding(ResponseModel):
    """Something that an administrator should know; what does not apply to the code is null or empty."""

    severity: Severity
    code: Code
    process: Process | None = None
    name: str = Field(default="", description="Of the replica, pod, camera or piece of upkeep it is about.")
    room_name: str = ""
    trouble: Trouble | None = None
    since: Time | None = None
    count: float | None = None
    alone: bool = Field(default=False, description="Nobody else does the work of what does not answer.")


class DatabaseHealth(ResponseModel):
    """PostgreSQL, as one service has it."""

    reachable: bool
    version: str
    answer_seconds: float
    size_bytes: int
    newest_migration: str
    wanted_migration: str


class UpkeepRun(ResponseModel):
    """The last run of what a process does by itself."""

    name: str
    run_time: Time
    done: int
    failed: bool
    unreadable: int


class GalleryServed(ResponseModel):
    """What a recognition pod compares faces with."""

    served_version: int
    published_version: int = Field(description="0: not known.")
    people: int
    model: str


class VisionWork(ResponseModel):
    """How a recognition pod's workers keep up."""

    workers: int
    waiting_frames: int
    recent_frames: int = Field(description="Looked at within the last five minutes.")
    recent_dropped_frames: int
    frame_seconds: float = Field(description="Median; 0: none yet.")
    face_seconds: float = Field(description="0: no face yet.")
    age_seconds: float = Field(description="Median age of a picture when its result is known; 0: none yet.")
    streams: int
    unanswered_reports: int


class Disk(ResponseModel):
    """Where a recognition pod keeps its models; on a single machine it is everybody's."""

    free_bytes: int
    total_bytes: int


class ReplicaHealth(ResponseModel):
    """One process."""

    name: str = Field(description="A pod's name, else its address.")
    state: State
    since: Time
    ever_answered: bool = Field(description="False: never since the gateway was started, at `since`.")
    version: str = Field(description="Empty: it has not told anything.")
    start_time: Time | None
    clock_ahead_seconds: float | None = Field(description="Of the gateway's clock.")
    database: DatabaseHealth | None
    upkeep: list[UpkeepRun]
    gallery: GalleryServed | None = None
    vision: VisionWork | None = None
    disk: Disk | None = None


class ServiceHealth(ResponseModel):
    """All replicas of one service."""

    process: Process
    replicas: list[ReplicaHealth]


class OutboxHealth(ResponseModel):
    """Mails."""

    server_configured: bool
    waiting: int
    oldest_waiting_time: Time | None
    given_up: int


class SessionsNow(ResponseModel):
    """Classes that are held now."""

    open: int
    oldest_start_time: Time | None
    awaiting_cameras: int


class StorageHealth(ResponseModel):
    """What is kept of faces and excuses."""

    samples: int
    samples_size_bytes: int
    reviews: int
    reviews_size_bytes: int
    reviews_kept_days: int
    oldest_review_time: Time | None
    trained_time: Time | None


class ExcuseFilesHealth(ResponseModel):
    """What students sent with excuses."""

    files: int
    size_bytes: int
    kept_days: int


CameraNow = Literal["streaming", "connected", "replaying", "trouble", "silent", "away"]


class CameraHealthNow(ResponseModel):
    """One camera. `connected`: no session asks it for pictures; `away`: it is not there, and nobody misses it."""

    camera_id: str
    name: str = Field(description="Empty while attendance does not answer.")
    room_name: str
    state: CameraNow
    trouble: Trouble | None
    since: Time | None = Field(description="Of its trouble.")
    frame_time: Time | None = Field(description="Of its newest picture.")
    spooled_frames: int = Field(description="That still wait on its disk.")
    pod: str


class SystemHealth(ResponseModel):
    """Everything at one look. What a service could not tell is null, and `findings` says why."""

    time: Time
    well: bool = Field(description="No finding is a problem or a warning.")
    findings: list[SystemFinding]
    services: list[ServiceHealth]
    cameras: list[CameraHealthNow]
    outbox: OutboxHealth | None
    open_logins: int | None
    sessions: SessionsNow | None
    storage: StorageHealth | None
    excuse_files: ExcuseFilesHealth | None
