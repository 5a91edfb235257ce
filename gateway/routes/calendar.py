"""The institution's settings, terms, holidays and groups."""

from presence.attendance.v1 import calendar_service_pb2 as calendar
from presence.attendance.v1 import group_service_pb2 as group

from gateway.convert.timetable import group_of, holiday_of, institution_of, term_of, text_of
from gateway.models.base import Nothing, PageQuery
from gateway.models.calendar import (
    Group,
    GroupMember,
    GroupMemberPage,
    GroupMembers,
    GroupMembersQuery,
    GroupPage,
    GroupPatch,
    Holiday,
    HolidayChange,
    HolidayContent,
    HolidayPage,
    HolidaysQuery,
    Institution,
    InstitutionChange,
    NewGroup,
    NewHoliday,
    NewTerm,
    Term,
    TermChange,
    TermContent,
    TermList,
)
from gateway.routes.route import ADMINS, EVERYBODY, STAFF, Call, Route, Routes


async def get_institution(call: Call[Nothing]) -> Institution:
    """The settings."""
    answer = await call.ask(call.services.calendar.GetInstitution, calendar.GetInstitutionRequest())
    return institution_of(answer.institution)


async def change_institution(call: Call[InstitutionChange]) -> Institution:
    """Replaces the settings."""
    new = calendar.Institution(**call.input.model_dump())
    answer = await call.ask(
        call.services.calendar.UpdateInstitution, calendar.UpdateInstitutionRequest(institution=new)
    )
    return institution_of(answer.institution)


async def list_terms(call: Call[Nothing]) -> TermList:
    """All terms."""
    answer = await call.ask(call.services.calendar.ListTerms, calendar.ListTermsRequest())
    return TermList(items=[term_of(term) for term in answer.terms])


async def create_term(call: Call[NewTerm]) -> Term:
    """Adds a term."""
    request = calendar.CreateTermRequest(term=_term(call.input), request_id=str(call.input.request_id))
    return term_of((await call.ask(call.services.calendar.CreateTerm, request)).term)


async def update_term(call: Call[TermChange]) -> Term:
    """Replaces a term."""
    term = _term(call.input, call.id("term_id"), call.input.revision)
    request = calendar.UpdateTermRequest(term=term)
    return term_of((await call.ask(call.services.calendar.UpdateTerm, request)).term)


async def delete_term(call: Call[Nothing]) -> None:
    """Removes a term."""
    await call.ask(call.services.calendar.DeleteTerm, calendar.DeleteTermRequest(term_id=call.id("term_id")))


async def list_holidays(call: Call[HolidaysQuery]) -> HolidayPage:
    """A page of holidays."""
    query = call.input
    answer = await call.ask(
        call.services.calendar.ListHolidays,
        calendar.ListHolidaysRequest(
            first_date=query.first_date,
            last_date=query.last_date,
            page_size=query.page_size,
            page_token=query.page_token,
        ),
    )
    return HolidayPage(items=[holiday_of(one) for one in answer.holidays], next_page_token=answer.next_page_token)


async def create_holiday(call: Call[NewHoliday]) -> Holiday:
    """Adds a holiday."""
    request = calendar.CreateHolidayRequest(holiday=_holiday(call.input), request_id=str(call.input.request_id))
    return holiday_of((await call.ask(call.services.calendar.CreateHoliday, request)).holiday)


async def update_holiday(call: Call[HolidayChange]) -> Holiday:
    """Replaces a holiday."""
    holiday = _holiday(call.input, call.id("holiday_id"), call.input.revision)
    request = calendar.UpdateHolidayRequest(holiday=holiday)
    return holiday_of((await call.ask(call.services.calendar.UpdateHoliday, request)).holiday)


async def delete_holiday(call: Call[Nothing]) -> None:
    """Removes a holiday."""
    request = calendar.DeleteHolidayRequest(holiday_id=call.id("holiday_id"))
    await call.ask(call.services.calendar.DeleteHoliday, request)


async def list_groups(call: Call[PageQuery]) -> GroupPage:
    """A page of groups."""
    request = group.ListGroupsRequest(page_size=call.input.page_size, page_token=call.input.page_token)
    answer = await call.ask(call.services.groups.ListGroups, request)
    return GroupPage(items=[group_of(one) for one in answer.groups], next_page_token=answer.next_page_token)


async def create_group(call: Call[NewGroup]) -> Group:
    """Adds a group."""
    request = group.CreateGroupRequest(name=call.input.name, request_id=str(call.input.request_id))
    return group_of((await call.ask(call.services.groups.CreateGroup, request)).group)


