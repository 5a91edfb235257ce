"""Check-ins and roll calls."""

from presence.attendance.v1 import check_in_service_pb2 as pb
from presence.attendance.v1 import roll_call_service_pb2 as roll

from gateway.convert.attendance import mark_of
from gateway.convert.common import time_of
from gateway.models.check_in import (
    CheckedIn,
    CheckInBoard,
    CheckInClaim,
    CheckInCode,
    CheckInEntry,
    CheckInRules,
    MarkAnswer,
    MarkRefused,
)


def code_of(message: pb.CheckInCode) -> CheckInCode:
    """What is shown, and for how long."""
    left = message.expire_time.ToNanoseconds() - message.show_time.ToNanoseconds()
    return CheckInCode(code=message.code, seconds_left=max(0.0, left / 1e9))


def board_of(message: pb.GetCheckInCodeResponse) -> CheckInBoard:
    """What the teacher follows."""
    return CheckInBoard(
        code=code_of(message.code) if message.HasField("code") else None,
        codes_allowed=message.codes_allowed,
        checked_in_count=message.checked_in_count,
        roster_size=message.roster_size,
        newest=[_entry_of(one) for one in message.newest],
        claims=[_claim_of(one) for one in message.claims],
    )


def rules_of(message: pb.CheckInRules) -> CheckInRules:
    """From where codes are taken, and whether."""
    return CheckInRules(networks=list(message.networks), codes_off=message.codes_off, revision=message.revision)


def checked_in_of(message: pb.SelfCheckInResponse) -> CheckedIn:
    """What the student is told."""
    return CheckedIn(
        session_id=message.session_id,
        course_code=message.course_code,
        course_title=message.course_title,
        room_name=message.room_name,
        check_in_time=time_of(message.check_in_time),
        mark=mark_of(message.mark),
    )


def answer_of(message: roll.MarkAnswer) -> MarkAnswer:
    """One line of a roll call."""
    refused = message.refused if message.HasField("refused") else None
    return MarkAnswer(
        student_id=message.student_id,
        mark=mark_of(message.mark) if message.HasField("mark") else None,
        refused=MarkRefused(reason=refused.reason, message=refused.message) if refused else None,
    )


def _entry_of(message: pb.CheckInEntry) -> CheckInEntry:
    return CheckInEntry(
        student_id=message.student_id,
        display_name=message.display_name,
        student_number=message.student_number,
        check_in_time=time_of(message.check_in_time),
        via="kiosk" if message.via == pb.CHECK_IN_VIA_KIOSK else "code",
    )


def _claim_of(message: pb.CheckInClaim) -> CheckInClaim:
    return CheckInClaim(
        student_id=message.student_id,
        display_name=message.display_name,
        student_number=message.student_number,
        claim_time=time_of(message.claim_time),
        mark_revision=message.mark_revision,
    )
