"""Rooms."""

from presence.attendance.v1 import room_service_pb2 as room

from gateway.convert.attendance import room_of
from gateway.models.base import Nothing, PageQuery
from gateway.models.rooms import NewRoom, Room, RoomPage, RoomPatch
from gateway.routes.route import ADMINS, STAFF, Call, Route, Routes


async def list_rooms(call: Call[PageQuery]) -> RoomPage:
    """A page of rooms."""
    answer = await call.ask(
        call.services.rooms.ListRooms,
        room.ListRoomsRequest(page_size=call.input.page_size, page_token=call.input.page_token),
    )
    return RoomPage(items=[room_of(one) for one in answer.rooms], next_page_token=answer.next_page_token)


async def create_room(call: Call[NewRoom]) -> Room:
    """Adds a room."""
    answer = await call.ask(
        call.services.rooms.CreateRoom,
        room.CreateRoomRequest(name=call.input.name, request_id=str(call.input.request_id)),
    )
    return room_of(answer.room)


async def update_room(call: Call[RoomPatch]) -> Room:
    """Renames a room."""
    message = room.Room(room_id=call.id("room_id"), name=call.input.name, revision=call.input.revision)
    answer = await call.ask(call.services.rooms.UpdateRoom, room.UpdateRoomRequest(room=message))
    return room_of(answer.room)


async def delete_room(call: Call[Nothing]) -> None:
    """Removes a room and its cameras, if no session was ever held there."""
    await call.ask(call.services.rooms.DeleteRoom, room.DeleteRoomRequest(room_id=call.id("room_id")))


ONE = "/rooms/{room_id}"

ROUTES: Routes = (
    Route("GET", "/rooms", list_rooms, PageQuery, RoomPage, "List rooms", STAFF),
    Route("POST", "/rooms", create_room, NewRoom, Room, "Add a room", ADMINS, status=201),
    Route("PATCH", ONE, update_room, RoomPatch, Room, "Rename a room", ADMINS),
    Route("DELETE", ONE, delete_room, Nothing, None, "Delete a room that never had a session", ADMINS),
)
