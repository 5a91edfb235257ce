"""Policies: what is in force, its versions, trying it on the past, and applying it there."""

from collections.abc import AsyncGenerator
from uuid import UUID

import grpc
from aiohttp import web
from presence.attendance.v1 import policy_service_pb2 as pb
from pydantic import BaseModel

from gateway.convert.policies import (
    applied,
    apply_event_of,
    presence_of,
    settings_message,
    version_of,
    view_of,
    what_if_event_of,
)
from gateway.dispatch_errors import as_problem
from gateway.models.base import Nothing
from gateway.models.policies import (
    ApplyPolicyEvent,
    ApplyPolicyRequest,
    MarkPresence,
    PolicyFailed,
    PolicyProgress,
    PolicyQuery,
    PolicyVersionPage,
    PolicyVersionsQuery,
    PolicyView,
    SessionRange,
    SetPolicyRequest,
    WhatIfEvent,
    WhatIfRequest,
)
from gateway.ndjson import NDJSON, told
from gateway.routes.route import ADMINS, EVERYBODY, STAFF, Call, Route, Routes
from services.common.channels import bearer

REPLAY_SECONDS = 600.0


async def get_policy(call: Call[PolicyQuery]) -> PolicyView:
    """What is in force at a place."""
    place = _place(call.input.course_id, call.input.session_id)
    answer = await call.ask(call.services.policies.GetPolicy, pb.GetPolicyRequest(place=place))
    return view_of(answer.policy)


async def set_policy(call: Call[SetPolicyRequest]) -> PolicyView:
    """The place's next version."""
    wanted = call.input
    answer = await call.ask(
        call.services.policies.SetPolicy,
        pb.SetPolicyRequest(
            place=_place(wanted.course_id, wanted.session_id),
            settings=settings_message(wanted.settings),
            version=wanted.version,
            note=wanted.note,
            request_id=str(wanted.request_id),
        ),
    )
    return view_of(answer.policy)


async def list_policy_versions(call: Call[PolicyVersionsQuery]) -> PolicyVersionPage:
    """A page of a place's versions."""
    query = call.input
    answer = await call.ask(
        call.services.policies.ListPolicyVersions,
        pb.ListPolicyVersionsRequest(
            place=_place(query.course_id, query.session_id), page_size=query.page_size, page_token=query.page_token
        ),
    )
    return PolicyVersionPage(
        items=[version_of(version) for version in answer.versions], next_page_token=answer.next_page_token
    )


async def what_if(call: Call[WhatIfRequest]) -> web.StreamResponse:
    """Past sessions decided by other settings; nothing is written."""
    wanted = call.input
    request = pb.WhatIfRequest(
        range=_range(wanted),
        place=_place(wanted.course_id if wanted.of_course else None, None),
        settings=settings_message(wanted.settings),
    )
    stream = call.services.policies.WhatIf(request, metadata=bearer(call.login.access_token), timeout=REPLAY_SECONDS)

    async def events() -> AsyncGenerator[BaseModel, None]:
        begun = False
        try:
            async for message in stream:
                yield what_if_event_of(message)
                begun = True
        except grpc.aio.AioRpcError as error:
            if not begun:
                raise
            yield _failed(error)
        finally:
            stream.cancel()

    return await told(call, events())


async def apply_policy(call: Call[ApplyPolicyRequest]) -> web.StreamResponse:
    """Past sessions decided anew by what is in force."""
    request = pb.ApplyPolicyRequest(range=_range(call.input), resume_token=call.input.resume_token)
    stream = call.services.policies.ApplyPolicy(
        request, metadata=bearer(call.login.access_token), timeout=REPLAY_SECONDS
    )

    async def events() -> AsyncGenerator[BaseModel, None]:
        last: PolicyProgress | None = None
        try:
            async for message in stream:
                last = apply_event_of(message)
                yield last
            if last is not None:
                yield applied(last)
        except grpc.aio.AioRpcError as error:
            if last is None:
                raise
            yield _failed(error)
        finally:
            stream.cancel()

    return await told(call, events())


async def get_presence(call: Call[Nothing]) -> MarkPresence:
    """When a student was there, and why their mark is what it is."""
    request = pb.GetPresenceRequest(session_id=call.id("session_id"), student_id=call.id("student_id"))
    return presence_of(await call.ask(call.services.policies.GetPresence, request))


def _place(course_id: UUID | None, session_id: UUID | None) -> pb.PolicyPlace:
    return pb.PolicyPlace(course_id=str(course_id or ""), session_id=str(session_id or ""))


def _range(wanted: SessionRange) -> pb.SessionRange:
    return pb.SessionRange(
        course_id=str(wanted.course_id or ""),
        first_date=wanted.first_date.isoformat(),
        last_date=wanted.last_date.isoformat(),
    )


def _failed(error: grpc.aio.AioRpcError) -> PolicyFailed:
    problem = as_problem(error)
    return PolicyFailed(reason=problem.reason, detail=problem.detail)


ROUTES: Routes = (
    Route(
        "GET", "/policy", get_policy, PolicyQuery, PolicyView, "What policy is in force, and where it comes from", STAFF
    ),
    Route("PUT", "/policy", set_policy, SetPolicyRequest, PolicyView, "Change a policy, as its next version", ADMINS),
    Route(
        "GET",
        "/policy/versions",
        list_policy_versions,
        PolicyVersionsQuery,
        PolicyVersionPage,
        "Every version of a policy, newest first",
        STAFF,
    ),
    Route(
        "POST",
        "/policy/what-if",
        what_if,
        WhatIfRequest,
        None,
        "Decide past sessions by other settings without writing anything; the answer comes line by line",
        ADMINS,
        produces=(NDJSON,),
        streams=("WhatIfEvent", WhatIfEvent),
    ),
    Route(
        "POST",
        "/policy/apply",
        apply_policy,
        ApplyPolicyRequest,
        None,
        "Decide past sessions anew by the policy in force; the answer comes line by line",
        ADMINS,
        produces=(NDJSON,),
        streams=("ApplyPolicyEvent", ApplyPolicyEvent),
    ),
    Route(
        "GET",
        "/sessions/{session_id}/marks/{student_id}/presence",
        get_presence,
        Nothing,
        MarkPresence,
        "When a student was there, and which rule made their mark what it is",
        EVERYBODY,
    ),
)
