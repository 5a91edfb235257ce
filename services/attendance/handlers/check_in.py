"""CheckInService: translates and authorizes."""

from uuid import UUID

import grpc
from presence.attendance.v1 import check_in_service_pb2 as pb
from presence.attendance.v1 import check_in_service_pb2_grpc as pb_grpc

from services.attendance.app.access import Access, person_of
from services.attendance.app.check_in.kiosk_claims import KioskClaims
from services.attendance.app.check_in.rules import CheckInRules
from services.attendance.app.check_in.self_check_in import SelfCheckIns
from services.attendance.app.check_in.store import Claim, Entry, RunningClass
from services.attendance.app.check_in.windows import CodeWindows
from services.attendance.domain.check_in.code import ShownCode
from services.attendance.domain.check_in.rules import Rules
from services.attendance.domain.errors import NotAllowed
from services.attendance.handlers.authorize import run_session
from services.attendance.handlers.translate import mark_message, optional_uuid, uuid_from
from services.common.client_address import VouchedAddresses
from services.common.principal import Role, require
from services.common.timestamps import timestamp

_VIA = {"code": pb.CHECK_IN_VIA_CODE, "kiosk": pb.CHECK_IN_VIA_KIOSK}


class CheckInServicer(pb_grpc.CheckInServiceServicer):
    """presence.attendance.v1.CheckInService."""

    def __init__(
        self,
        *,
        windows: CodeWindows,
        check_ins: SelfCheckIns,
        claims: KioskClaims,
        rules: CheckInRules,
        access: Access,
        addresses: VouchedAddresses,
    ) -> None:
        self._windows = windows
        self._check_ins = check_ins
        self._claims = claims
        self._rules = rules
        self._access = access
        self._addresses = addresses

    async def OpenCodeWindow(
        self,
        request: pb.OpenCodeWindowRequest,
        context: "grpc.aio.ServicerContext[pb.OpenCodeWindowRequest, pb.OpenCodeWindowResponse]",
    ) -> pb.OpenCodeWindowResponse:
        """Whoever runs the session."""
        principal, session_id = await run_session(self._access, request.session_id, to="show codes")
        return pb.OpenCodeWindowResponse(code=_code(await self._windows.open(session_id, person_of(principal))))

    async def CloseCodeWindow(
        self,
        request: pb.CloseCodeWindowRequest,
        context: "grpc.aio.ServicerContext[pb.CloseCodeWindowRequest, pb.CloseCodeWindowResponse]",
    ) -> pb.CloseCodeWindowResponse:
        """Whoever runs the session."""
        _, session_id = await run_session(self._access, request.session_id, to="take codes away")
        await self._windows.close(session_id)
        return pb.CloseCodeWindowResponse()

    async def GetCheckInCode(
        self,
        request: pb.GetCheckInCodeRequest,
        context: "grpc.aio.ServicerContext[pb.GetCheckInCodeRequest, pb.GetCheckInCodeResponse]",
    ) -> pb.GetCheckInCodeResponse:
        """Whoever runs the session."""
        _, session_id = await run_session(self._access, request.session_id, to="see codes")
        shown = await self._windows.current(session_id)
        overview = shown.overview
        return pb.GetCheckInCodeResponse(
            code=_code(shown.code) if shown.code else None,
            checked_in_count=overview.checked_in_count,
            roster_size=overview.roster_size,
            newest=[_entry(entry) for entry in overview.newest],
            claims=[_claim(claim) for claim in overview.claims],
            codes_allowed=overview.codes_allowed,
        )

    async def SelfCheckIn(
        self,
        request: pb.SelfCheckInRequest,
        context: "grpc.aio.ServicerContext[pb.SelfCheckInRequest, pb.SelfCheckInResponse]",
    ) -> pb.SelfCheckInResponse:
        """Students, for themselves."""
        principal = require(Role.STUDENT, to="check in: your teacher takes you in by hand")
        done = await self._check_ins.check_in(
            person_of(principal),
            optional_uuid("session_id", request.session_id),
            request.code,
            request.device_id,
            await self._addresses.of(context),
            uuid_from("request_id", request.request_id),
        )
        return pb.SelfCheckInResponse(
            session_id=str(done.session.session_id),
            course_code=done.session.course_code,
            course_title=done.session.course_title,
            room_name=done.session.room_name,
            check_in_time=timestamp(done.check_in_time),
            mark=mark_message(done.mark),
        )

    async def GetKiosk(
        self,
        request: pb.GetKioskRequest,
        context: "grpc.aio.ServicerContext[pb.GetKioskRequest, pb.GetKioskResponse]",
    ) -> pb.GetKioskResponse:
        """The kiosk itself."""
        kiosk = await self._claims.shown(_own_camera(request.camera_id, to="see what this kiosk shows"))
        return pb.GetKioskResponse(
            camera_name=kiosk.camera_name,
            room_name=kiosk.room_name,
            running=_running(kiosk.running) if kiosk.running else None,
            codes_allowed=kiosk.codes_allowed,
            time_zone=kiosk.time_zone,
            language=kiosk.language,
        )

    async def ClaimAtKiosk(
        self,
        request: pb.ClaimAtKioskRequest,
        context: "grpc.aio.ServicerContext[pb.ClaimAtKioskRequest, pb.ClaimAtKioskResponse]",
    ) -> pb.ClaimAtKioskResponse:
        """The kiosk itself."""
        camera_id = _own_camera(request.camera_id, to="let people say that they are there")
        uuid_from("request_id", request.request_id)
        await self._claims.claim(camera_id, request.student_number)
        return pb.ClaimAtKioskResponse()

    async def DismissClaim(
        self,
        request: pb.DismissClaimRequest,
        context: "grpc.aio.ServicerContext[pb.DismissClaimRequest, pb.DismissClaimResponse]",
    ) -> pb.DismissClaimResponse:
        """Whoever runs the session."""
        _, session_id = await run_session(self._access, request.session_id, to="decide who is there")
        await self._claims.dismiss(session_id, uuid_from("student_id", request.student_id))
        return pb.DismissClaimResponse()

    async def GetCheckInRules(
        self,
        request: pb.GetCheckInRulesRequest,
        context: "grpc.aio.ServicerContext[pb.GetCheckInRulesRequest, pb.GetCheckInRulesResponse]",
    ) -> pb.GetCheckInRulesResponse:
        """Administrators."""
        require(Role.ADMIN, to="see the rules of check-ins")
        found = await self._rules.get(optional_uuid("room_id", request.room_id))
        return pb.GetCheckInRulesResponse(rules=_rules(found))

    async def SetCheckInRules(
        self,
        request: pb.SetCheckInRulesRequest,
        context: "grpc.aio.ServicerContext[pb.SetCheckInRulesRequest, pb.SetCheckInRulesResponse]",
    ) -> pb.SetCheckInRulesResponse:
        """Administrators."""
        require(Role.ADMIN, to="set the rules of check-ins")
        room_id, given = optional_uuid("room_id", request.room_id), request.rules
        kept = await self._rules.set(room_id, given.networks, codes_off=given.codes_off, revision=given.revision)
        return pb.SetCheckInRulesResponse(rules=_rules(kept))


