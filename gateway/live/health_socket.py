"""The WebSocket that says which of a session's cameras do not see the room."""

from contextlib import aclosing

from presence.attendance.v1 import attendance_service_pb2 as attendance

from gateway.live.health_hub import HealthHub
from gateway.live.socket import Handler, Socket
from gateway.models.cameras import CameraHealthBeatEvent, CameraTroublesEvent
from services.common.streams import with_heartbeat

HEARTBEAT_SECONDS = 10.0


def camera_health(hub: HealthHub) -> Handler:
    """Asks as the user whether they may see the session, then joins what all sockets share."""

    async def handle(socket: Socket) -> None:
        call = socket.call
        request = attendance.GetSessionRequest(session_id=call.id("session_id"))
        answer = await call.ask(call.services.attendance.GetSession, request)
        followed = hub.follow(frozenset(answer.session.camera_ids))
        async with aclosing(followed), aclosing(with_heartbeat(followed, HEARTBEAT_SECONDS)) as messages:
            await socket.send_model(CameraHealthBeatEvent())
            async for troubles in messages:
                if troubles is None:
                    await socket.send_model(CameraHealthBeatEvent())
                else:
                    await socket.send_model(CameraTroublesEvent(cameras=list(troubles)))

    return handle
