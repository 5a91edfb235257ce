"""Disputes: opened by students, talked about by both sides, decided by whoever runs the session."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from services.attendance.app.access import Access, person_of
from services.attendance.app.dispute.access import check_decides, is_student_of, seen
from services.attendance.app.dispute.store import DisputeStore, DisputeTransaction
from services.attendance.app.sessions import say, word_for
from services.attendance.domain.dispute.dispute import (
    MAX_COMMENTS,
    MAX_NOTE_CHARACTERS,
    MAX_TEXT_CHARACTERS,
    Comment,
    Dispute,
    DisputeState,
    DisputeTimes,
    check_wanted,
)
from services.attendance.domain.dispute.errors import DisputeOpen, TooManyComments
from services.attendance.domain.errors import (
    InvalidInput,
    MarkChanged,
    NotAllowed,
    NotOnRoster,
    SessionNotFound,
)
from services.attendance.domain.mark import Cause, ChangeReason, Mark, MarkStatus
from services.attendance.domain.session import Session
from services.attendance.domain.text import check_text
from services.common.principal import Principal

Clock = Callable[[], datetime]
NewId = Callable[[], UUID]


class Disputes:
    """What both sides do."""

    def __init__(self, store: DisputeStore, access: Access, clock: Clock, new_id: NewId, times: DisputeTimes) -> None:
        self._store = store
        self._access = access
        self._clock = clock
        self._new_id = new_id
        self._times = times

    async def open(self, student_id: UUID, session_id: UUID, wanted: MarkStatus, reason: str, request_id: UUID) -> UUID:
        """The id of a new dispute about the student's own mark, or of the one this request opened before."""
        reason = check_text("reason", reason, MAX_TEXT_CHARACTERS)
        async with self._store.transaction() as transaction:
            session = await _locked(transaction, session_id)  # retries at the same moment wait here
            earlier = await transaction.of_request(request_id)
            if earlier is not None:
                if (earlier.session_id, earlier.student_id) != (session_id, student_id):
                    raise InvalidInput("request_id", "was used for another dispute")
                return earlier.dispute_id
            mark = await _mark(transaction, session, student_id)
            already = await transaction.open_about(session_id, student_id)
            if already is not None:
                raise DisputeOpen(str(already))
            now = self._clock()
            (await transaction.disputable(session_id, student_id)).check(self._times, now)
            dispute = Dispute(
                self._new_id(),
                session_id,
                student_id,
                mark.status,
                check_wanted(mark, wanted),
                reason,
                DisputeState.OPEN,
                now,
                now + self._times.to_decide,
            )
            await transaction.add(dispute, request_id)
        return dispute.dispute_id

    async def comment(self, principal: Principal, dispute_id: UUID, comment_id: UUID, text: str) -> None:
        """Add to what was said; a retry adds nothing."""
        await seen(self._store, self._access, principal, dispute_id)
        async with self._store.transaction() as transaction:
            dispute = await _locked_dispute(transaction, dispute_id)
            text = check_text("text", text, MAX_TEXT_CHARACTERS)
            earlier = await transaction.comment(comment_id)
            if earlier is not None:
                if earlier != (dispute_id, person_of(principal)):
                    raise InvalidInput("comment_id", "was used for another comment")
                return
            dispute.check_open()
            if await transaction.count_comments(dispute_id) >= MAX_COMMENTS:
                raise TooManyComments(MAX_COMMENTS)
            await transaction.add_comment(dispute_id, Comment(comment_id, person_of(principal), self._clock(), text))

    async def withdraw(self, principal: Principal, dispute_id: UUID) -> None:
        """The student takes it back."""
        await seen(self._store, self._access, principal, dispute_id)
        async with self._store.transaction() as transaction:
            dispute = await _locked_dispute(transaction, dispute_id)
            if not is_student_of(principal, dispute):
                raise NotAllowed("withdraw what somebody else disputes")
            if dispute.state is DisputeState.WITHDRAWN:
                return
            dispute.check_open()
            closed = dispute.closed(DisputeState.WITHDRAWN, person_of(principal), self._clock(), "")
            await transaction.close(closed, None)

    async def decide(
        self, principal: Principal, dispute_id: UUID, *, status_code: str, note: str, revision: int, request_id: UUID
    ) -> None:
        """Change the mark to that status, or keep it when there is none. MarkChanged when `revision` is old."""
        person_id = check_decides(principal)
        await seen(self._store, self._access, principal, dispute_id)
        async with self._store.transaction() as transaction:
            dispute = await _locked_dispute(transaction, dispute_id)
            note = check_text("note", note, MAX_NOTE_CHARACTERS)
            earlier = await transaction.dispute_of_decision(request_id)
            if earlier is not None:
                if earlier != dispute_id:
                    raise InvalidInput("request_id", "was used for another dispute")
                return
            dispute.check_open()
            session = await _locked(transaction, dispute.session_id)
            mark = await _mark(transaction, session, dispute.student_id)
            if mark.revision != revision:
                raise MarkChanged(str(mark.student_id), mark.revision)
            now, state = self._clock(), DisputeState.KEPT
            if status_code:
                state = DisputeState.CHANGED
                policy = await transaction.register.policy(session)
                word = word_for(
                    policy, MarkStatus.NOT_SEEN, status_code, said_by=person_id, said_time=now, note=note, via="dispute"
                )
                cause = Cause(ChangeReason.DISPUTE, person_id, request_id)
                await say(transaction.register, session, mark, word, cause, now, note=note)
            await transaction.close(dispute.closed(state, person_id, now, note), request_id)


async def _locked_dispute(transaction: DisputeTransaction, dispute_id: UUID) -> Dispute:
    dispute = await transaction.lock(dispute_id)
    assert dispute is not None  # the caller has seen it, and disputes are never deleted
    return dispute


async def _locked(transaction: DisputeTransaction, session_id: UUID) -> Session:
    session = await transaction.register.lock_session(session_id)
    if session is None:
        raise SessionNotFound(str(session_id))
    return session


async def _mark(transaction: DisputeTransaction, session: Session, student_id: UUID) -> Mark:
    mark = next(iter(await transaction.register.marks(session.session_id, [student_id])), None)
    if mark is None:
        raise NotOnRoster(str(student_id))
    return mark
