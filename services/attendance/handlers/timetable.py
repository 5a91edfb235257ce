"""TimetableService: translates and authorizes."""

from collections.abc import AsyncIterator

import grpc
from presence.attendance.v1 import timetable_service_pb2 as pb
from presence.attendance.v1 import timetable_service_pb2_grpc as pb_grpc

from services.attendance.app.access import Access, person_of, scope_of
from services.attendance.app.institution import Institutions
from services.attendance.app.timetable.classes import Classes, ClassFilter, check_range
from services.attendance.app.timetable.feeds import Feeds
from services.attendance.app.timetable.imports.imports import Imports
from services.attendance.app.timetable.slots import Slots
from services.attendance.domain.paging import page_request
from services.attendance.handlers.translate import optional_uuid, uuid_from
from services.attendance.handlers.translate_dates import optional_date
from services.attendance.handlers.translate_imported import imported_message
from services.attendance.handlers.translate_timetable import (
    NOBODY,
    change_from,
    class_message,
    extra_from,
    slot_from,
    slot_message,
)
from services.common.principal import Role, require
from services.common.timestamps import timestamp

NAME = pb.DESCRIPTOR.services_by_name["TimetableService"].full_name
PUBLIC_METHODS = frozenset({f"/{NAME}/ReadCalendarFeed"})
PEOPLE = (Role.ADMIN, Role.TEACHER, Role.STUDENT)


