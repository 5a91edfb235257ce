"""The WebSocket that follows a session."""

from contextlib import aclosing

from presence.attendance.v1 import attendance_service_pb2 as attendance

from gateway.live.session_hub import SessionHub
from gateway.live.socket import Handler, Socket
from gateway.models.sessions import SessionEventsQuery


def session_events(hub: SessionHub) -> Handler:
    """Asks as the user whether they may see the session, then joins the watch all its sockets share."""

    async def handle(socket: Socket) -> None:
        call = socket.call
        session_id = call.id("session_id")
        await call.ask(call.services.attendance.GetSession, attendance.GetSessionRequest(session_id=session_id))
        query = socket.query
        resume_token = query.resume if isinstance(query, SessionEventsQuery) else ""
        async with aclosing(hub.follow(session_id, resume_token)) as messages:
            async for text in messages:
                await socket.send_text(text)

    return handle
