"""Checking in by code, what a teacher says of kiosks' claims, and roll call."""

from presence.attendance.v1 import check_in_service_pb2 as pb
from presence.attendance.v1 import roll_call_service_pb2 as roll

from gateway.convert.attendance import STATUS_TO_PROTO
from gateway.convert.check_in import answer_of, board_of, checked_in_of, code_of, rules_of
from gateway.models.base import Nothing
from gateway.models.check_in import (
    CheckedIn,
    CheckInBoard,
    CheckInCode,
    CheckInRequest,
    CheckInRules,
    CheckInRulesQuery,
    SetCheckInRulesRequest,
    SetMarksAnswer,
    SetMarksRequest,
)
from gateway.routes.route import ADMINS, EVERYBODY, STAFF, Call, Route, Routes

MARKS_BYTES_MAX = 256 * 1024  # 500 marks


async def show_code(call: Call[Nothing]) -> CheckInCode:
    """Shows the session's code from now on."""
    request = pb.OpenCodeWindowRequest(session_id=call.id("session_id"))
    return code_of((await call.ask(call.services.check_ins.OpenCodeWindow, request)).code)


async def follow_code(call: Call[Nothing]) -> CheckInBoard:
    """The code of this moment, and who has checked in."""
    request = pb.GetCheckInCodeRequest(session_id=call.id("session_id"))
    return board_of(await call.ask(call.services.check_ins.GetCheckInCode, request))


async def take_code_away(call: Call[Nothing]) -> None:
    """No code is taken any more."""
    request = pb.CloseCodeWindowRequest(session_id=call.id("session_id"))
    await call.ask(call.services.check_ins.CloseCodeWindow, request)


async def check_in(call: Call[CheckInRequest]) -> CheckedIn:
    """Checks the student in, on the device that the cookie names."""
    given = call.input
    request = pb.SelfCheckInRequest(
        session_id=str(given.session_id) if given.session_id else "",
        code=given.code,
        device_id=call.jar.device_id(),
        request_id=str(given.request_id),
    )
    return checked_in_of(await call.ask_vouching(call.services.check_ins.SelfCheckIn, request))


async def dismiss_claim(call: Call[Nothing]) -> None:
    """The teacher does not believe it."""
    request = pb.DismissClaimRequest(session_id=call.id("session_id"), student_id=call.id("student_id"))
    await call.ask(call.services.check_ins.DismissClaim, request)


async def set_marks(call: Call[SetMarksRequest]) -> SetMarksAnswer:
    """Records a teacher's word about many students; each is answered by itself."""
    request = roll.SetMarksRequest(
        session_id=call.id("session_id"),
        marks=[
            roll.MarkToSet(
                student_id=str(one.student_id),
                status=STATUS_TO_PROTO[one.status],
                status_code=one.status_code,
                revision=one.revision,
                request_id=str(one.request_id),
            )
            for one in call.input.marks
        ],
        note=call.input.note,
    )
    answer = await call.ask(call.services.roll_calls.SetMarks, request)
    return SetMarksAnswer(answers=[answer_of(one) for one in answer.answers])


async def get_rules(call: Call[CheckInRulesQuery]) -> CheckInRules:
    """Of the institution or a room."""
    room_id = str(call.input.room_id) if call.input.room_id else ""
    answer = await call.ask(call.services.check_ins.GetCheckInRules, pb.GetCheckInRulesRequest(room_id=room_id))
    return rules_of(answer.rules)


async def set_rules(call: Call[SetCheckInRulesRequest]) -> CheckInRules:
    """Replaces them."""
    given = call.input
    request = pb.SetCheckInRulesRequest(
        room_id=str(given.room_id) if given.room_id else "",
        rules=pb.CheckInRules(networks=given.networks, codes_off=given.codes_off, revision=given.revision),
    )
    answer = await call.ask(call.services.check_ins.SetCheckInRules, request)
    return rules_of(answer.rules)


ONE = "/sessions/{session_id}"

ROUTES: Routes = (
    Route("POST", f"{ONE}/code", show_code, Nothing, CheckInCode, "Show the session's check-in code", STAFF),
    Route("GET", f"{ONE}/code", follow_code, Nothing, CheckInBoard, "The code now, and who has checked in", STAFF),
    Route("DELETE", f"{ONE}/code", take_code_away, Nothing, None, "Take the check-in code away", STAFF),
    Route(
        "DELETE",
        f"{ONE}/claims/{{student_id}}",
        dismiss_claim,
        Nothing,
        None,
        "Do not believe what was typed at a kiosk",
        STAFF,
    ),
    Route(
        "PUT",
        f"{ONE}/marks",
        set_marks,
        SetMarksRequest,
        SetMarksAnswer,
        "Set many marks at once; each is answered by itself",
        STAFF,
        body_bytes_max=MARKS_BYTES_MAX,
    ),
    Route("POST", "/check-in", check_in, CheckInRequest, CheckedIn, "Check in by the code on the screen", EVERYBODY),
    Route("GET", "/check-in/rules", get_rules, CheckInRulesQuery, CheckInRules, "From where codes are taken", ADMINS),
    Route(
        "PUT",
        "/check-in/rules",
        set_rules,
        SetCheckInRulesRequest,
        CheckInRules,
        "Say whether and from where codes are taken",
        ADMINS,
    ),
)
