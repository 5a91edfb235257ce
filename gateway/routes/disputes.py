"""Disputes, and what a mark rests on."""

from presence.attendance.v1 import dispute_service_pb2 as dispute

from gateway.convert.attendance import STATUS_TO_PROTO
from gateway.convert.disputes import dispute_of, evidence_of
from gateway.models.base import Nothing
from gateway.models.disputes import (
    Dispute,
    DisputeDecision,
    DisputePage,
    DisputesQuery,
    MarkEvidence,
    NewDispute,
    NewDisputeComment,
)
from gateway.routes.route import EVERYBODY, STAFF, Call, Route, Routes

STUDENTS = frozenset({"student"})


async def get_mark_evidence(call: Call[Nothing]) -> MarkEvidence:
    """When the student was seen, when the room was watched, and what was wrong with its cameras."""
    answer = await call.ask(
        call.services.disputes.GetMarkEvidence,
        dispute.GetMarkEvidenceRequest(session_id=call.id("session_id"), student_id=call.id("student_id")),
    )
    return evidence_of(answer)


async def list_disputes(call: Call[DisputesQuery]) -> DisputePage:
    """A page of disputes."""
    query = call.input
    answer = await call.ask(
        call.services.disputes.ListDisputes,
        dispute.ListDisputesRequest(
            student_id=str(query.student_id) if query.student_id else "",
            open_only=query.open_only,
            overdue_only=query.overdue_only,
            page_size=query.page_size,
            page_token=query.page_token,
        ),
    )
    return DisputePage(
        items=[dispute_of(one) for one in answer.disputes],
        next_page_token=answer.next_page_token,
        open_count=answer.open_count,
        overdue_count=answer.overdue_count,
    )


async def open_dispute(call: Call[NewDispute]) -> Dispute:
    """Says that one's own mark is wrong."""
    given = call.input
    answer = await call.ask(
        call.services.disputes.OpenDispute,
        dispute.OpenDisputeRequest(
            session_id=str(given.session_id),
            wanted_status=STATUS_TO_PROTO[given.wanted_status],
            reason=given.reason,
            request_id=str(given.request_id),
        ),
    )
    return dispute_of(answer.dispute)


async def get_dispute(call: Call[Nothing]) -> Dispute:
    """One dispute with its comments."""
    answer = await call.ask(
        call.services.disputes.GetDispute, dispute.GetDisputeRequest(dispute_id=call.id("dispute_id"))
    )
    return dispute_of(answer.dispute)


async def comment_dispute(call: Call[NewDisputeComment]) -> Dispute:
    """Adds to what was said."""
    answer = await call.ask(
        call.services.disputes.AddDisputeComment,
        dispute.AddDisputeCommentRequest(
            dispute_id=call.id("dispute_id"), comment_id=str(call.input.comment_id), text=call.input.text
        ),
    )
    return dispute_of(answer.dispute)


async def withdraw_dispute(call: Call[Nothing]) -> Dispute:
    """Takes it back."""
    answer = await call.ask(
        call.services.disputes.WithdrawDispute, dispute.WithdrawDisputeRequest(dispute_id=call.id("dispute_id"))
    )
    return dispute_of(answer.dispute)


async def decide_dispute(call: Call[DisputeDecision]) -> Dispute:
    """Changes the mark, or keeps it."""
    given = call.input
    answer = await call.ask(
        call.services.disputes.DecideDispute,
        dispute.DecideDisputeRequest(
            dispute_id=call.id("dispute_id"),
            status_code=given.status_code,
            note=given.note,
            revision=given.revision,
            request_id=str(given.request_id),
        ),
    )
    return dispute_of(answer.dispute)


ONE = "/disputes/{dispute_id}"

ROUTES: Routes = (
    Route(
        "GET",
        "/sessions/{session_id}/marks/{student_id}/evidence",
        get_mark_evidence,
        Nothing,
        MarkEvidence,
        "What a mark rests on",
        EVERYBODY,
    ),
    Route("GET", "/disputes", list_disputes, DisputesQuery, DisputePage, "List disputes", EVERYBODY),
    Route("POST", "/disputes", open_dispute, NewDispute, Dispute, "Dispute one's own mark", STUDENTS, status=201),
    Route("GET", ONE, get_dispute, Nothing, Dispute, "A dispute", EVERYBODY),
    Route("POST", f"{ONE}/comments", comment_dispute, NewDisputeComment, Dispute, "Comment a dispute", EVERYBODY),
    Route("POST", f"{ONE}/withdrawal", withdraw_dispute, Nothing, Dispute, "Take a dispute back", STUDENTS),
    Route("POST", f"{ONE}/decision", decide_dispute, DisputeDecision, Dispute, "Decide a dispute", STAFF),
)
