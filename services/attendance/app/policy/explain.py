"""When a student was there, and which rule made their mark what it is."""

from dataclasses import dataclass
from uuid import UUID

from services.attendance.app.policy.store import PolicyStore
from services.attendance.app.register import facts_of, standing_of
from services.attendance.domain.errors import NotOnRoster, SessionNotFound
from services.attendance.domain.policy.decide import decide
from services.attendance.domain.policy.facts import Standing
from services.attendance.domain.policy.presence import Presence, presence
from services.attendance.domain.policy.verdict import Verdict


@dataclass(frozen=True)
class Explanation:
    """Of one mark, as of one moment; no `presence` for somebody who neither was seen nor checked in."""

    verdict: Verdict
    presence: Presence | None
    standing: Standing


class Explanations:
    """The caller has been authorized."""

    def __init__(self, store: PolicyStore) -> None:
        self._store = store

    async def of(self, session_id: UUID, student_id: UUID) -> Explanation:
        """SessionNotFound, NotOnRoster."""
        async with self._store.snapshot() as transaction:
            session = await transaction.session(session_id)
            if session is None:
                raise SessionNotFound(str(session_id))
            marks = await transaction.marks(session_id, [student_id])
            if not marks:
                raise NotOnRoster(str(student_id))
            policy, standing = await transaction.policy(session), await standing_of(transaction, session)
            (facts,) = await facts_of(transaction, session_id, marks, policy)
        return Explanation(decide(facts, standing, policy), presence(facts, standing, policy), standing)
