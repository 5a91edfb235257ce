"""Where the names of a room's roster come from."""

from collections.abc import Mapping

from presence.attendance.v1 import attendance_service_pb2 as attendance

from gateway.live.roster import LoadNames
from gateway.services import Services


def names_in(services: Services, room_id: str) -> LoadNames:
    """Loads, in the gateway's own name, who is on the roster of the sessions open in the room."""

    async def load() -> Mapping[str, str]:
        found = await services.attendance.ListSessions(
            attendance.ListSessionsRequest(room_id=room_id, open_only=True), timeout=5
        )
        names: dict[str, str] = {}
        for session in found.sessions:
            answer = await services.attendance.GetSession(
                attendance.GetSessionRequest(session_id=session.session_id), timeout=5
            )
            names.update({mark.student_id: mark.display_name for mark in answer.marks})
        return names

    return load
