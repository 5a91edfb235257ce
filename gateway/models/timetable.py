"""The timetable: slots that repeat, single classes, calendar files and feeds."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from gateway.models.base import Page, PageQuery, RequestId, RequestModel, ResponseModel, SeenRevision, Time, Whole
from gateway.models.calendar import ClockTime, Day, OptionalClockTime, OptionalDay, Weekdays

Note = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]


class Slot(ResponseModel):
    """Classes that repeat by the week; empty ids mean everybody enrolled, and whoever teaches the course."""

    slot_id: str
    course_id: str
    course_code: str
    course_title: str
    group_id: str
    group_name: str
    room_id: str
    room_name: str
    teacher_id: str
    teacher_name: str
    weekdays: list[int]
    start_time: str
    end_time: str
    first_date: str
    last_date: str
    interval_weeks: int
    revision: int


class SlotPage(Page):
    """Slots by time of day."""

    items: list[Slot]


class SlotsQuery(PageQuery):
    """Slots that hold on one of these days; from today on when nothing is said."""

    page_size: int = Field(default=100, ge=1, le=500)
    first_date: OptionalDay = ""
    last_date: OptionalDay = ""
    course_id: UUID | None = None


class SlotContent(RequestModel):
    """What a slot is."""

    course_id: UUID
    group_id: UUID | None = None
    room_id: UUID
    teacher_id: UUID | None = None
    weekdays: Weekdays
    start_time: ClockTime
    end_time: ClockTime
    first_date: Day
    last_date: Day
    interval_weeks: int = Field(default=1, ge=1, le=8)
    request_id: RequestId


class SlotChange(SlotContent):
    """A slot as it shall be from a day on."""

    revision: Whole
    from_date: OptionalDay = ""


class PlannedClass(ResponseModel):
    """One class of the timetable, and its session once it has one."""

    occurrence_id: str
    slot_id: str
    rule_date: str
    date: str
    start_time: Time
    end_time: Time
    course_id: str
    course_code: str
    course_title: str
    group_id: str
    group_name: str
    room_id: str
    room_name: str
    teacher_id: str
    teacher_name: str
    cancelled: bool
    moved: bool
    substituted: bool
    note: str
    session_id: str
    session_open: bool
    revision: int


class ClassList(ResponseModel):
    """Classes by time."""

    items: list[PlannedClass]
    first_date: str
    last_date: str
    truncated: bool


class ClassesQuery(RequestModel):
    """Which classes: today's when no day is said, at most 62 days."""

    first_date: OptionalDay = ""
    last_date: OptionalDay = ""
    course_id: UUID | None = None
    room_id: UUID | None = None
    teacher_id: UUID | None = None
    group_id: UUID | None = None


class ClassChange(RequestModel):
    """What is different about one class; what is empty is as the slot has it."""

    cancelled: bool = False
    new_date: OptionalDay = ""
    start_time: OptionalClockTime = ""
    end_time: OptionalClockTime = ""
    room_id: UUID | None = None
    teacher_id: UUID | None = None
    note: Note = ""
    revision: SeenRevision = 0


class NewExtraClass(RequestModel):
    """A class beside the rule."""

    course_id: UUID
    group_id: UUID | None = None
    room_id: UUID
    teacher_id: UUID | None = None
    date: Day
    start_time: ClockTime
    end_time: ClockTime
    note: Note = ""
    request_id: RequestId


class ImportTimetableQuery(RequestModel):
    """Whether to write, or only to look."""

    commit: bool = False


class ImportDifference(ResponseModel):
    """What is different about an event; names, days, times as 09:45–10:30, weekdays as 1,3."""

    what: Literal[
        "course",
        "group",
        "room",
        "weekdays",
        "time",
        "interval_weeks",
        "first_date",
        "last_date",
        "date",
        "cancelled_day",
        "changed_day",
        "restored_day",
    ]
    before: str
    after: str


class ImportedEvent(ResponseModel):
    """An event of the file and what becomes of it."""

    uid: str
    summary: str
    result: Literal["new", "changed", "ended", "unchanged", "refused"]
    reason: str = Field(description="Why it is refused, in words.")
    reason_code: str = Field(description="As the reason of a problem; `reason_fields` are its metadata.")
    reason_fields: dict[str, str]
    repeats: bool
    first_date: str
    last_date: str
    start_time: str
    end_time: str
    weekdays: list[int]
    cancelled_dates: int
    differences: list[ImportDifference]
    from_date: str = Field(description="Of one that has begun: from which day on it is different.")


class ImportedTimetable(ResponseModel):
    """Events in the order of the file."""

    items: list[ImportedEvent]
    committed: bool


class CalendarFeed(ResponseModel):
    """Whether the calendar can be read at a secret address; `url` is told when it is made, and only then."""

    create_time: Time | None
    url: str
