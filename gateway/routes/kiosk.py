"""Tablets that are kiosks: how one becomes a kiosk, what it shows, and how it stops."""

from contextlib import suppress
from typing import Any

import grpc
from presence.attendance.v1 import check_in_service_pb2 as check_in
from presence.attendance.v1 import room_service_pb2 as room
from presence.identity.v1 import device_service_pb2 as device

from gateway.convert.common import time_of
from gateway.convert.kiosk import kiosk_of
from gateway.login.caller import KIOSK
from gateway.models.base import Nothing
from gateway.models.kiosk import KioskClaimRequest, KioskPairing, KioskPairingRequest, KioskState, NewKioskPairing
from gateway.routes.entering import revoke
from gateway.routes.route import ADMINS, PUBLIC, Call, Route, Routes

KIOSKS = frozenset({KIOSK})
CODE_BYTES_MAX = 1024


async def offer(call: Call[NewKioskPairing]) -> KioskPairing:
    """Gives the code with which one tablet becomes this camera's kiosk."""
    camera_id = call.id("camera_id")
    # identity knows no cameras: whether this one exists is attendance's to say
    await call.ask(call.services.rooms.GetCamera, room.GetCameraRequest(camera_id=camera_id))
    answer = await call.ask(
        call.services.devices.CreateKioskPairing,
        device.CreateKioskPairingRequest(camera_id=camera_id, label=call.input.label),
    )
    return KioskPairing(code=answer.code, expire_time=time_of(answer.expire_time))


async def pair(call: Call[KioskPairingRequest]) -> KioskState:
    """The tablet becomes a kiosk; whoever was logged in on it is so no more."""
    request = device.PairKioskRequest(code=call.input.code, client=call.client)
    answer = await call.ask_publicly(call.own.devices.PairKiosk, request)
    with suppress(grpc.aio.AioRpcError):  # it runs out by itself, and its cookies go
        await revoke(call)
    call.jar.end()
    call.jar.kiosk.renew(answer.token)
    return await _state(call)


async def show(call: Call[Nothing]) -> KioskState:
    """Where the kiosk stands, and whose class runs there."""
    return await _state(call)


async def claim(call: Call[KioskClaimRequest]) -> None:
    """Tells the teacher that somebody says to be there."""
    request = check_in.ClaimAtKioskRequest(
        camera_id=call.login.subject,
        student_number=call.input.student_number,
        request_id=str(call.input.request_id),
    )
    await call.ask(call.services.check_ins.ClaimAtKiosk, request)


async def reset(call: Call[Nothing]) -> None:
    """The tablet forgets its key, which is revoked."""
    await call.ask_publicly(
        call.own.devices.EndKiosk, device.EndKioskRequest(refresh_token=call.jar.kiosk.refresh_token)
    )
    call.jar.kiosk.end()


async def _state(call: Call[Any]) -> KioskState:
    camera_id = call.login.subject
    answer = await call.ask(call.services.check_ins.GetKiosk, check_in.GetKioskRequest(camera_id=camera_id))
    return kiosk_of(camera_id, answer)


ROUTES: Routes = (
    Route(
        "POST",
        "/cameras/{camera_id}/kiosk-pairing",
        offer,
        NewKioskPairing,
        KioskPairing,
        "Give a code with which one tablet becomes this camera's kiosk",
        ADMINS,
        status=201,
    ),
    Route(
        "POST",
        "/kiosk/pairing",
        pair,
        KioskPairingRequest,
        KioskState,
        "Make this device a kiosk; whoever was logged in on it is so no more",
        PUBLIC,
        body_bytes_max=CODE_BYTES_MAX,
    ),
    Route("GET", "/kiosk", show, Nothing, KioskState, "Where this kiosk stands, and whose class runs there", KIOSKS),
    Route("DELETE", "/kiosk", reset, Nothing, None, "Stop being a kiosk: the key is forgotten and revoked", KIOSKS),
    Route(
        "POST",
        "/kiosk/claims",
        claim,
        KioskClaimRequest,
        None,
        "Say by student number that one is there; the teacher decides",
        KIOSKS,
    ),
)
