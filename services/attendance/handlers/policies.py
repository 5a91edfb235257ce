"""PolicyService: translates and authorizes."""

from collections.abc import AsyncIterator, Mapping
from contextlib import aclosing
from uuid import UUID

import grpc
from presence.attendance.v1 import policy_service_pb2 as pb
from presence.attendance.v1 import policy_service_pb2_grpc as pb_grpc

from services.attendance.app.access import Access, person_of
from services.attendance.app.policy.difference import MOST_LISTED, ChangedMark, ChangedRate, Difference
from services.attendance.app.policy.explain import Explanations
from services.attendance.app.policy.policies import Policies
from services.attendance.app.policy.replay import Progress, Replays
from services.attendance.app.policy.store import PolicyStore, SessionRange
from services.attendance.domain.errors import InvalidInput
from services.attendance.domain.paging import page_request
from services.attendance.domain.policy.inherit import Place
from services.attendance.handlers.authorize import see_mark
from services.attendance.handlers.translate import STATUS, optional_uuid, uuid_from
from services.attendance.handlers.translate_dates import days_from
from services.attendance.handlers.translate_policy import (
    change_message,
    place_from,
    presence_message,
    settings_from,
    view_message,
)
from services.common.principal import Role, require
from services.common.timestamps import timestamp

MOST_DAYS = 366


class PolicyServicer(pb_grpc.PolicyServiceServicer):
    """presence.attendance.v1.PolicyService."""

    def __init__(
        self,
        policies: Policies,
        replays: Replays,
        explanations: Explanations,
        store: PolicyStore,
        access: Access,
    ) -> None:
        self._policies = policies
        self._explanations = explanations
        self._replays = replays
        self._store = store
        self._access = access

    async def GetPolicy(
        self,
        request: pb.GetPolicyRequest,
        context: "grpc.aio.ServicerContext[pb.GetPolicyRequest, pb.GetPolicyResponse]",
    ) -> pb.GetPolicyResponse:
        """Administrators; teachers for what is theirs, and for the institution."""
        place = await self._see(request.place)
        return pb.GetPolicyResponse(policy=view_message(await self._policies.view(place)))

    async def SetPolicy(
        self,
        request: pb.SetPolicyRequest,
        context: "grpc.aio.ServicerContext[pb.SetPolicyRequest, pb.SetPolicyResponse]",
    ) -> pb.SetPolicyResponse:
        """Administrators."""
        principal = require(Role.ADMIN, to="change policies")
        view = await self._policies.change(
            place_from(request.place),
            settings_from(request.settings),
            author=person_of(principal),
            version=request.version,
            note=request.note,
            request_id=uuid_from("request_id", request.request_id),
        )
        return pb.SetPolicyResponse(policy=view_message(view))

    async def ListPolicyVersions(
        self,
        request: pb.ListPolicyVersionsRequest,
        context: "grpc.aio.ServicerContext[pb.ListPolicyVersionsRequest, pb.ListPolicyVersionsResponse]",
    ) -> pb.ListPolicyVersionsResponse:
        """Whoever may see what is in force."""
        place = await self._see(request.place)
        page = page_request(request.page_size, request.page_token, of_list=f"versions of {place}")
        found = await self._policies.versions(place, page)
        return pb.ListPolicyVersionsResponse(
            versions=[change_message(change) for change in found.items], next_page_token=found.next_page_token
        )

    async def WhatIf(
        self, request: pb.WhatIfRequest, context: "grpc.aio.ServicerContext[pb.WhatIfRequest, pb.WhatIfResponse]"
    ) -> AsyncIterator[pb.WhatIfResponse]:
        """Administrators."""
        require(Role.ADMIN, to="try policies")
        place, settings = place_from(request.place), settings_from(request.settings)
        async with aclosing(self._replays.what_if(_range(request.range), place, settings)) as events:
            async for event in events:
                if isinstance(event, Progress):
                    yield pb.WhatIfResponse(progress=_progress(event))
                else:
                    yield pb.WhatIfResponse(difference=await self._difference(event))

    async def ApplyPolicy(
        self,
        request: pb.ApplyPolicyRequest,
        context: "grpc.aio.ServicerContext[pb.ApplyPolicyRequest, pb.ApplyPolicyResponse]",
    ) -> AsyncIterator[pb.ApplyPolicyResponse]:
        """Administrators."""
        author = person_of(require(Role.ADMIN, to="apply policies to past sessions"))
        wanted = _range(request.range)
        async with aclosing(self._replays.apply(wanted, author, request.resume_token)) as events:
            async for done in events:
                yield pb.ApplyPolicyResponse(
                    progress=_progress(done), changed_marks=done.changed_marks, resume_token=done.resume_token
                )

    async def GetPresence(
        self,
        request: pb.GetPresenceRequest,
        context: "grpc.aio.ServicerContext[pb.GetPresenceRequest, pb.GetPresenceResponse]",
    ) -> pb.GetPresenceResponse:
        """Whoever runs the session, and the student."""
        _, session_id, student_id = await see_mark(
            self._access, request.session_id, request.student_id, to="see when somebody was there"
        )
        return presence_message(await self._explanations.of(session_id, student_id))

    async def _see(self, message: pb.PolicyPlace) -> Place:
        principal = require(Role.ADMIN, Role.TEACHER, to="see policies")
        place = place_from(message)
        if place.session_id is not None:
            await self._access.run_session(principal, place.session_id)
        elif place.course_id is not None:
            await self._access.run_course(principal, place.course_id)
        return place

    async def _difference(self, difference: Difference) -> pb.PolicyDifference:
        changed, rates = difference.changed(), difference.rates()
        listed = rates[:MOST_LISTED]
        course_ids = {one.course_id for one in changed} | {one.course_id for one in listed}
        codes = await self._store.courses(sorted(course_ids))
        return pb.PolicyDifference(
            sessions=difference.sessions,
            marks=difference.marks,
            shifts=[
                pb.StatusShift(
                    from_code=shift.from_code,
                    from_status=STATUS[shift.from_kind],
                    to_code=shift.to_code,
                    to_status=STATUS[shift.to_kind],
                    marks=count,
                )
                for shift, count in difference.shifts.most_common()
            ],
            changed=[_changed(one, codes) for one in changed],
            changed_total=difference.changed_total,
            rates=[_rate(one, codes) for one in listed],
            changed_rates_total=len(rates),
        )


