"""Deciding on excuses: the marks an excuse covers change in the same transaction."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from services.attendance.app.excuse.access import Caller, check_sees
from services.attendance.app.excuse.store import ExcuseStore, ExcuseTransaction
from services.attendance.app.register import resettle
from services.attendance.domain.errors import InvalidInput, NotAllowed
from services.attendance.domain.excuse.errors import ExcuseChanged
from services.attendance.domain.excuse.excuse import MAX_NOTE_CHARACTERS, Excuse, State, decided
from services.attendance.domain.mark import Cause, ChangeReason
from services.attendance.domain.text import check_text

Clock = Callable[[], datetime]


class Deciding:
    """What whoever decides does."""

    def __init__(self, store: ExcuseStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def decide(
        self, caller: Caller, excuse_id: UUID, *, approve: bool, note: str, revision: int, request_id: UUID
    ) -> None:
        """Approve or decline; also what was decided otherwise before. ExcuseChanged, ExcuseWithdrawn."""
        async with self._store.transaction() as transaction:
            excuse = check_sees(caller, await transaction.lock(excuse_id), excuse_id)
            if not caller.may_decide(excuse):
                raise NotAllowed("decide on this excuse")
            note = check_text("note", note, MAX_NOTE_CHARACTERS, may_be_empty=approve)
            earlier = await transaction.excuse_of_decision(request_id)
            if earlier is not None:
                if earlier != excuse_id:
                    raise InvalidInput("request_id", "was used for another excuse")
                return
            state = decided(excuse, approve=approve)
            if excuse.revision != revision:
                raise ExcuseChanged(str(excuse_id), excuse.revision)
            now = self._clock()
            after = replace(
                excuse,
                state=state,
                revision=revision + 1,
                decided_by=caller.person_id,
                decide_time=now,
                note=note,
            )
            await transaction.save(after)
            await transaction.add_decision(request_id, after)
            if (excuse.state is State.APPROVED) != (state is State.APPROVED):
                await _derive_marks(transaction, after, now)


async def _derive_marks(transaction: ExcuseTransaction, excuse: Excuse, now: datetime) -> None:
    """Sessions that open later ask for the excuse by themselves, and all do when they close."""
    cause = Cause(ChangeReason.EXCUSE, excuse.decided_by)
    for session_id in await transaction.covered_sessions(excuse.excuse_id):
        session = await transaction.register.lock_session(session_id)
        if session is not None:
            await resettle(transaction.register, session, {excuse.student_id: cause}, now)
