"""RollCallService: translates and authorizes."""

import grpc
from presence.attendance.v1 import roll_call_service_pb2 as pb
from presence.attendance.v1 import roll_call_service_pb2_grpc as pb_grpc

from services.attendance.app.access import Access, person_of
from services.attendance.app.check_in.roll_call import Answered, RollCall, Wanted
from services.attendance.handlers.translate import mark_message, status_from, uuid_from
from services.common.errors import error_reason
from services.common.principal import Role, require


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
        principal = require(Role.ADMIN, Role.TEACHER, to="set marks")
        session_id = uuid_from("session_id", request.session_id)
        await self._access.run_session(principal, session_id)
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
