"""What was wrong with cameras, and measuring what they show of a room."""

import csv
import io
from datetime import UTC, datetime

from aiohttp import web
from google.protobuf.duration_pb2 import Duration
from presence.attendance.v1 import evidence_service_pb2 as evidence
from presence.attendance.v1 import room_service_pb2 as room
from presence.recognition.v1 import camera_health_service_pb2 as health

from gateway.convert.cameras import awaited_of, commissioning_of, condition_of, session_condition_of
from gateway.models.base import Nothing
from gateway.models.cameras import (
    CameraConditionPage,
    Commissioning,
    ConditionsQuery,
    NewCommissioning,
    SessionConditions,
)
from gateway.routes.route import ADMINS, STAFF, Call, Route, Routes
from services.common.formulas import harmless


async def list_session_conditions(call: Call[Nothing]) -> SessionConditions:
    """When which of the session's cameras was in trouble."""
    answer = await call.ask(
        call.services.evidence.ListSessionConditions,
        evidence.ListSessionConditionsRequest(session_id=call.id("session_id")),
    )
    return SessionConditions(
        items=[session_condition_of(one) for one in answer.conditions],
        watched_share=answer.watched_share,
        awaited=[awaited_of(one) for one in answer.awaited],
    )


async def give_up_on_camera(call: Call[Nothing]) -> None:
    """Waits no longer for what the camera may still have of the session."""
    await call.ask(
        call.services.evidence.GiveUpOnCamera,
        evidence.GiveUpOnCameraRequest(session_id=call.id("session_id"), camera_id=call.id("camera_id")),
    )


async def export_session_conditions(call: Call[Nothing]) -> web.Response:
    """The same as a file, to be kept beside the session's marks."""
    found = await list_session_conditions(call)
    text = io.StringIO()
    lines = csv.writer(text)
    lines.writerow(("Camera", "Camera id", "Trouble", "From", "Until"))
    for one in found.items:
        times = (_time(one.start_time), _time(one.end_time))
        lines.writerow((harmless(one.camera_name), one.camera_id, one.trouble, *times))
    lines.writerow(("Share of the session that was watched", "", f"{found.watched_share:.3f}", "", ""))
    headers = {"Content-Disposition": 'attachment; filename="cameras.csv"', "Cache-Control": "private, no-store"}
    return web.Response(text=text.getvalue(), content_type="text/csv", charset="utf-8", headers=headers)


async def list_conditions(call: Call[ConditionsQuery]) -> CameraConditionPage:
    """A page of a camera's history."""
    answer = await call.ask(
        call.services.camera_health.ListCameraConditions,
        health.ListCameraConditionsRequest(
            camera_id=call.id("camera_id"), page_size=call.input.page_size, page_token=call.input.page_token
        ),
    )
    return CameraConditionPage(
        items=[condition_of(one) for one in answer.conditions], next_page_token=answer.next_page_token
    )


async def start_commissioning(call: Call[NewCommissioning]) -> Commissioning:
    """Asks the camera for pictures and measures them, beginning anew."""
    camera_id = call.id("camera_id")
    # recognition knows no cameras: whether this one exists is attendance's to say
    await call.ask(call.services.rooms.GetCamera, room.GetCameraRequest(camera_id=camera_id))
    answer = await call.ask(
        call.services.camera_health.StartCommissioning,
        health.StartCommissioningRequest(
            camera_id=camera_id, duration=Duration(seconds=round(call.input.minutes * 60))
        ),
    )
    return commissioning_of(answer.commissioning)


async def get_commissioning(call: Call[Nothing]) -> Commissioning:
    """The camera's last result, also while it is being measured."""
    answer = await call.ask(
        call.services.camera_health.GetCommissioning,
        health.GetCommissioningRequest(camera_id=call.id("camera_id")),
    )
    return commissioning_of(answer.commissioning)


async def stop_commissioning(call: Call[Nothing]) -> None:
    """Ends the measuring; what was measured stays."""
    await call.ask(
        call.services.camera_health.StopCommissioning,
        health.StopCommissioningRequest(camera_id=call.id("camera_id")),
    )


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


ONE = "/cameras/{camera_id}"
COMMISSIONING = f"{ONE}/commissioning"

ROUTES: Routes = (
    Route(
        "GET",
        "/sessions/{session_id}/camera-conditions",
        list_session_conditions,
        Nothing,
        SessionConditions,
        "When a session's cameras were in trouble",
        STAFF,
    ),
    Route(
        "GET",
        "/sessions/{session_id}/camera-conditions.csv",
        export_session_conditions,
        Nothing,
        None,
        "When a session's cameras were in trouble, as CSV",
        STAFF,
        produces=("text/csv",),
    ),
    Route(
        "POST",
        "/sessions/{session_id}/cameras/{camera_id}/give-up",
        give_up_on_camera,
        Nothing,
        None,
        "Stop waiting for a camera that will not return",
        STAFF,
    ),
    Route(
        "GET",
        f"{ONE}/conditions",
        list_conditions,
        ConditionsQuery,
        CameraConditionPage,
        "When a camera was in trouble",
        ADMINS,
    ),
    Route(
        "POST",
        COMMISSIONING,
        start_commissioning,
        NewCommissioning,
        Commissioning,
        "Measure what a camera shows",
        ADMINS,
        status=201,
    ),
    Route("GET", COMMISSIONING, get_commissioning, Nothing, Commissioning, "What a camera shows", ADMINS),
    Route("DELETE", COMMISSIONING, stop_commissioning, Nothing, None, "Stop measuring a camera", ADMINS),
)
