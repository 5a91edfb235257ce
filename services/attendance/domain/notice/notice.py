"""What people are told: that a student fell across a threshold, or was marked absent in a class."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID, uuid5

from services.attendance.domain.policy.policy import Recipient

NOTICES = UUID("6f0c1b52-3c0e-5d62-8a0a-0f5c2a6d9b31")  # the namespace of ids of notices


class NoticeKind(StrEnum):
    """What a notice is about; stored by its value. The first two are the rules of a policy's warnings."""

    RATE_BELOW = "rate_below"
    ABSENCES_IN_A_ROW = "absences_in_a_row"
    MARKED_ABSENT = "marked_absent"


@dataclass(frozen=True)
class Notice:
    """One notice to one reader; `figure` is the rate in whole percent, or how many absences."""

    notice_id: UUID
    course_id: UUID
    student_id: UUID
    kind: NoticeKind
    threshold: int
    figure: int
    reader: Recipient
    reader_id: UUID | None = None
    session_id: UUID | None = None  # of a mark


def absence_notice(session_id: UUID, course_id: UUID, student_id: UUID) -> Notice:
    """To the student; the same one whenever and however often they are marked absent in this class."""
    notice_id = uuid5(NOTICES, f"{session_id} {student_id} {NoticeKind.MARKED_ABSENT}")
    return Notice(
        notice_id, course_id, student_id, NoticeKind.MARKED_ABSENT, 0, 1, Recipient.STUDENT, session_id=session_id
    )
