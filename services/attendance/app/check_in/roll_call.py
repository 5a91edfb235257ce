"""A teacher's word about many students at once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from services.attendance.app.check_in.store import CheckInStore
from services.attendance.app.register import RegisterTransaction, reasoned, standing_of
from services.attendance.app.sessions import word_for
from services.attendance.domain.errors import DomainError, InvalidInput, MarkChanged, NotOnRoster, SessionNotFound
from services.attendance.domain.mark import MAX_NOTE_CHARACTERS, Cause, ChangeReason, Mark, MarkChange, MarkStatus
from services.attendance.domain.policy.facts import Word
from services.attendance.domain.policy.marks import said
from services.attendance.domain.policy.policy import Policy
from services.attendance.domain.session import Session
from services.attendance.domain.text import check_text

Clock = Callable[[], datetime]

MAX_MARKS = 500


@dataclass(frozen=True)
class Wanted:
    """One mark as the teacher wants it; NOT_SEEN without a code gives it back to the evidence."""

    student_id: UUID
    status: MarkStatus
    status_code: str
    revision: int  # of the mark the teacher was looking at
    request_id: UUID


@dataclass(frozen=True)
class Answered:
    """What became of one; `mark` is as it is now, None where the student is not on the roster."""

    student_id: UUID
    mark: Mark | None
    refused: DomainError | None = None


class RollCall:
    """The caller has been authorized."""

    def __init__(self, store: CheckInStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def set_marks(
        self, session_id: UUID, wanted: Sequence[Wanted], teacher_id: UUID, note: str
    ) -> list[Answered]:
        """Each answered by itself, in order; all that are set are set in one transaction."""
        note = check_text("note", note, MAX_NOTE_CHARACTERS, may_be_empty=True)
        if not 1 <= len(wanted) <= MAX_MARKS:
            raise InvalidInput("marks", f"must name 1 to {MAX_MARKS} students")
        if len({one.student_id for one in wanted}) < len(wanted):
            raise InvalidInput("marks", "must name each student once")
        if len({one.request_id for one in wanted}) < len(wanted):
            raise InvalidInput("marks", "must have a request_id each")
        async with self._store.transaction() as opened:
            transaction = opened.register
            session = await transaction.lock_session(session_id)
            if session is None:
                raise SessionNotFound(str(session_id))
            marks = {
                mark.student_id: mark
                for mark in await transaction.marks(session_id, [one.student_id for one in wanted])
            }
            done = await opened.marks_of_requests([one.request_id for one in wanted])
            policy, now = await transaction.policy(session), self._clock()
            words: dict[UUID, Word | None] = {}
            refused: dict[UUID, DomainError] = {}
            for one in wanted:
                earlier = done.get(one.request_id)
                if earlier is not None:
                    if earlier != (session_id, one.student_id):
                        refused[one.student_id] = InvalidInput("request_id", "was used for another mark")
                    continue
                try:
                    words[one.student_id] = _word(one, marks.get(one.student_id), policy, teacher_id, now, note)
                except DomainError as error:
                    refused[one.student_id] = error
            requests = {one.student_id: one.request_id for one in wanted}
            marks |= await _write(transaction, session, marks, words, requests, teacher_id, policy, now, note)
        return [Answered(one.student_id, marks.get(one.student_id), refused.get(one.student_id)) for one in wanted]


def _word(
    wanted: Wanted, before: Mark | None, policy: Policy, teacher_id: UUID, now: datetime, note: str
) -> Word | None:
    if before is None:
        raise NotOnRoster(str(wanted.student_id))
    if before.revision != wanted.revision:
        raise MarkChanged(str(wanted.student_id), before.revision)
    if not wanted.status_code and wanted.status is MarkStatus.NOT_SEEN:
        return None
    return word_for(
        policy, wanted.status, wanted.status_code, said_by=teacher_id, said_time=now, note=note, via="roll_call"
    )


async def _write(
    transaction: RegisterTransaction,
    session: Session,
    marks: dict[UUID, Mark],
    words: dict[UUID, Word | None],
    requests: dict[UUID, UUID],
    teacher_id: UUID,
    policy: Policy,
    now: datetime,
    note: str,
) -> dict[UUID, Mark]:
    if not words:
        return {}
    standing = await standing_of(transaction, session)
    before = [marks[student_id] for student_id in words]
    spoken = [said(mark, words[mark.student_id], note) for mark in before]
    found = await reasoned(transaction, session.session_id, spoken, standing, policy)
    share = standing.watched_share if standing.closed else None
    changes = []
    for was, (becomes, why) in zip(before, found, strict=True):
        reason = ChangeReason.GIVEN_BACK if words[was.student_id] is None else ChangeReason.TEACHER
        cause = Cause(reason, teacher_id, requests[was.student_id], evidence={"via": "roll_call"})
        changes.append(MarkChange(was, becomes, replace(cause, watched_share=share), why))
    written = await transaction.write(session.session_id, changes, now)
    return {mark.student_id: mark for mark in written}
