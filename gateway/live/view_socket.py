"""The WebSocket that shows a camera's live picture."""

import asyncio
import socket as sockets

from presence.attendance.v1 import room_service_pb2 as room

from gateway.live.socket import Handler, Socket
from gateway.live.view_hub import ViewHub
from gateway.models.pictures import ViewHeartbeatEvent

HEARTBEAT_SECONDS = 10.0
SEND_BUFFER_BYTES = 128 * 1024  # two or three pictures; what waits in the kernel is old when it is seen


def camera_view(hub: ViewHub) -> Handler:
    """Asks as the user whether they may see the camera, then joins what all its sockets share.

    Between two sends the newest picture wins.
    """

    async def handle(socket: Socket) -> None:
        call = socket.call
        camera_id = call.id("camera_id")
        await call.ask(call.services.rooms.GetCamera, room.GetCameraRequest(camera_id=camera_id))
        _bound_send_buffer(socket)
        with hub.look(camera_id) as newest:
            await socket.send_model(ViewHeartbeatEvent())  # says: you may see it, and whatever comes will reach you
            while True:
                try:
                    async with asyncio.timeout(HEARTBEAT_SECONDS):
                        picture = await newest.take()
                except TimeoutError:
                    await socket.send_model(ViewHeartbeatEvent())
                else:
                    await socket.send_binary(picture)

    return handle


def _bound_send_buffer(socket: Socket) -> None:
    transport = socket.call.request.transport
    raw = transport.get_extra_info("socket") if transport is not None else None
    if raw is not None:
        raw.setsockopt(sockets.SOL_SOCKET, sockets.SO_SNDBUF, SEND_BUFFER_BYTES)
