"""How the whole installation is."""

import asyncio
import socket
from datetime import UTC, datetime

import grpc
from presence.attendance.v1 import room_service_pb2 as room

from gateway.convert.system import itself, outbox_of, pods_of, services_of, sessions_of, storage_of
from gateway.models.base import Nothing
from gateway.models.system import SystemHealth
from gateway.problems import ProblemError
from gateway.routes.route import ADMINS, Call, Route, Routes
from gateway.system.ask import ANSWER_SECONDS, Told, ask_all
from gateway.system.cameras import Known, cameras_of
from gateway.system.findings import findings
from services.common.channels import bearer
from services.common.version import VERSION

MOST_CAMERAS = 1000
_PAGE_SIZE = 200
_NAME = socket.gethostname()
_STARTED = datetime.now(UTC)


async def get_system(call: Call[Nothing]) -> SystemHealth:
    """Everything that answers within three seconds, and who does not."""
    if call.login.role not in ADMINS or call.processes is None:  # a hint only; any service that answers says so itself
        raise ProblemError(403, "NOT_ALLOWED", "only administrators may see how the system is")
    told, known = await asyncio.gather(ask_all(call.processes, bearer(call.login.access_token)), _known_cameras(call))
    now = datetime.now(UTC)
    pods = pods_of(told)
    services = [itself(VERSION, _STARTED, _NAME), *services_of(told)]
    outbox, open_logins = outbox_of(told)
    sessions, excuse_files = sessions_of(told)
    storage = storage_of(pods)
    cameras = cameras_of(pods, known) if _answered(told, "recognition") else []
    found = findings(now, services, cameras, outbox, sessions, storage)
    return SystemHealth(
        time=now,
        well=all(one.severity == "note" for one in found),
        findings=found,
        services=services,
        cameras=cameras,
        outbox=outbox,
        open_logins=open_logins,
        sessions=sessions,
        storage=storage,
        excuse_files=excuse_files,
    )


def _answered(told: list[Told], process: str) -> bool:
    return any(one.answer is not None for one in told if one.standing.process == process)


async def _known_cameras(call: Call[Nothing]) -> dict[str, Known] | None:
    """By id, at most `MOST_CAMERAS`; None while attendance does not answer."""
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            rooms = {one.room_id: one.name for one in await _rooms(call)}
            return {one.camera_id: Known(one.name, rooms.get(one.room_id, "")) for one in await _cameras(call)}
    except (TimeoutError, grpc.aio.AioRpcError):
        return None


async def _rooms(call: Call[Nothing]) -> list[room.Room]:
    found: list[room.Room] = []
    token = ""
    while len(found) < MOST_CAMERAS:
        request = room.ListRoomsRequest(page_size=_PAGE_SIZE, page_token=token)
        answer = await call.ask(call.services.rooms.ListRooms, request, timeout_seconds=ANSWER_SECONDS)
        found.extend(answer.rooms)
        token = answer.next_page_token
        if not token:
            break
    return found


async def _cameras(call: Call[Nothing]) -> list[room.Camera]:
    found: list[room.Camera] = []
    token = ""
    while len(found) < MOST_CAMERAS:
        request = room.ListCamerasRequest(page_size=_PAGE_SIZE, page_token=token)
        answer = await call.ask(call.services.rooms.ListCameras, request, timeout_seconds=ANSWER_SECONDS)
        found.extend(answer.cameras)
        token = answer.next_page_token
        if not token:
            break
    return found


ROUTES: Routes = (
    Route("GET", "/system", get_system, Nothing, SystemHealth, "Tell how the whole installation is", ADMINS),
)
