"""Disputes as messages."""

from datetime import datetime

from presence.attendance.v1 import dispute_service_pb2 as pb

from services.attendance.app.access import person_of
from services.attendance.app.dispute.access import is_student_of
from services.attendance.app.dispute.reading import MarkEvidence
from services.attendance.app.dispute.store import DisputeView, NamedComment
from services.attendance.domain.dispute.dispute import Dispute, DisputeState
from services.attendance.domain.span import Span
from services.attendance.handlers.translate import STATUS, TROUBLE, mark_message, session_message
from services.common.principal import Principal, Role
from services.common.timestamps import timestamp

STATE = {
    DisputeState.OPEN: pb.DISPUTE_STATE_OPEN,
    DisputeState.CHANGED: pb.DISPUTE_STATE_CHANGED,
    DisputeState.KEPT: pb.DISPUTE_STATE_KEPT,
    DisputeState.WITHDRAWN: pb.DISPUTE_STATE_WITHDRAWN,
}


def dispute_message(view: DisputeView, principal: Principal, now: datetime) -> pb.Dispute:
    """A dispute that the caller sees, with what they may do with it now."""
    dispute = view.dispute
    is_open = dispute.state is DisputeState.OPEN
    return pb.Dispute(
        dispute_id=str(dispute.dispute_id),
        session=session_message(view.session),
        mark=mark_message(view.mark),
        disputed_status=STATUS[dispute.disputed_status],
        wanted_status=STATUS[dispute.wanted_status],
        reason=dispute.reason,
        state=STATE[dispute.state],
        open_time=timestamp(dispute.open_time),
        due_time=timestamp(dispute.due_time),
        overdue=dispute.overdue(now),
        decide_time=timestamp(dispute.decide_time),
        decided_by=str(dispute.decided_by or ""),
        decided_by_name=view.decided_by_name,
        note=dispute.note,
        comments=[_comment_message(comment, dispute, principal) for comment in view.comments],
        may_decide=is_open and principal.role in (Role.ADMIN, Role.TEACHER),
        may_comment=is_open,
        may_withdraw=is_open and is_student_of(principal, dispute),
    )


def evidence_response(found: MarkEvidence) -> pb.GetMarkEvidenceResponse:
    """What a mark rests on."""
    return pb.GetMarkEvidenceResponse(
        session=session_message(found.session),
        mark=mark_message(found.mark),
        seen=[_span_message(span) for span in found.seen],
        watched=[_span_message(span) for span in found.watched],
        watched_share=found.watched_share,
        measured=_span_message(found.measured),
        conditions=[
            pb.EvidenceCondition(
                trouble=TROUBLE[condition.trouble],
                camera_name=condition.camera_name,
                start_time=timestamp(condition.span.start),
                end_time=timestamp(condition.span.end),
            )
            for condition in found.conditions
        ],
        excuse_id=str(found.excuse_id or ""),
        dispute_until_time=timestamp(found.dispute_until),
        open_dispute_id=str(found.open_dispute_id or ""),
    )


def _span_message(span: Span) -> pb.EvidenceSpan:
    return pb.EvidenceSpan(start_time=timestamp(span.start), end_time=timestamp(span.end))


def _comment_message(named: NamedComment, dispute: Dispute, principal: Principal) -> pb.DisputeComment:
    comment = named.comment
    return pb.DisputeComment(
        comment_id=str(comment.comment_id),
        by_student=comment.author == dispute.student_id,
        by_caller=comment.author == person_of(principal),
        author_name=named.author_name,
        write_time=timestamp(comment.write_time),
        text=comment.text,
    )
