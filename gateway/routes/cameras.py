"""Cameras and the keys with which they prove who they are."""

from presence.attendance.v1 import room_service_pb2 as room
from presence.identity.v1 import device_service_pb2 as device

from gateway.convert.attendance import DETECTOR_TO_PROTO, ROLE_TO_PROTO, TILES_TO_PROTO, camera_of, key_of
from gateway.models.base import Nothing, PageQuery
from gateway.models.rooms import (
    Camera,
    CameraPage,
    CameraPatch,
    CamerasQuery,
    DeviceKeyPage,
    NewCamera,
    NewDeviceKey,
    NewDeviceKeyAnswer,
)
from gateway.routes.route import ADMINS, STAFF, Call, Route, Routes


async def list_cameras(call: Call[CamerasQuery]) -> CameraPage:
    """A page of cameras, of one room or all."""
    query = call.input
    answer = await call.ask(
        call.services.rooms.ListCameras,
        room.ListCamerasRequest(
            room_id=str(query.room_id) if query.room_id else "",
            page_size=query.page_size,
            page_token=query.page_token,
        ),
    )
    return CameraPage(items=[camera_of(one) for one in answer.cameras], next_page_token=answer.next_page_token)


async def create_camera(call: Call[NewCamera]) -> Camera:
    """Adds a camera to a room."""
    new = call.input
    camera = room.Camera(
        room_id=str(new.room_id),
        name=new.name,
        detector=DETECTOR_TO_PROTO[new.detector],
        tiles=TILES_TO_PROTO[new.tiles],
        role=ROLE_TO_PROTO[new.role],
    )
    answer = await call.ask(
        call.services.rooms.CreateCamera,
        room.CreateCameraRequest(camera=camera, request_id=str(new.request_id)),
    )
    return camera_of(answer.camera)


async def get_camera(call: Call[Nothing]) -> Camera:
    """One camera."""
    return camera_of(await _camera(call))


async def update_camera(call: Call[CameraPatch]) -> Camera:
    """Changes the fields that are given, if what was looked at still holds; live streams follow."""
    camera = await _camera(call)
    patch = call.input
    if patch.name is not None:
        camera.name = patch.name
    if patch.room_id is not None:
        camera.room_id = str(patch.room_id)
    if patch.detector is not None:
        camera.detector = DETECTOR_TO_PROTO[patch.detector]
    if patch.role is not None:
        camera.role = ROLE_TO_PROTO[patch.role]
    if patch.tiles is not None:
        camera.tiles = TILES_TO_PROTO[patch.tiles]
    # without one it is that of what was merged, so that nothing is lost between the two calls either
    camera.revision = patch.revision or camera.revision
    answer = await call.ask(call.services.rooms.UpdateCamera, room.UpdateCameraRequest(camera=camera))
    return camera_of(answer.camera)


async def delete_camera(call: Call[Nothing]) -> None:
    """Removes a camera; its stream is closed. Its keys are identity's: a retry revokes those that are left."""
    camera_id = call.id("camera_id")
    await call.ask(call.services.rooms.DeleteCamera, room.DeleteCameraRequest(camera_id=camera_id))
    page_token = ""
    while True:
        page = await call.ask(
            call.services.devices.ListDeviceKeys,
            device.ListDeviceKeysRequest(camera_id=camera_id, page_size=100, page_token=page_token),
        )
        for key in page.keys:
            if not key.HasField("revoke_time"):
                await call.ask(call.services.devices.RevokeDeviceKey, device.RevokeDeviceKeyRequest(key_id=key.key_id))
        page_token = page.next_page_token
        if not page_token:
            return


async def list_keys(call: Call[PageQuery]) -> DeviceKeyPage:
    """A page of a camera's keys, revoked ones included."""
    answer = await call.ask(
        call.services.devices.ListDeviceKeys,
        device.ListDeviceKeysRequest(
            camera_id=call.id("camera_id"), page_size=call.input.page_size, page_token=call.input.page_token
        ),
    )
    return DeviceKeyPage(items=[key_of(one) for one in answer.keys], next_page_token=answer.next_page_token)


async def issue_key(call: Call[NewDeviceKey]) -> NewDeviceKeyAnswer:
    """Issues a key, whose credential is in this answer and nowhere else."""
    await _camera(call)  # identity knows no cameras: whether this one exists is attendance's to say
    answer = await call.ask(
        call.services.devices.IssueDeviceKey,
        device.IssueDeviceKeyRequest(camera_id=call.id("camera_id"), label=call.input.label),
    )
    return NewDeviceKeyAnswer(**key_of(answer.key).model_dump(), credential=answer.credential)


async def revoke_key(call: Call[Nothing]) -> None:
    """Ends a key."""
    await call.ask(call.services.devices.RevokeDeviceKey, device.RevokeDeviceKeyRequest(key_id=call.id("key_id")))


async def _camera(call: Call[Nothing] | Call[CameraPatch] | Call[NewDeviceKey]) -> room.Camera:
    answer = await call.ask(call.services.rooms.GetCamera, room.GetCameraRequest(camera_id=call.id("camera_id")))
    return answer.camera


ONE = "/cameras/{camera_id}"
KEYS = f"{ONE}/keys"

ROUTES: Routes = (
    Route("GET", "/cameras", list_cameras, CamerasQuery, CameraPage, "List cameras", STAFF),
    Route("POST", "/cameras", create_camera, NewCamera, Camera, "Add a camera", ADMINS, status=201),
    Route("GET", ONE, get_camera, Nothing, Camera, "One camera", STAFF),
    Route("PATCH", ONE, update_camera, CameraPatch, Camera, "Change a camera", ADMINS),
    Route("DELETE", ONE, delete_camera, Nothing, None, "Delete a camera", ADMINS),
    Route("GET", KEYS, list_keys, PageQuery, DeviceKeyPage, "List a camera's keys", ADMINS),
    Route("POST", KEYS, issue_key, NewDeviceKey, NewDeviceKeyAnswer, "Issue a camera key", ADMINS, status=201),
    Route("DELETE", f"{KEYS}/{{key_id}}", revoke_key, Nothing, None, "Revoke a camera key", ADMINS),
)
