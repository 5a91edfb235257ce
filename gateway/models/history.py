"""Why a mark is what it is, opening a session again, and a day at a glance."""

import datetime
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from gateway.models.base import Page, RequestId, RequestModel, ResponseModel, Time
from gateway.models.sessions import MarkSource, MarkStatus, Session

ChangeReason = Literal[
    "sighting",
    "coverage",
    "session_closed",
    "teacher",
    "given_back",
    "check_in",
    "excuse",
    "dispute",
    "policy",
    "reopened",
    "completeness",
    "sealed",
]
ActorRole = Literal["nobody", "student", "teacher", "admin", "former"]


class TrackEvidence(ResponseModel):
    """What recognition saw."""

    camera_id: str
    track_id: str
    frames_used: int
    score_band: str = Field(description='Of the distance to the person\'s encodings, such as "0.3-0.4"; less is surer.')
    model: str
    gallery_version: int
    confirmed_by_person: bool


class MarkHistoryEntry(ResponseModel):
    """One change of a mark, as the ledger has it."""

    number: int
    change_time: Time
    reason: ChangeReason
    actor_role: ActorRole = Field(description="The part of whoever stood behind it, never their name.")
    by_caller: bool
    from_status: MarkStatus
    to_status: MarkStatus
    from_status_code: str
    to_status_code: str
    from_source: MarkSource
    to_source: MarkSource
    first_seen_time: Time | None
    last_seen_time: Time | None
    note: str
    seen_elsewhere: bool
    confirmed_by_person: bool
    watched_share: float | None = Field(description="Of the session, 0 to 1, where it decided.")
    tracks: list[TrackEvidence]
    policy_version_id: str
    why: str = Field(description="The rule that decided, such as came_late; empty where none is kept.")
    hash: str = Field(description="The entry's link of the session's chain, SHA-256 in hex.")


class MarkHistoryPage(Page):
    """A mark's changes, oldest first."""

    items: list[MarkHistoryEntry]


class Reopening(RequestModel):
    """Why a session is opened again."""

    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
    request_id: RequestId


class OverviewQuery(RequestModel):
    """Which day, as the institution's days go."""

    day: datetime.date


class DayOverview(ResponseModel):
    """The sessions that started on a day and what they come to; of teachers, those they run."""

    day: datetime.date
    sessions: list[Session] = Field(description="Newest first.")
    open_count: int
    roster_size: int = Field(description="Seats of all sessions.")
    present_count: int = Field(description="Present, late and left early.")
