"""Disputes between protobuf and REST."""

from collections.abc import Mapping

from presence.attendance.v1 import dispute_service_pb2 as dispute

from gateway.convert.attendance import STATUS_FROM_PROTO, mark_of, session_of
from gateway.convert.cameras import REPORTED_TROUBLE
from gateway.convert.common import time_if_set, time_of
from gateway.models.disputes import (
    Dispute,
    DisputeComment,
    DisputeState,
    EvidenceCondition,
    EvidenceSpan,
    MarkEvidence,
)

_STATE: Mapping[dispute.DisputeState.ValueType, DisputeState] = {
    dispute.DISPUTE_STATE_OPEN: "open",
    dispute.DISPUTE_STATE_CHANGED: "changed",
    dispute.DISPUTE_STATE_KEPT: "kept",
    dispute.DISPUTE_STATE_WITHDRAWN: "withdrawn",
}


def dispute_of(message: dispute.Dispute) -> Dispute:
    """A dispute."""
    return Dispute(
        dispute_id=message.dispute_id,
        session=session_of(message.session),
        mark=mark_of(message.mark),
        disputed_status=STATUS_FROM_PROTO[message.disputed_status],
        wanted_status=STATUS_FROM_PROTO[message.wanted_status],
        reason=message.reason,
        state=_STATE[message.state],
        open_time=time_of(message.open_time),
        due_time=time_of(message.due_time),
        overdue=message.overdue,
        decide_time=time_if_set(message, "decide_time"),
        decided_by=message.decided_by,
        decided_by_name=message.decided_by_name,
        note=message.note,
        comments=[
            DisputeComment(
                comment_id=one.comment_id,
                by_student=one.by_student,
                by_caller=one.by_caller,
                author_name=one.author_name,
                write_time=time_of(one.write_time),
                text=one.text,
            )
            for one in message.comments
        ],
        may_decide=message.may_decide,
        may_comment=message.may_comment,
        may_withdraw=message.may_withdraw,
    )


def evidence_of(message: dispute.GetMarkEvidenceResponse) -> MarkEvidence:
    """What a mark rests on."""
    return MarkEvidence(
        session=session_of(message.session),
        mark=mark_of(message.mark),
        seen=[_span(one) for one in message.seen],
        watched=[_span(one) for one in message.watched],
        watched_share=message.watched_share,
        measured=_span(message.measured),
        conditions=[
            EvidenceCondition(
                trouble=REPORTED_TROUBLE[one.trouble],
                camera_name=one.camera_name,
                start_time=time_of(one.start_time),
                end_time=time_of(one.end_time),
            )
            for one in message.conditions
        ],
        excuse_id=message.excuse_id,
        dispute_until_time=time_if_set(message, "dispute_until_time"),
        open_dispute_id=message.open_dispute_id,
    )


def _span(message: dispute.EvidenceSpan) -> EvidenceSpan:
    return EvidenceSpan(start_time=time_of(message.start_time), end_time=time_of(message.end_time))
