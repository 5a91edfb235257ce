"""One transaction of disputes: opened, talked about and decided, with the mark that follows."""

from uuid import UUID

import asyncpg

from services.attendance.adapters.register_postgres import PostgresRegisterTransaction
from services.attendance.domain.dispute.dispute import Comment, Disputable, Dispute, DisputeState
from services.attendance.domain.mark import MarkStatus
from services.common.postgres import Connection
from services.common.sealer import AesGcmSealer

_LOCK = "select * from dispute where dispute_id = $1 for update"
_OF_REQUEST = "select * from dispute where request_id = $1"
_OPEN_ABOUT = "select dispute_id from dispute where session_id = $1 and student_id = $2 and state = 'open'"
_DISPUTABLE = """
    select s.end_time,
        (select max(h.change_time) from mark_history h
         where h.session_id = $1 and h.student_id = $2 and h.reason <> 'sealed') as change_time,
        (select max(d.decide_time) from dispute d
         where d.session_id = $1 and d.student_id = $2 and d.state = 'kept') as kept_time
    from session s where s.session_id = $1
"""
_ADD = """
    insert into dispute (dispute_id, session_id, student_id, disputed_status, wanted_status, reason, state, open_time,
                         due_time, request_id)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
"""
_CLOSE = """
    update dispute set state = $2, decided_by = $3, decide_time = $4, note = $5, decision_id = $6 where dispute_id = $1
"""
_OF_DECISION = "select dispute_id from dispute where decision_id = $1"
_COMMENT = "select dispute_id, author from dispute_comment where comment_id = $1"
_COUNT_COMMENTS = "select count(*) from dispute_comment where dispute_id = $1"
_ADD_COMMENT = """
    insert into dispute_comment (comment_id, dispute_id, author, write_time, content) values ($1, $2, $3, $4, $5)
"""


class DisputeSeals:
    """What is sealed of disputes, and to what."""

    def __init__(self, sealer: AesGcmSealer) -> None:
        self._sealer = sealer

    def seal(self, text: str, bound_to: str) -> bytes | None:
        """As it is stored; no text is nothing."""
        return self._sealer.seal_text(text, bound_to) if text else None

    def dispute(self, row: asyncpg.Record) -> Dispute:
        """From all columns of dispute."""
        dispute_id = row["dispute_id"]
        return Dispute(
            dispute_id,
            row["session_id"],
            row["student_id"],
            MarkStatus(row["disputed_status"]),
            MarkStatus(row["wanted_status"]),
            self._text(row["reason"], reason_of(dispute_id)),
            DisputeState(row["state"]),
            row["open_time"],
            row["due_time"],
            row["decided_by"],
            row["decide_time"],
            self._text(row["note"], note_of(dispute_id)),
        )

    def comment(self, row: asyncpg.Record) -> Comment:
        """From all columns of dispute_comment."""
        text = self._text(row["content"], comment_of(row["comment_id"]))
        return Comment(row["comment_id"], row["author"], row["write_time"], text)

    def _text(self, sealed: bytes | None, bound_to: str) -> str:
        # a key that was taken off too early must not keep the rest of the page from being read
        return (self._sealer.open_text(sealed, bound_to) or "") if sealed is not None else ""


class PostgresDisputeTransaction:
    """A DisputeTransaction on one connection."""

    def __init__(self, connection: Connection, seals: DisputeSeals) -> None:
        self._connection = connection
        self._seals = seals
        self.register = PostgresRegisterTransaction(connection)

    async def of_request(self, request_id: UUID) -> Dispute | None:
        """The dispute that this request opened."""
        row = await self._connection.fetchrow(_OF_REQUEST, request_id)
        return self._seals.dispute(row) if row else None

    async def open_about(self, session_id: UUID, student_id: UUID) -> UUID | None:
        """The open dispute about the mark."""
        found: UUID | None = await self._connection.fetchval(_OPEN_ABOUT, session_id, student_id)
        return found

    async def disputable(self, session_id: UUID, student_id: UUID) -> Disputable:
        """What decides whether the mark may be disputed; the session exists."""
        row = await self._connection.fetchrow(_DISPUTABLE, session_id, student_id)
        assert row is not None  # the caller has locked it
        return Disputable(session_id, row["end_time"], row["change_time"], row["kept_time"])

    async def add(self, dispute: Dispute, request_id: UUID) -> None:
        """Keep a new one; the caller holds the session's lock, so that nobody else opens one about the mark."""
        await self._connection.execute(
            _ADD,
            dispute.dispute_id,
            dispute.session_id,
            dispute.student_id,
            dispute.disputed_status,
            dispute.wanted_status,
            self._seals.seal(dispute.reason, reason_of(dispute.dispute_id)),
            dispute.state,
            dispute.open_time,
            dispute.due_time,
            request_id,
        )

    async def lock(self, dispute_id: UUID) -> Dispute | None:
        """The dispute, which nobody else changes until the transaction ends."""
        row = await self._connection.fetchrow(_LOCK, dispute_id)
        return self._seals.dispute(row) if row else None

    async def close(self, dispute: Dispute, decision_id: UUID | None) -> None:
        """Its end, by this request."""
        await self._connection.execute(
            _CLOSE,
            dispute.dispute_id,
            dispute.state,
            dispute.decided_by,
            dispute.decide_time,
            self._seals.seal(dispute.note, note_of(dispute.dispute_id)),
            decision_id,
        )

    async def dispute_of_decision(self, decision_id: UUID) -> UUID | None:
        """The dispute that this request decided."""
        found: UUID | None = await self._connection.fetchval(_OF_DECISION, decision_id)
        return found

    async def comment(self, comment_id: UUID) -> tuple[UUID, UUID] | None:
        """Of which dispute and by whom a comment is."""
        row = await self._connection.fetchrow(_COMMENT, comment_id)
        return (row["dispute_id"], row["author"]) if row else None

    async def count_comments(self, dispute_id: UUID) -> int:
        """How many there are."""
        return int(await self._connection.fetchval(_COUNT_COMMENTS, dispute_id))

    async def add_comment(self, dispute_id: UUID, comment: Comment) -> None:
        """Keep it, sealed."""
        sealed = self._seals.seal(comment.text, comment_of(comment.comment_id))
        await self._connection.execute(
            _ADD_COMMENT, comment.comment_id, dispute_id, comment.author, comment.write_time, sealed
        )


def reason_of(dispute_id: UUID) -> str:
    """What a reason is bound to."""
    return f"dispute/{dispute_id}/reason"


def note_of(dispute_id: UUID) -> str:
    """What a decision's note is bound to."""
    return f"dispute/{dispute_id}/note"


def comment_of(comment_id: UUID) -> str:
    """What a comment is bound to."""
    return f"dispute_comment/{comment_id}"
