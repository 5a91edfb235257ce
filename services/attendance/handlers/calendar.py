"""CalendarService: translates and authorizes."""

from datetime import date

import grpc
from presence.attendance.v1 import calendar_service_pb2 as pb
from presence.attendance.v1 import calendar_service_pb2_grpc as pb_grpc

from services.attendance.app.institution import Institutions
from services.attendance.app.timetable.calendar import Calendar
from services.attendance.domain.paging import page_request
from services.attendance.domain.timetable.days import Days
from services.attendance.handlers.translate import uuid_from
from services.attendance.handlers.translate_dates import optional_date
from services.attendance.handlers.translate_timetable import (
    NOBODY,
    holiday_from,
    holiday_message,
    institution_from,
    institution_message,
    term_from,
    term_message,
)
from services.common.principal import Role, require

EVERYBODY = (Role.ADMIN, Role.TEACHER, Role.STUDENT)


class CalendarServicer(pb_grpc.CalendarServiceServicer):
    """presence.attendance.v1.CalendarService."""

    def __init__(self, institutions: Institutions, calendar: Calendar) -> None:
        self._institutions = institutions
        self._calendar = calendar

    async def GetInstitution(
        self,
        request: pb.GetInstitutionRequest,
        context: "grpc.aio.ServicerContext[pb.GetInstitutionRequest, pb.GetInstitutionResponse]",
    ) -> pb.GetInstitutionResponse:
        """Everybody who is logged in, and services."""
        require(*EVERYBODY, Role.SERVICE, to="see the institution's settings")
        return pb.GetInstitutionResponse(institution=institution_message(await self._institutions.institution()))

    async def UpdateInstitution(
        self,
        request: pb.UpdateInstitutionRequest,
        context: "grpc.aio.ServicerContext[pb.UpdateInstitutionRequest, pb.UpdateInstitutionResponse]",
    ) -> pb.UpdateInstitutionResponse:
        """Administrators."""
        require(Role.ADMIN, to="change the institution's settings")
        changed = await self._institutions.change(institution_from(request.institution))
        return pb.UpdateInstitutionResponse(institution=institution_message(changed))

    async def ListTerms(
        self,
        request: pb.ListTermsRequest,
        context: "grpc.aio.ServicerContext[pb.ListTermsRequest, pb.ListTermsResponse]",
    ) -> pb.ListTermsResponse:
        """Everybody who is logged in."""
        require(*EVERYBODY, to="see terms")
        return pb.ListTermsResponse(terms=[term_message(term) for term in await self._calendar.terms()])

    async def CreateTerm(
        self,
        request: pb.CreateTermRequest,
        context: "grpc.aio.ServicerContext[pb.CreateTermRequest, pb.CreateTermResponse]",
    ) -> pb.CreateTermResponse:
        """Administrators."""
        require(Role.ADMIN, to="add terms")
        request_id = uuid_from("request_id", request.request_id)
        term = await self._calendar.create_term(term_from(NOBODY, request.term), request_id)
        return pb.CreateTermResponse(term=term_message(term))

    async def UpdateTerm(
        self,
        request: pb.UpdateTermRequest,
        context: "grpc.aio.ServicerContext[pb.UpdateTermRequest, pb.UpdateTermResponse]",
    ) -> pb.UpdateTermResponse:
        """Administrators."""
        require(Role.ADMIN, to="change terms")
        term_id = uuid_from("term_id", request.term.term_id)
        return pb.UpdateTermResponse(
            term=term_message(await self._calendar.update_term(term_from(term_id, request.term)))
        )

    async def DeleteTerm(
        self,
        request: pb.DeleteTermRequest,
        context: "grpc.aio.ServicerContext[pb.DeleteTermRequest, pb.DeleteTermResponse]",
    ) -> pb.DeleteTermResponse:
        """Administrators."""
        require(Role.ADMIN, to="delete terms")
        await self._calendar.delete_term(uuid_from("term_id", request.term_id))
        return pb.DeleteTermResponse()

    async def ListHolidays(
        self,
        request: pb.ListHolidaysRequest,
        context: "grpc.aio.ServicerContext[pb.ListHolidaysRequest, pb.ListHolidaysResponse]",
    ) -> pb.ListHolidaysResponse:
        """Everybody who is logged in."""
        require(*EVERYBODY, to="see holidays")
        first = optional_date("first_date", request.first_date) or date.min
        days = Days(first, optional_date("last_date", request.last_date) or date.max)
        page = page_request(request.page_size, request.page_token, of_list=f"holidays of {days}")
        found = await self._calendar.holidays(days, page)
        return pb.ListHolidaysResponse(
            holidays=[holiday_message(holiday) for holiday in found.items], next_page_token=found.next_page_token
        )

    async def CreateHoliday(
        self,
        request: pb.CreateHolidayRequest,
        context: "grpc.aio.ServicerContext[pb.CreateHolidayRequest, pb.CreateHolidayResponse]",
    ) -> pb.CreateHolidayResponse:
        """Administrators."""
        require(Role.ADMIN, to="add holidays")
        request_id = uuid_from("request_id", request.request_id)
        holiday = await self._calendar.create_holiday(holiday_from(NOBODY, request.holiday), request_id)
        return pb.CreateHolidayResponse(holiday=holiday_message(holiday))

    async def UpdateHoliday(
        self,
        request: pb.UpdateHolidayRequest,
        context: "grpc.aio.ServicerContext[pb.UpdateHolidayRequest, pb.UpdateHolidayResponse]",
    ) -> pb.UpdateHolidayResponse:
        """Administrators."""
        require(Role.ADMIN, to="change holidays")
        holiday_id = uuid_from("holiday_id", request.holiday.holiday_id)
        holiday = await self._calendar.update_holiday(holiday_from(holiday_id, request.holiday))
        return pb.UpdateHolidayResponse(holiday=holiday_message(holiday))

    async def DeleteHoliday(
        self,
        request: pb.DeleteHolidayRequest,
        context: "grpc.aio.ServicerContext[pb.DeleteHolidayRequest, pb.DeleteHolidayResponse]",
    ) -> pb.DeleteHolidayResponse:
        """Administrators."""
        require(Role.ADMIN, to="delete holidays")
        await self._calendar.delete_holiday(uuid_from("holiday_id", request.holiday_id))
        return pb.DeleteHolidayResponse()
