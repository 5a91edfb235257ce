"""The timetable: slots, single classes, calendar files and feeds."""

import re

from aiohttp import web
from presence.attendance.v1 import timetable_service_pb2 as timetable

from gateway.body import read_bounded
from gateway.convert.common import time_if_set
from gateway.convert.timetable import class_of, imported_of, slot_of, slot_to, text_of
from gateway.download import sent_on
from gateway.models.base import Nothing
from gateway.models.timetable import (
    CalendarFeed,
    ClassChange,
    ClassesQuery,
    ClassList,
    ImportedTimetable,
    ImportTimetableQuery,
    NewExtraClass,
    PlannedClass,
    Slot,
    SlotChange,
    SlotContent,
    SlotPage,
    SlotsQuery,
)
from gateway.problems import ProblemError, not_found
from gateway.routes.route import ADMINS, EVERYBODY, PUBLIC, STAFF, Call, Route, Routes

FILE_BYTES_MAX = 2**20
IMPORT_SECONDS = 60.0
FEED_SECONDS = 60.0
_TOKEN = re.compile(r"^[A-Za-z0-9_-]{43}$")


async def list_slots(call: Call[SlotsQuery]) -> SlotPage:
    """A page of slots."""
    query = call.input
    answer = await call.ask(
        call.services.timetable.ListSlots,
        timetable.ListSlotsRequest(
            first_date=query.first_date,
            last_date=query.last_date,
            course_id=text_of(query.course_id),
            page_size=query.page_size,
            page_token=query.page_token,
        ),
    )
    return SlotPage(items=[slot_of(slot) for slot in answer.slots], next_page_token=answer.next_page_token)


async def create_slot(call: Call[SlotContent]) -> Slot:
    """Adds a slot."""
    request = timetable.CreateSlotRequest(slot=slot_to(call.input), request_id=str(call.input.request_id))
    return slot_of((await call.ask(call.services.timetable.CreateSlot, request)).slot)


async def update_slot(call: Call[SlotChange]) -> Slot:
    """Changes a slot from a day on."""
    change = call.input
    request = timetable.UpdateSlotRequest(
        slot=slot_to(change, call.id("slot_id"), change.revision),
        from_date=change.from_date,
        request_id=str(change.request_id),
    )
    return slot_of((await call.ask(call.services.timetable.UpdateSlot, request)).slot)


async def delete_slot(call: Call[Nothing]) -> None:
    """Ends a slot."""
    await call.ask(call.services.timetable.DeleteSlot, timetable.DeleteSlotRequest(slot_id=call.id("slot_id")))


async def list_classes(call: Call[ClassesQuery]) -> ClassList:
    """Classes of some days."""
    query = call.input
    answer = await call.ask(
        call.services.timetable.ListClasses,
        timetable.ListClassesRequest(
            first_date=query.first_date,
            last_date=query.last_date,
            course_id=text_of(query.course_id),
            room_id=text_of(query.room_id),
            teacher_id=text_of(query.teacher_id),
            group_id=text_of(query.group_id),
        ),
    )
    return ClassList(
        items=[class_of(one) for one in answer.classes],
        first_date=answer.first_date,
        last_date=answer.last_date,
        truncated=answer.truncated,
    )


async def change_class(call: Call[ClassChange]) -> PlannedClass:
    """Cancels, moves or gives away one class, or takes that back."""
    change = call.input
    message = timetable.ClassChange(
        slot_id=call.id("slot_id"),
        rule_date=call.request.match_info["rule_date"],
        cancelled=change.cancelled,
        new_date=change.new_date,
        start_time=change.start_time,
        end_time=change.end_time,
        room_id=text_of(change.room_id),
        teacher_id=text_of(change.teacher_id),
        note=change.note,
        revision=change.revision,
    )
    answer = await call.ask(call.services.timetable.ChangeClass, timetable.ChangeClassRequest(change=message))
    return class_of(getattr(answer, "class"))


async def create_extra_class(call: Call[NewExtraClass]) -> PlannedClass:
    """Holds a class beside the rule."""
    new = call.input
    extra = timetable.ExtraClass(
        course_id=str(new.course_id),
        group_id=text_of(new.group_id),
        room_id=str(new.room_id),
        teacher_id=text_of(new.teacher_id),
        date=new.date,
        start_time=new.start_time,
        end_time=new.end_time,
        note=new.note,
    )
    request = timetable.CreateExtraClassRequest(extra=extra, request_id=str(new.request_id))
    answer = await call.ask(call.services.timetable.CreateExtraClass, request)
    return class_of(getattr(answer, "class"))


