"""Warnings: when a student falls across a threshold of the policy, and that each fall is told once."""

from dataclasses import dataclass
from uuid import UUID, uuid5

from services.attendance.domain.notice.notice import NOTICES, Notice, NoticeKind
from services.attendance.domain.policy.policy import Recipient, WarningLevel, WarningRule

_CLOSE = 1e-9  # rates that differ by less are one rate, written in binary


@dataclass(frozen=True)
class Situation:
    """A student's in a course, as of now."""

    rate: float | None  # 0 to 1
    counted: int
    absences_in_a_row: int


@dataclass(frozen=True)
class WarningState:
    """Where a student stands to one threshold, and how often they fell across it."""

    crossed: bool = False
    crossings: int = 0


def is_crossed(level: WarningLevel, now: Situation) -> bool:
    """Whether the student is on the wrong side; a rate of too few sessions is on neither."""
    if level.rule is WarningRule.ABSENCES_IN_A_ROW:
        return now.absences_in_a_row >= level.threshold
    return now.rate is not None and now.counted >= level.least_sessions and now.rate * 100.0 < level.threshold - _CLOSE


def after(before: WarningState, crossed: bool) -> WarningState:
    """The next state; `crossings` grows when the student falls, and not while they stay down."""
    return WarningState(crossed, before.crossings + (crossed and not before.crossed))


def notices_of(
    level: WarningLevel,
    course_id: UUID,
    student_id: UUID,
    now: Situation,
    crossings: int,
    teacher_ids: tuple[UUID, ...],
) -> list[Notice]:
    """One for each reader. The ids are the same whenever and wherever this fall is looked at."""
    figure = now.absences_in_a_row if level.rule is WarningRule.ABSENCES_IN_A_ROW else int((now.rate or 0.0) * 100.0)
    readers: list[tuple[Recipient, UUID | None]] = []
    for recipient in dict.fromkeys(level.recipients):
        readers += [(recipient, one) for one in teacher_ids] if recipient is Recipient.TEACHER else [(recipient, None)]
    return [
        Notice(
            uuid5(NOTICES, f"{course_id} {student_id} {level.rule} {level.threshold} {crossings} {recipient} {one}"),
            course_id,
            student_id,
            NoticeKind(level.rule),
            level.threshold,
            figure,
            recipient,
            one,
        )
        for recipient, one in readers
    ]
