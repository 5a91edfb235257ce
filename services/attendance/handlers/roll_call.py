"""RollCallService: translates and authorizes."""

import grpc
from presence.attendance.v1 import roll_call_service_pb2 as pb
from presence.attendance.v1 import roll_call_service_pb2_grpc as pb_grpc

from services.attendance.app.access import Access, person_of
from services.attendance.app.check_in.roll_call import Answered, RollCall, Wanted
from services.attendance.handlers.authorize import run_session
from services.attendance.handlers.translate import mark_message, status_from, uuid_from
from services.common.errors import error_reason


class RollCallServicer(pb_grpc.RollCallServiceServicer):
    """presence.attendance.v1.RollCallService."""

    def __init__(self, roll_call: RollCall, access: Access) -> None:
        self._roll_call = roll_call
        self._access = access

    async def SetMarks(
        self,
        request: pb.SetMarksRequest,
        context: "grpc.aio.ServicerContext[pb.SetMarksRequest, pb.SetMarksResponse]",
    ) -> pb.SetMarksResponse:
        """Whoever runs the session."""
        principal, session_id = await run_session(self._access, request.session_id, to="set marks")
        wanted = [
            Wanted(
                uuid_from("student_id", one.student_id),
                status_from(one.status),
                one.status_code,
                one.revision,
                uuid_from("request_id", one.request_id),
            )
            for one in request.marks
        ]
        answered = await self._roll_call.set_marks(session_id, wanted, person_of(principal), request.note)
        return pb.SetMarksResponse(answers=[_answer(one) for one in answered])


def _answer(answered: Answered) -> pb.MarkAnswer:
    refused = answered.refused
    return pb.MarkAnswer(
        student_id=str(answered.student_id),
        mark=mark_message(answered.mark) if answered.mark else None,
        refused=pb.MarkRefused(reason=error_reason(refused), message=str(refused)) if refused else None,
    )