async def cancel_extra_class(call: Call[Nothing]) -> None:
    """Calls an extra class off."""
    request = timetable.CancelExtraClassRequest(extra_id=call.id("extra_id"))
    await call.ask(call.services.timetable.CancelExtraClass, request)


async def import_timetable(call: Call[ImportTimetableQuery]) -> ImportedTimetable:
    """Looks at a calendar file, or takes it."""
    if call.request.content_type != "text/calendar":
        raise ProblemError(415, "UNSUPPORTED_TYPE", "the body must be text/calendar")
    file = await read_bounded(call.request, FILE_BYTES_MAX)
    request = timetable.ImportTimetableRequest(file=file, commit=call.input.commit)
    answer = await call.ask(call.services.timetable.ImportTimetable, request, timeout_seconds=IMPORT_SECONDS)
    return ImportedTimetable(items=[imported_of(one) for one in answer.events], committed=answer.committed)


async def get_feed(call: Call[Nothing]) -> CalendarFeed:
    """Whether the caller's calendar can be read at a secret address."""
    answer = await call.ask(call.services.timetable.GetCalendarFeed, timetable.GetCalendarFeedRequest())
    return CalendarFeed(create_time=time_if_set(answer, "create_time"), url="")


async def create_feed(call: Call[Nothing]) -> CalendarFeed:
    """Makes the address; an earlier one ends."""
    answer = await call.ask(call.services.timetable.CreateCalendarFeed, timetable.CreateCalendarFeedRequest())
    return CalendarFeed(
        create_time=time_if_set(answer, "create_time"), url=f"/api/v1/calendars/{answer.token}/presence.ics"
    )


async def revoke_feed(call: Call[Nothing]) -> None:
    """Ends the address."""
    await call.ask(call.services.timetable.RevokeCalendarFeed, timetable.RevokeCalendarFeedRequest())


async def read_feed(call: Call[Nothing]) -> web.StreamResponse:
    """The calendar at a secret address, for programs that know no log-in."""
    token = call.request.match_info["token"]
    if _TOKEN.fullmatch(token) is None:
        raise not_found("calendar")
    stream = call.services.timetable.ReadCalendarFeed(
        timetable.ReadCalendarFeedRequest(token=token), timeout=FEED_SECONDS
    )
    headers = {"Cache-Control": "private, no-store", "Content-Type": "text/calendar; charset=utf-8"}
    answer = await sent_on(call, stream, lambda _part: headers)
    assert answer is not None  # a calendar without classes has a head all the same
    return answer


SLOT, FEED = "/timetable/slots/{slot_id}", "/me/calendar-feed"

ROUTES: Routes = (
    Route("GET", "/timetable/slots", list_slots, SlotsQuery, SlotPage, "List slots of the timetable", STAFF),
    Route("POST", "/timetable/slots", create_slot, SlotContent, Slot, "Add a slot", ADMINS, status=201),
    Route("PUT", SLOT, update_slot, SlotChange, Slot, "Change a slot from a day on", ADMINS),
    Route("DELETE", SLOT, delete_slot, Nothing, None, "End a slot", ADMINS),
    Route("PUT", f"{SLOT}/classes/{{rule_date}}", change_class, ClassChange, PlannedClass, "Change one class", STAFF),
    Route("GET", "/timetable/classes", list_classes, ClassesQuery, ClassList, "Classes of some days", EVERYBODY),
    Route(
        "POST",
        "/timetable/extra-classes",
        create_extra_class,
        NewExtraClass,
        PlannedClass,
        "Hold an extra class",
        STAFF,
        status=201,
    ),
    Route(
        "DELETE",
        "/timetable/extra-classes/{extra_id}",
        cancel_extra_class,
        Nothing,
        None,
        "Call an extra class off",
        STAFF,
    ),
    Route(
        "POST",
        "/timetable/import",
        import_timetable,
        ImportTimetableQuery,
        ImportedTimetable,
        "Take slots from a calendar file, or only look",
        ADMINS,
        body_bytes_max=FILE_BYTES_MAX,
        consumes=("text/calendar",),
        raw_body=True,
    ),
    Route("GET", FEED, get_feed, Nothing, CalendarFeed, "Whether the own calendar has an address", EVERYBODY),
    Route("POST", FEED, create_feed, Nothing, CalendarFeed, "Give the own calendar an address", EVERYBODY, status=201),
    Route("DELETE", FEED, revoke_feed, Nothing, None, "End the address", EVERYBODY),
    Route(
        "GET",
        "/calendars/{token}/presence.ics",
        read_feed,
        Nothing,
        None,
        "A calendar at its secret address",
        PUBLIC,
        produces=("text/calendar",),
    ),
)
