"""The academic year: the institution's settings, terms, holidays and groups."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from gateway.models.base import Name, Page, PageQuery, RequestId, RequestModel, ResponseModel, SeenRevision, Whole

Day = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}$")]
OptionalDay = Annotated[str, StringConstraints(pattern=r"^(\d{4}-\d{2}-\d{2})?$")]
ClockTime = Annotated[str, StringConstraints(pattern=r"^\d{2}:\d{2}$")]
OptionalClockTime = Annotated[str, StringConstraints(pattern=r"^(\d{2}:\d{2})?$")]
Weekdays = Annotated[list[Annotated[int, Field(ge=1, le=7)]], Field(max_length=7)]


class Institution(ResponseModel):
    """What a day means here; weekdays are 1 Monday to 7 Sunday."""

    name: str
    time_zone: str
    weekend_days: list[int]
    language: str
    open_before_minutes: int
    revision: int


class InstitutionChange(RequestModel):
    """The settings as they shall be, with the revision that was looked at."""

    name: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]
    time_zone: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
    weekend_days: Weekdays
    language: Literal["en", "ne"]
    open_before_minutes: int = Field(ge=0, le=60)
    revision: Whole


class Term(ResponseModel):
    """A part of the year; both days belong to it."""

    term_id: str
    name: str
    first_date: str
    last_date: str
    revision: int


class TermList(ResponseModel):
    """All terms, oldest first."""

    items: list[Term]


class TermContent(RequestModel):
    """What a term is."""

    name: Name
    first_date: Day
    last_date: Day


class TermChange(TermContent):
    """A term as it shall be."""

    revision: SeenRevision = 0


class NewTerm(TermContent):
    """A term to add."""

    request_id: RequestId


class Holiday(ResponseModel):
    """Days without class; an empty group_id means everybody's."""

    holiday_id: str
    name: str
    first_date: str
    last_date: str
    group_id: str
    revision: int


class HolidayPage(Page):
    """Holidays, oldest first."""

    items: list[Holiday]


class HolidaysQuery(PageQuery):
    """Holidays that touch these days."""

    first_date: OptionalDay = ""
    last_date: OptionalDay = ""


class HolidayContent(RequestModel):
    """What a holiday is."""

    name: Name
    first_date: Day
    last_date: Day
    group_id: UUID | None = None


class HolidayChange(HolidayContent):
    """A holiday as it shall be."""

    revision: SeenRevision = 0


class NewHoliday(HolidayContent):
    """A holiday to add."""

    request_id: RequestId


class Group(ResponseModel):
    """A group of students."""

    group_id: str
    name: str
    member_count: int
    revision: int


class GroupPage(Page):
    """Groups by name."""

    items: list[Group]


class GroupName(RequestModel):
    """What a group is called."""

    name: Name


class GroupPatch(GroupName):
    """A group's new name."""

    revision: SeenRevision = 0


class NewGroup(GroupName):
    """A group to add."""

    request_id: RequestId


class GroupMember(ResponseModel):
    """A student in a group."""

    student_id: str
    display_name: str
    student_number: str


class GroupMembersQuery(PageQuery):
    """Which part of the students."""

    page_size: int = Field(default=100, ge=1, le=500)


class GroupMemberPage(Page):
    """Students by name."""

    items: list[GroupMember]


class GroupMembers(RequestModel):
    """Students to add; those already in it stay."""

    student_ids: list[UUID] = Field(min_length=1, max_length=1000)
