"""DisputeService: translates and authorizes."""

from datetime import datetime
from uuid import UUID

import grpc
from presence.attendance.v1 import dispute_service_pb2 as pb
from presence.attendance.v1 import dispute_service_pb2_grpc as pb_grpc

from services.attendance.app.access import person_of
from services.attendance.app.dispute.disputes import Clock, Disputes
from services.attendance.app.dispute.reading import DisputeReading
from services.attendance.app.dispute.store import DisputeFilter
from services.attendance.handlers.dispute_messages import dispute_message, evidence_response
from services.attendance.handlers.translate import optional_uuid, status_from, uuid_from
from services.common.principal import Principal, Role, require


class DisputeServicer(pb_grpc.DisputeServiceServicer):
    """presence.attendance.v1.DisputeService."""

    def __init__(self, disputes: Disputes, reading: DisputeReading, clock: Clock) -> None:
        self._disputes = disputes
        self._reading = reading
        self._clock = clock

    async def GetMarkEvidence(
        self,
        request: pb.GetMarkEvidenceRequest,
        context: "grpc.aio.ServicerContext[pb.GetMarkEvidenceRequest, pb.GetMarkEvidenceResponse]",
    ) -> pb.GetMarkEvidenceResponse:
        """Whoever runs the session, and the student whose mark it is."""
        principal = _person(to="see what marks rest on")
        found = await self._reading.evidence(
            principal, uuid_from("session_id", request.session_id), uuid_from("student_id", request.student_id)
        )
        return evidence_response(found)

    async def OpenDispute(
        self,
        request: pb.OpenDisputeRequest,
        context: "grpc.aio.ServicerContext[pb.OpenDisputeRequest, pb.OpenDisputeResponse]",
    ) -> pb.OpenDisputeResponse:
        """Students, about their own marks."""
        principal = require(Role.STUDENT, to="dispute marks")
        dispute_id = await self._disputes.open(
            person_of(principal),
            uuid_from("session_id", request.session_id),
            status_from(request.wanted_status),
            request.reason,
            uuid_from("request_id", request.request_id),
        )
        return pb.OpenDisputeResponse(dispute=await self._dispute(principal, dispute_id))

    async def GetDispute(
        self,
        request: pb.GetDisputeRequest,
        context: "grpc.aio.ServicerContext[pb.GetDisputeRequest, pb.GetDisputeResponse]",
    ) -> pb.GetDisputeResponse:
        """Both sides."""
        principal = _person(to="see disputes")
        return pb.GetDisputeResponse(
            dispute=await self._dispute(principal, uuid_from("dispute_id", request.dispute_id))
        )

    async def ListDisputes(
        self,
        request: pb.ListDisputesRequest,
        context: "grpc.aio.ServicerContext[pb.ListDisputesRequest, pb.ListDisputesResponse]",
    ) -> pb.ListDisputesResponse:
        """Students their own, teachers those of sessions they run, administrators all."""
        principal = _person(to="see disputes")
        wanted = DisputeFilter(
            student_id=optional_uuid("student_id", request.student_id),
            open_only=request.open_only,
            overdue_only=request.overdue_only,
        )
        found = await self._reading.list(principal, wanted, request.page_size, request.page_token)
        now = self._clock()
        return pb.ListDisputesResponse(
            disputes=[dispute_message(view, principal, now) for view in found.page.items],
            next_page_token=found.page.next_page_token,
            open_count=found.counts.open,
            overdue_count=found.counts.overdue,
        )

    async def AddDisputeComment(
        self,
        request: pb.AddDisputeCommentRequest,
        context: "grpc.aio.ServicerContext[pb.AddDisputeCommentRequest, pb.AddDisputeCommentResponse]",
    ) -> pb.AddDisputeCommentResponse:
        """Both sides."""
        principal = _person(to="comment disputes")
        dispute_id = uuid_from("dispute_id", request.dispute_id)
        await self._disputes.comment(principal, dispute_id, uuid_from("comment_id", request.comment_id), request.text)
        return pb.AddDisputeCommentResponse(dispute=await self._dispute(principal, dispute_id))

    async def WithdrawDispute(
        self,
        request: pb.WithdrawDisputeRequest,
        context: "grpc.aio.ServicerContext[pb.WithdrawDisputeRequest, pb.WithdrawDisputeResponse]",
    ) -> pb.WithdrawDisputeResponse:
        """The student."""
        principal = require(Role.STUDENT, to="withdraw disputes")
        dispute_id = uuid_from("dispute_id", request.dispute_id)
        await self._disputes.withdraw(principal, dispute_id)
        return pb.WithdrawDisputeResponse(dispute=await self._dispute(principal, dispute_id))

    async def DecideDispute(
        self,
        request: pb.DecideDisputeRequest,
        context: "grpc.aio.ServicerContext[pb.DecideDisputeRequest, pb.DecideDisputeResponse]",
    ) -> pb.DecideDisputeResponse:
        """Whoever runs the session."""
        principal = require(Role.ADMIN, Role.TEACHER, to="decide disputes")
        dispute_id = uuid_from("dispute_id", request.dispute_id)
        await self._disputes.decide(
            principal,
            dispute_id,
            status_code=request.status_code,
            note=request.note,
            revision=request.revision,
            request_id=uuid_from("request_id", request.request_id),
        )
        return pb.DecideDisputeResponse(dispute=await self._dispute(principal, dispute_id))

    async def _dispute(self, principal: Principal, dispute_id: UUID) -> pb.Dispute:
        now: datetime = self._clock()
        return dispute_message(await self._reading.view(principal, dispute_id), principal, now)


def _person(*, to: str) -> Principal:
    return require(Role.ADMIN, Role.TEACHER, Role.STUDENT, to=to)