def _own_camera(camera_id: str, *, to: str) -> UUID:
    """The camera that the kiosk is; nobody is logged in where it stands."""
    principal = require(Role.KIOSK, to=to)
    parsed = uuid_from("camera_id", camera_id)
    if principal.subject != str(parsed):
        raise NotAllowed(to)
    return parsed


def _running(running: RunningClass) -> pb.KioskClass:
    return pb.KioskClass(
        session_id=str(running.session_id),
        course_code=running.course_code,
        course_title=running.course_title,
        start_time=timestamp(running.start_time),
        end_time=timestamp(running.end_time) if running.end_time else None,
    )


def _code(shown: ShownCode) -> pb.CheckInCode:
    return pb.CheckInCode(
        code=shown.code, expire_time=timestamp(shown.expire_time), show_time=timestamp(shown.show_time)
    )


def _rules(rules: Rules) -> pb.CheckInRules:
    return pb.CheckInRules(
        networks=[str(one) for one in rules.networks], codes_off=rules.codes_off, revision=rules.revision
    )


def _entry(entry: Entry) -> pb.CheckInEntry:
    return pb.CheckInEntry(
        student_id=str(entry.student_id),
        display_name=entry.display_name,
        student_number=entry.student_number,
        check_in_time=timestamp(entry.check_in_time),
        via=_VIA[entry.via],
    )


def _claim(claim: Claim) -> pb.CheckInClaim:
    return pb.CheckInClaim(
        student_id=str(claim.student_id),
        display_name=claim.display_name,
        student_number=claim.student_number,
        claim_time=timestamp(claim.claim_time),
        mark_revision=claim.mark_revision,
    )
