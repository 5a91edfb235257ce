"""LedgerService: translates and authorizes."""

import json
from typing import Any

import grpc
from presence.attendance.v1 import ledger_service_pb2 as pb
from presence.attendance.v1 import ledger_service_pb2_grpc as pb_grpc

from services.attendance.app.access import Access
from services.attendance.app.ledger.history import ActorRole, History, HistoryEntry
from services.attendance.domain.mark import ChangeReason, MarkSource, MarkStatus
from services.attendance.domain.paging import page_request
from services.attendance.handlers.authorize import see_mark
from services.attendance.handlers.translate import SOURCE, STATUS
from services.common.principal import Principal
from services.common.timestamps import timestamp

_REASON = {
    ChangeReason.SIGHTING: pb.CHANGE_REASON_SIGHTING,
    ChangeReason.COVERAGE: pb.CHANGE_REASON_COVERAGE,
    ChangeReason.SESSION_CLOSED: pb.CHANGE_REASON_SESSION_CLOSED,
    ChangeReason.TEACHER: pb.CHANGE_REASON_TEACHER,
    ChangeReason.GIVEN_BACK: pb.CHANGE_REASON_GIVEN_BACK,
    ChangeReason.CHECK_IN: pb.CHANGE_REASON_CHECK_IN,
    ChangeReason.EXCUSE: pb.CHANGE_REASON_EXCUSE,
    ChangeReason.DISPUTE: pb.CHANGE_REASON_DISPUTE,
    ChangeReason.POLICY: pb.CHANGE_REASON_POLICY,
    ChangeReason.REOPENED: pb.CHANGE_REASON_REOPENED,
    ChangeReason.COMPLETENESS: pb.CHANGE_REASON_COMPLETENESS,
    ChangeReason.SEALED: pb.CHANGE_REASON_SEALED,
}
_ROLE = {
    ActorRole.NOBODY: pb.ACTOR_ROLE_UNSPECIFIED,
    ActorRole.STUDENT: pb.ACTOR_ROLE_STUDENT,
    ActorRole.TEACHER: pb.ACTOR_ROLE_TEACHER,
    ActorRole.ADMIN: pb.ACTOR_ROLE_ADMIN,
    ActorRole.FORMER: pb.ACTOR_ROLE_FORMER,
}


class LedgerServicer(pb_grpc.LedgerServiceServicer):
    """presence.attendance.v1.LedgerService."""

    def __init__(self, history: History, access: Access) -> None:
        self._history = history
        self._access = access

    async def ListMarkHistory(
        self,
        request: pb.ListMarkHistoryRequest,
        context: "grpc.aio.ServicerContext[pb.ListMarkHistoryRequest, pb.ListMarkHistoryResponse]",
    ) -> pb.ListMarkHistoryResponse:
        """Whoever runs the session, and the student whose mark it is."""
        principal, session_id, student_id = await see_mark(
            self._access, request.session_id, request.student_id, to="see why a mark is what it is"
        )
        page = page_request(request.page_size, request.page_token, of_list=f"history {session_id} {student_id}")
        found = await self._history.of_mark(session_id, student_id, page)
        return pb.ListMarkHistoryResponse(
            entries=[_message(entry, principal) for entry in found.items], next_page_token=found.next_page_token
        )


def _message(item: HistoryEntry, principal: Principal) -> pb.MarkHistoryEntry:
    entry = item.link.entry
    facts: dict[str, Any] = json.loads(entry.evidence)  # written by domain.ledger.evidence
    return pb.MarkHistoryEntry(
        number=entry.number,
        change_time=timestamp(entry.change_time),
        reason=_REASON[ChangeReason(entry.reason)],
        actor_role=_ROLE[item.actor_role],
        by_caller=entry.actor is not None and str(entry.actor) == principal.subject,
        from_status=STATUS[MarkStatus(entry.from_status)],
        to_status=STATUS[MarkStatus(entry.to_status)],
        from_status_code=entry.from_code,
        to_status_code=entry.to_code,
        from_source=SOURCE[MarkSource(entry.from_source)],
        to_source=SOURCE[MarkSource(entry.to_source)],
        first_seen_time=timestamp(entry.first_seen_time),
        last_seen_time=timestamp(entry.last_seen_time),
        note=entry.note,
        seen_elsewhere=entry.seen_elsewhere,
        confirmed_by_person=entry.confirmed_by is not None,
        watched_share=None if entry.watched_permille is None else entry.watched_permille / 1000,
        tracks=[_track(track) for track in facts.get("tracks", ())],
        policy_version_id=facts.get("policy_version_id", ""),
        why=facts.get("why", ""),
        hash=item.link.hash.hex(),
    )


def _track(facts: dict[str, Any]) -> pb.TrackEvidence:
    return pb.TrackEvidence(
        camera_id=facts["camera_id"],
        track_id=facts["track_id"],
        frames_used=facts["frames_used"],
        score_band=facts["score_band"],
        model=facts["model"],
        gallery_version=facts["gallery_version"],
        confirmed_by_person=facts["confirmed_by"] is not None,
    )
