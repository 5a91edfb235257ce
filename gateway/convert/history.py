"""Histories of marks."""

from collections.abc import Mapping

from presence.attendance.v1 import ledger_service_pb2 as ledger

from gateway.convert.attendance import SOURCE_FROM_PROTO, STATUS_FROM_PROTO
from gateway.convert.common import time_if_set, time_of
from gateway.models.history import ActorRole, ChangeReason, MarkHistoryEntry, TrackEvidence

_REASON: Mapping[ledger.ChangeReason.ValueType, ChangeReason] = {
    ledger.CHANGE_REASON_SIGHTING: "sighting",
    ledger.CHANGE_REASON_COVERAGE: "coverage",
    ledger.CHANGE_REASON_SESSION_CLOSED: "session_closed",
    ledger.CHANGE_REASON_TEACHER: "teacher",
    ledger.CHANGE_REASON_GIVEN_BACK: "given_back",
    ledger.CHANGE_REASON_CHECK_IN: "check_in",
    ledger.CHANGE_REASON_EXCUSE: "excuse",
    ledger.CHANGE_REASON_DISPUTE: "dispute",
    ledger.CHANGE_REASON_POLICY: "policy",
    ledger.CHANGE_REASON_REOPENED: "reopened",
    ledger.CHANGE_REASON_COMPLETENESS: "completeness",
    ledger.CHANGE_REASON_SEALED: "sealed",
}
_ROLE: Mapping[ledger.ActorRole.ValueType, ActorRole] = {
    ledger.ACTOR_ROLE_UNSPECIFIED: "nobody",
    ledger.ACTOR_ROLE_STUDENT: "student",
    ledger.ACTOR_ROLE_TEACHER: "teacher",
    ledger.ACTOR_ROLE_ADMIN: "admin",
    ledger.ACTOR_ROLE_FORMER: "former",
}


def history_entry_of(message: ledger.MarkHistoryEntry) -> MarkHistoryEntry:
    """One change of a mark."""
    return MarkHistoryEntry(
        number=message.number,
        change_time=time_of(message.change_time),
        reason=_REASON[message.reason],
        actor_role=_ROLE[message.actor_role],
        by_caller=message.by_caller,
        from_status=STATUS_FROM_PROTO[message.from_status],
        to_status=STATUS_FROM_PROTO[message.to_status],
        from_status_code=message.from_status_code,
        to_status_code=message.to_status_code,
        from_source=SOURCE_FROM_PROTO[message.from_source],
        to_source=SOURCE_FROM_PROTO[message.to_source],
        first_seen_time=time_if_set(message, "first_seen_time"),
        last_seen_time=time_if_set(message, "last_seen_time"),
        note=message.note,
        seen_elsewhere=message.seen_elsewhere,
        confirmed_by_person=message.confirmed_by_person,
        watched_share=message.watched_share if message.HasField("watched_share") else None,
        tracks=[_track(track) for track in message.tracks],
        policy_version_id=message.policy_version_id,
        why=message.why,
        hash=message.hash,
    )


def _track(message: ledger.TrackEvidence) -> TrackEvidence:
    return TrackEvidence(
        camera_id=message.camera_id,
        track_id=message.track_id,
        frames_used=message.frames_used,
        score_band=message.score_band,
        model=message.model,
        gallery_version=message.gallery_version,
        confirmed_by_person=message.confirmed_by_person,
    )