def _range(message: pb.SessionRange) -> SessionRange:
    days = days_from(message.first_date, message.last_date)
    if not 0 <= (days.last - days.first).days < MOST_DAYS:
        raise InvalidInput("last_date", f"must be the first date or one of the {MOST_DAYS - 1} days after it")
    return SessionRange(days, optional_uuid("course_id", message.course_id))


def _progress(progress: Progress) -> pb.PolicyProgress:
    return pb.PolicyProgress(sessions_done=progress.done, sessions_total=progress.total)


def _changed(one: ChangedMark, codes: Mapping[UUID, str]) -> pb.ChangedMark:
    return pb.ChangedMark(
        session_id=str(one.session_id),
        course_code=codes.get(one.course_id, ""),
        start_time=timestamp(one.start_time),
        student_id=str(one.before.student_id),
        display_name=one.before.display_name,
        from_code=one.before.status_code,
        from_status=STATUS[one.before.status],
        to_code=one.after.status_code,
        to_status=STATUS[one.after.status],
        minutes_present=one.after.minutes_present,
    )


def _rate(one: ChangedRate, codes: Mapping[UUID, str]) -> pb.ChangedRate:
    return pb.ChangedRate(
        student_id=str(one.student_id),
        display_name=one.display_name,
        course_id=str(one.course_id),
        course_code=codes.get(one.course_id, ""),
        from_rate=one.before,
        to_rate=one.after,
    )
