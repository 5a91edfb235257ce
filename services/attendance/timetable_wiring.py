"""What serves the academic year and keeps it, put together by hand."""

import secrets
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass
from uuid import uuid4

import grpc
from presence.attendance.v1 import (
    calendar_service_pb2,
    calendar_service_pb2_grpc,
    group_service_pb2,
    group_service_pb2_grpc,
    timetable_service_pb2,
    timetable_service_pb2_grpc,
)

from services.attendance.adapters.calendar_postgres import PostgresCalendar
from services.attendance.adapters.feeds_postgres import PostgresFeeds
from services.attendance.adapters.groups_postgres import PostgresGroups
from services.attendance.adapters.ical_read import read_events
from services.attendance.adapters.ical_write import write_calendar
from services.attendance.adapters.imports_postgres import PostgresImports
from services.attendance.adapters.institution_postgres import PostgresInstitution
from services.attendance.adapters.keeper_postgres import PostgresKeeper
from services.attendance.adapters.timetable_changes_postgres import PostgresTimetableChanges
from services.attendance.adapters.timetable_postgres import PostgresTimetable
from services.attendance.app.access import Access
from services.attendance.app.institution import Clock, Institutions
from services.attendance.app.people import People
from services.attendance.app.timetable.calendar import Calendar
from services.attendance.app.timetable.classes import Classes
from services.attendance.app.timetable.feeds import Feeds
from services.attendance.app.timetable.groups import Groups
from services.attendance.app.timetable.imports.imports import Imports
from services.attendance.app.timetable.keeper import Keeper
from services.attendance.app.timetable.slots import Slots
from services.attendance.handlers.calendar import CalendarServicer
from services.attendance.handlers.groups import GroupServicer
from services.attendance.handlers.timetable import TimetableServicer
from services.common.postgres import Database
from services.common.server import Register


@dataclass(frozen=True)
class TimetableSide:
    """For the server: what it serves, what runs beside it, and what starting a session by hand asks."""

    add: Register
    keeping: Coroutine[object, object, None]
    classes: Classes
    institutions: Institutions


def timetable_side(
    database: Database, people: People, access: Access, clock: Clock, *, poll_seconds: float
) -> TimetableSide:
    """All of it on one database."""
    store = PostgresInstitution(database)
    institutions = Institutions(store, clock)
    reader, changes = PostgresTimetable(database), PostgresTimetableChanges(database)
    classes = Classes(reader, store, clock)
    calendar = CalendarServicer(institutions, Calendar(PostgresCalendar(database), uuid4))
    groups = GroupServicer(Groups(PostgresGroups(database), people, institutions.today, uuid4))
    timetable = TimetableServicer(
        slots=Slots(changes, people, clock, uuid4),
        classes=classes,
        imports=Imports(PostgresImports(database), read_events, clock, uuid4),
        feeds=Feeds(PostgresFeeds(database), reader, people, write_calendar, clock, secrets.token_urlsafe),
        institutions=institutions,
        access=access,
    )

    def add(server: grpc.aio.Server) -> Sequence[str]:
        calendar_service_pb2_grpc.add_CalendarServiceServicer_to_server(calendar, server)
        group_service_pb2_grpc.add_GroupServiceServicer_to_server(groups, server)
        timetable_service_pb2_grpc.add_TimetableServiceServicer_to_server(timetable, server)
        files = (
            (calendar_service_pb2, "CalendarService"),
            (group_service_pb2, "GroupService"),
            (timetable_service_pb2, "TimetableService"),
        )
        return [file.DESCRIPTOR.services_by_name[name].full_name for file, name in files]

    keeper = Keeper(PostgresKeeper(database), clock, uuid4, poll_seconds=poll_seconds)
    return TimetableSide(add, keeper.run(), classes, institutions)
