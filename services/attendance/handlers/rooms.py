"""RoomService: translates and authorizes."""

import grpc
from presence.attendance.v1 import room_service_pb2 as pb
from presence.attendance.v1 import room_service_pb2_grpc as pb_grpc

from services.attendance.app.access import Access
from services.attendance.app.completeness import Completeness
from services.attendance.app.rooms import Rooms
from services.attendance.domain.paging import page_request
from services.attendance.domain.room import Camera, Room
from services.attendance.handlers.translate import (
    camera_message,
    detector_from,
    optional_uuid,
    role_from,
    room_message,
    tiles_from,
    uuid_from,
)
from services.common.principal import Role, require


class RoomServicer(pb_grpc.RoomServiceServicer):
    """presence.attendance.v1.RoomService: administrators write, teachers read."""

    def __init__(self, rooms: Rooms, completeness: Completeness, access: Access) -> None:
        self._rooms = rooms
        self._completeness = completeness
        self._access = access

    async def CreateRoom(
        self,
        request: pb.CreateRoomRequest,
        context: "grpc.aio.ServicerContext[pb.CreateRoomRequest, pb.CreateRoomResponse]",
    ) -> pb.CreateRoomResponse:
        """Administrators."""
        require(Role.ADMIN, to="create rooms")
        room = await self._rooms.create_room(request.name, uuid_from("request_id", request.request_id))
        return pb.CreateRoomResponse(room=room_message(room))

    async def ListRooms(
        self,
        request: pb.ListRoomsRequest,
        context: "grpc.aio.ServicerContext[pb.ListRoomsRequest, pb.ListRoomsResponse]",
    ) -> pb.ListRoomsResponse:
        """Administrators and teachers."""
        require(Role.ADMIN, Role.TEACHER, to="list rooms")
        found = await self._rooms.list_rooms(page_request(request.page_size, request.page_token, of_list="rooms"))
        return pb.ListRoomsResponse(
            rooms=[room_message(room) for room in found.items], next_page_token=found.next_page_token
        )

    async def UpdateRoom(
        self,
        request: pb.UpdateRoomRequest,
        context: "grpc.aio.ServicerContext[pb.UpdateRoomRequest, pb.UpdateRoomResponse]",
    ) -> pb.UpdateRoomResponse:
        """Administrators."""
        require(Role.ADMIN, to="change rooms")
        room_id = uuid_from("room_id", request.room.room_id)
        room = await self._rooms.update_room(Room(room_id, request.room.name, request.room.revision))
        return pb.UpdateRoomResponse(room=room_message(room))

    async def DeleteRoom(
        self,
        request: pb.DeleteRoomRequest,
        context: "grpc.aio.ServicerContext[pb.DeleteRoomRequest, pb.DeleteRoomResponse]",
    ) -> pb.DeleteRoomResponse:
        """Administrators."""
        require(Role.ADMIN, to="delete rooms")
        await self._rooms.delete_room(uuid_from("room_id", request.room_id))
        return pb.DeleteRoomResponse()

    async def CreateCamera(
        self,
        request: pb.CreateCameraRequest,
        context: "grpc.aio.ServicerContext[pb.CreateCameraRequest, pb.CreateCameraResponse]",
    ) -> pb.CreateCameraResponse:
        """Administrators."""
        require(Role.ADMIN, to="create cameras")
        camera = await self._rooms.create_camera(
            uuid_from("room_id", request.camera.room_id),
            request.camera.name,
            detector_from(request.camera.detector),
            uuid_from("request_id", request.request_id),
            tiles_from(request.camera.tiles),
            role_from(request.camera.role),
        )
        return pb.CreateCameraResponse(camera=camera_message(camera))

    async def GetCamera(
        self,
        request: pb.GetCameraRequest,
        context: "grpc.aio.ServicerContext[pb.GetCameraRequest, pb.GetCameraResponse]",
    ) -> pb.GetCameraResponse:
        """Administrators, services, and whoever runs a session in its room now."""
        principal = require(Role.ADMIN, Role.TEACHER, Role.SERVICE, to="see cameras")
        camera_id = uuid_from("camera_id", request.camera_id)
        await self._access.see_camera(principal, camera_id)
        return pb.GetCameraResponse(camera=camera_message(await self._rooms.get_camera(camera_id)))

    async def ListCameras(
        self,
        request: pb.ListCamerasRequest,
        context: "grpc.aio.ServicerContext[pb.ListCamerasRequest, pb.ListCamerasResponse]",
    ) -> pb.ListCamerasResponse:
        """Administrators and teachers."""
        require(Role.ADMIN, Role.TEACHER, to="list cameras")
        room_id = optional_uuid("room_id", request.room_id)
        page = page_request(request.page_size, request.page_token, of_list=f"cameras of {room_id}")
        found = await self._rooms.list_cameras(room_id, page)
        return pb.ListCamerasResponse(
            cameras=[camera_message(camera) for camera in found.items], next_page_token=found.next_page_token
        )

    async def UpdateCamera(
        self,
        request: pb.UpdateCameraRequest,
        context: "grpc.aio.ServicerContext[pb.UpdateCameraRequest, pb.UpdateCameraResponse]",
    ) -> pb.UpdateCameraResponse:
        """Administrators."""
        require(Role.ADMIN, to="change cameras")
        camera = await self._rooms.update_camera(
            Camera(
                uuid_from("camera_id", request.camera.camera_id),
                uuid_from("room_id", request.camera.room_id),
                request.camera.name,
                detector_from(request.camera.detector),
                tiles_from(request.camera.tiles),
                role_from(request.camera.role),
                request.camera.revision,
            )
        )
        return pb.UpdateCameraResponse(camera=camera_message(camera))

    async def DeleteCamera(
        self,
        request: pb.DeleteCameraRequest,
        context: "grpc.aio.ServicerContext[pb.DeleteCameraRequest, pb.DeleteCameraResponse]",
    ) -> pb.DeleteCameraResponse:
        """Administrators."""
        require(Role.ADMIN, to="delete cameras")
        camera_id = uuid_from("camera_id", request.camera_id)
        await self._rooms.delete_camera(camera_id)
        await self._completeness.camera_removed(camera_id)
        return pb.DeleteCameraResponse()