async def rename_group(call: Call[GroupPatch]) -> Group:
    """Renames a group."""
    renamed = group.Group(group_id=call.id("group_id"), name=call.input.name, revision=call.input.revision)
    return group_of((await call.ask(call.services.groups.UpdateGroup, group.UpdateGroupRequest(group=renamed))).group)


async def delete_group(call: Call[Nothing]) -> None:
    """Removes a group."""
    await call.ask(call.services.groups.DeleteGroup, group.DeleteGroupRequest(group_id=call.id("group_id")))


async def list_members(call: Call[GroupMembersQuery]) -> GroupMemberPage:
    """A page of the group's students."""
    request = group.ListGroupMembersRequest(
        group_id=call.id("group_id"), page_size=call.input.page_size, page_token=call.input.page_token
    )
    answer = await call.ask(call.services.groups.ListGroupMembers, request)
    members = [
        GroupMember(student_id=one.student_id, display_name=one.display_name, student_number=one.student_number)
        for one in answer.members
    ]
    return GroupMemberPage(items=members, next_page_token=answer.next_page_token)


async def add_members(call: Call[GroupMembers]) -> Group:
    """Adds students."""
    student_ids = [str(one) for one in call.input.student_ids]
    request = group.AddGroupMembersRequest(group_id=call.id("group_id"), student_ids=student_ids)
    return group_of((await call.ask(call.services.groups.AddGroupMembers, request)).group)


async def remove_member(call: Call[Nothing]) -> Group:
    """Takes a student out."""
    request = group.RemoveGroupMembersRequest(group_id=call.id("group_id"), student_ids=[call.id("student_id")])
    return group_of((await call.ask(call.services.groups.RemoveGroupMembers, request)).group)


def _term(content: TermContent, term_id: str = "", revision: int = 0) -> calendar.Term:
    return calendar.Term(
        term_id=term_id,
        name=content.name,
        first_date=content.first_date,
        last_date=content.last_date,
        revision=revision,
    )


def _holiday(content: HolidayContent, holiday_id: str = "", revision: int = 0) -> calendar.Holiday:
    return calendar.Holiday(
        holiday_id=holiday_id,
        name=content.name,
        first_date=content.first_date,
        last_date=content.last_date,
        group_id=text_of(content.group_id),
        revision=revision,
    )


TERM, HOLIDAY, GROUP = "/terms/{term_id}", "/holidays/{holiday_id}", "/groups/{group_id}"
MEMBERS = f"{GROUP}/members"

ROUTES: Routes = (
    Route("GET", "/institution", get_institution, Nothing, Institution, "The institution's settings", EVERYBODY),
    Route("PUT", "/institution", change_institution, InstitutionChange, Institution, "Change the settings", ADMINS),
    Route("GET", "/terms", list_terms, Nothing, TermList, "All terms", EVERYBODY),
    Route("POST", "/terms", create_term, NewTerm, Term, "Add a term", ADMINS, status=201),
    Route("PUT", TERM, update_term, TermChange, Term, "Change a term", ADMINS),
    Route("DELETE", TERM, delete_term, Nothing, None, "Delete a term that no course names", ADMINS),
    Route("GET", "/holidays", list_holidays, HolidaysQuery, HolidayPage, "List holidays", EVERYBODY),
    Route("POST", "/holidays", create_holiday, NewHoliday, Holiday, "Add a holiday", ADMINS, status=201),
    Route("PUT", HOLIDAY, update_holiday, HolidayChange, Holiday, "Change a holiday", ADMINS),
    Route("DELETE", HOLIDAY, delete_holiday, Nothing, None, "Delete a holiday", ADMINS),
    Route("GET", "/groups", list_groups, PageQuery, GroupPage, "List groups", STAFF),
    Route("POST", "/groups", create_group, NewGroup, Group, "Add a group", ADMINS, status=201),
    Route("PATCH", GROUP, rename_group, GroupPatch, Group, "Rename a group", ADMINS),
    Route("DELETE", GROUP, delete_group, Nothing, None, "Delete a group that the timetable does not name", ADMINS),
    Route("GET", MEMBERS, list_members, GroupMembersQuery, GroupMemberPage, "Who is in a group", STAFF),
    Route("POST", MEMBERS, add_members, GroupMembers, Group, "Put students into a group", ADMINS),
    Route("DELETE", f"{MEMBERS}/{{student_id}}", remove_member, Nothing, Group, "Take a student out", ADMINS),
)
