"""Rooms and their cameras."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Protocol
from uuid import UUID

from services.attendance.domain.errors import CameraNotFound, RoomNotFound
from services.attendance.domain.paging import Page, PageRequest
from services.attendance.domain.room import MAX_NAME_CHARACTERS, Camera, CameraRole, Detector, Room, Tiles
from services.attendance.domain.text import check_text

NewId = Callable[[], UUID]
Clock = Callable[[], datetime]


class RoomStore(Protocol):
    """Where rooms and cameras are kept. A camera that comes or goes joins or leaves its room's open session."""

    async def create_room(self, room: Room, request_id: UUID) -> Room:
        """The room made by this request, now or earlier; RoomNameTaken."""
        ...

    async def list_rooms(self, page: PageRequest) -> Page[Room]:
        """By name."""
        ...

    async def update_room(self, room: Room) -> Room | None:
        """Rename it; None if there is none. StaleRevision, RoomNameTaken."""
        ...

    async def delete_room(self, room_id: UUID) -> None:
        """Remove it and its cameras if it is there; RoomHasSessions."""
        ...

    async def create_camera(self, camera: Camera, request_id: UUID, now: datetime) -> Camera | None:
        """The camera made by this request, now or earlier; None if there is no such room."""
        ...

    async def get_camera(self, camera_id: UUID) -> Camera | None:
        """One camera."""
        ...

    async def list_cameras(self, room_id: UUID | None, page: PageRequest) -> Page[Camera]:
        """By name, of one room or all."""
        ...

    async def update_camera(self, camera: Camera, now: datetime) -> Camera | None:
        """Replace its fields; None if there is none. StaleRevision; RoomNotFound when its new room does not exist."""
        ...

    async def delete_camera(self, camera_id: UUID, now: datetime) -> None:
        """Remove it if it is there."""
        ...


class Rooms:
    """What can be done with rooms and cameras; the caller has been authorized."""

    def __init__(self, store: RoomStore, new_id: NewId, clock: Clock) -> None:
        self._store = store
        self._new_id = new_id
        self._clock = clock

    async def create_room(self, name: str, request_id: UUID) -> Room:
        """A new room, or the one this request made before."""
        return await self._store.create_room(Room(self._new_id(), _name(name)), request_id)

    async def list_rooms(self, page: PageRequest) -> Page[Room]:
        """Rooms by name."""
        return await self._store.list_rooms(page)

    async def update_room(self, room: Room) -> Room:
        """The room with its new name; StaleRevision."""
        updated = await self._store.update_room(replace(room, name=_name(room.name)))
        if updated is None:
            raise RoomNotFound(str(room.room_id))
        return updated

    async def delete_room(self, room_id: UUID) -> None:
        """The room and its cameras are gone, as far as they ever were there."""
        await self._store.delete_room(room_id)

    async def create_camera(
        self,
        room_id: UUID,
        name: str,
        detector: Detector,
        request_id: UUID,
        tiles: Tiles = Tiles.AUTO,
        role: CameraRole = CameraRole.ROOM,
    ) -> Camera:
        """A new camera, or the one this request made before."""
        camera = Camera(self._new_id(), room_id, _name(name), detector, tiles, role)
        created = await self._store.create_camera(camera, request_id, self._clock())
        if created is None:
            raise RoomNotFound(str(room_id))
        return created

    async def get_camera(self, camera_id: UUID) -> Camera:
        """One camera; CameraNotFound."""
        camera = await self._store.get_camera(camera_id)
        if camera is None:
            raise CameraNotFound(str(camera_id))
        return camera

    async def list_cameras(self, room_id: UUID | None, page: PageRequest) -> Page[Camera]:
        """Cameras by name."""
        return await self._store.list_cameras(room_id, page)

    async def update_camera(self, camera: Camera) -> Camera:
        """The camera with its new room, name, detector, tiles and role; StaleRevision."""
        updated = await self._store.update_camera(replace(camera, name=_name(camera.name)), self._clock())
        if updated is None:
            raise CameraNotFound(str(camera.camera_id))
        return updated

    async def delete_camera(self, camera_id: UUID) -> None:
        """The camera is gone, as far as it ever was there."""
        await self._store.delete_camera(camera_id, self._clock())


def _name(name: str) -> str:
    return check_text("name", name, MAX_NAME_CHARACTERS)