class TimetableServicer(pb_grpc.TimetableServiceServicer):
    """presence.attendance.v1.TimetableService."""

    def __init__(
        self,
        *,
        slots: Slots,
        classes: Classes,
        imports: Imports,
        feeds: Feeds,
        institutions: Institutions,
        access: Access,
    ) -> None:
        self._slots = slots
        self._classes = classes
        self._imports = imports
        self._feeds = feeds
        self._institutions = institutions
        self._access = access

    async def ListSlots(
        self,
        request: pb.ListSlotsRequest,
        context: "grpc.aio.ServicerContext[pb.ListSlotsRequest, pb.ListSlotsResponse]",
    ) -> pb.ListSlotsResponse:
        """Administrators all, teachers those of their courses."""
        scope = scope_of(require(Role.ADMIN, Role.TEACHER, to="see the timetable's slots"))
        first = optional_date("first_date", request.first_date) or await self._institutions.today()
        days = check_range(first, optional_date("last_date", request.last_date))
        course_id = optional_uuid("course_id", request.course_id)
        page = page_request(
            request.page_size,
            request.page_token,
            of_list=f"slots of {scope}, {course_id}, {days}",
            default=100,
            most=500,
        )
        found, timetable = await self._classes.slots(scope, course_id, days, page)
        return pb.ListSlotsResponse(
            slots=[slot_message(slot, timetable) for slot in found.items], next_page_token=found.next_page_token
        )

    async def CreateSlot(
        self,
        request: pb.CreateSlotRequest,
        context: "grpc.aio.ServicerContext[pb.CreateSlotRequest, pb.CreateSlotResponse]",
    ) -> pb.CreateSlotResponse:
        """Administrators."""
        require(Role.ADMIN, to="change the timetable")
        slot = slot_from(NOBODY, request.slot)
        made = await self._slots.create(slot, uuid_from("request_id", request.request_id))
        return pb.CreateSlotResponse(slot=slot_message(made))

    async def UpdateSlot(
        self,
        request: pb.UpdateSlotRequest,
        context: "grpc.aio.ServicerContext[pb.UpdateSlotRequest, pb.UpdateSlotResponse]",
    ) -> pb.UpdateSlotResponse:
        """Administrators."""
        require(Role.ADMIN, to="change the timetable")
        slot = slot_from(uuid_from("slot_id", request.slot.slot_id), request.slot)
        from_date = optional_date("from_date", request.from_date)
        changed = await self._slots.update(slot, from_date, uuid_from("request_id", request.request_id))
        return pb.UpdateSlotResponse(slot=slot_message(changed))

    async def DeleteSlot(
        self,
        request: pb.DeleteSlotRequest,
        context: "grpc.aio.ServicerContext[pb.DeleteSlotRequest, pb.DeleteSlotResponse]",
    ) -> pb.DeleteSlotResponse:
        """Administrators."""
        require(Role.ADMIN, to="change the timetable")
        await self._slots.delete(uuid_from("slot_id", request.slot_id))
        return pb.DeleteSlotResponse()

    async def ListClasses(
        self,
        request: pb.ListClassesRequest,
        context: "grpc.aio.ServicerContext[pb.ListClassesRequest, pb.ListClassesResponse]",
    ) -> pb.ListClassesResponse:
        """Administrators all, teachers and students their own."""
        scope = scope_of(require(*PEOPLE, to="see the timetable"))
        wanted = ClassFilter(
            optional_uuid("course_id", request.course_id),
            optional_uuid("room_id", request.room_id),
            optional_uuid("teacher_id", request.teacher_id),
            optional_uuid("group_id", request.group_id),
        )
        first = optional_date("first_date", request.first_date)
        found = await self._classes.list(scope, wanted, first, optional_date("last_date", request.last_date))
        return pb.ListClassesResponse(
            classes=[class_message(one) for one in found.classes],
            first_date=found.days.first.isoformat(),
            last_date=found.days.last.isoformat(),
            truncated=found.truncated,
        )

    async def ChangeClass(
        self,
        request: pb.ChangeClassRequest,
        context: "grpc.aio.ServicerContext[pb.ChangeClassRequest, pb.ChangeClassResponse]",
    ) -> pb.ChangeClassResponse:
        """Administrators and teachers of the course."""
        principal = require(Role.ADMIN, Role.TEACHER, to="change classes")
        slot = await self._slots.slot(uuid_from("slot_id", request.change.slot_id))
        await self._access.run_course(principal, slot.course_id)
        change = change_from(request.change)
        changed = await self._slots.change(change, person_of(principal), request.change.revision)
        return pb.ChangeClassResponse(**{"class": class_message(changed)})

    async def CreateExtraClass(
        self,
        request: pb.CreateExtraClassRequest,
        context: "grpc.aio.ServicerContext[pb.CreateExtraClassRequest, pb.CreateExtraClassResponse]",
    ) -> pb.CreateExtraClassResponse:
        """Administrators and teachers of the course."""
        principal = require(Role.ADMIN, Role.TEACHER, to="hold extra classes")
        course_id = uuid_from("course_id", request.extra.course_id)
        await self._access.run_course(principal, course_id)
        made = await self._slots.create_extra(extra_from(request.extra), uuid_from("request_id", request.request_id))
        return pb.CreateExtraClassResponse(**{"class": class_message(made)})

    async def CancelExtraClass(
        self,
        request: pb.CancelExtraClassRequest,
        context: "grpc.aio.ServicerContext[pb.CancelExtraClassRequest, pb.CancelExtraClassResponse]",
    ) -> pb.CancelExtraClassResponse:
        """Administrators and teachers of the course."""
        principal = require(Role.ADMIN, Role.TEACHER, to="call extra classes off")
        extra_id = uuid_from("extra_id", request.extra_id)
        extra = await self._slots.extra_class(extra_id)
        if extra is not None:
            await self._access.run_course(principal, extra.course_id)
        await self._slots.cancel_extra(extra_id)
        return pb.CancelExtraClassResponse()

    async def ImportTimetable(
        self,
        request: pb.ImportTimetableRequest,
        context: "grpc.aio.ServicerContext[pb.ImportTimetableRequest, pb.ImportTimetableResponse]",
    ) -> pb.ImportTimetableResponse:
        """Administrators."""
        principal = require(Role.ADMIN, to="import timetables")
        found = await self._imports.run(request.file, person_of(principal), commit=request.commit)
        return pb.ImportTimetableResponse(events=[imported_message(one) for one in found], committed=request.commit)

    async def GetCalendarFeed(
        self,
        request: pb.GetCalendarFeedRequest,
        context: "grpc.aio.ServicerContext[pb.GetCalendarFeedRequest, pb.GetCalendarFeedResponse]",
    ) -> pb.GetCalendarFeedResponse:
        """Each their own."""
        made = await self._feeds.made(person_of(require(*PEOPLE, to="have a calendar")))
        return pb.GetCalendarFeedResponse(create_time=timestamp(made))

    async def CreateCalendarFeed(
        self,
        request: pb.CreateCalendarFeedRequest,
        context: "grpc.aio.ServicerContext[pb.CreateCalendarFeedRequest, pb.CreateCalendarFeedResponse]",
    ) -> pb.CreateCalendarFeedResponse:
        """Each their own."""
        token, made = await self._feeds.create(person_of(require(*PEOPLE, to="have a calendar")))
        return pb.CreateCalendarFeedResponse(token=token, create_time=timestamp(made))

    async def RevokeCalendarFeed(
        self,
        request: pb.RevokeCalendarFeedRequest,
        context: "grpc.aio.ServicerContext[pb.RevokeCalendarFeedRequest, pb.RevokeCalendarFeedResponse]",
    ) -> pb.RevokeCalendarFeedResponse:
        """Each their own."""
        await self._feeds.revoke(person_of(require(*PEOPLE, to="have a calendar")))
        return pb.RevokeCalendarFeedResponse()

    async def ReadCalendarFeed(
        self,
        request: pb.ReadCalendarFeedRequest,
        context: "grpc.aio.ServicerContext[pb.ReadCalendarFeedRequest, pb.ReadCalendarFeedResponse]",
    ) -> AsyncIterator[pb.ReadCalendarFeedResponse]:
        """Whoever has the token; programs that show calendars know no log-in."""
        async for chunk in self._feeds.read(request.token):
            yield pb.ReadCalendarFeedResponse(chunk=chunk)
