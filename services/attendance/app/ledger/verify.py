"""Proves all sessions' ledgers, a few at a time, from what is stored alone."""

from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID

from services.attendance.domain.ledger.entry import GENESIS, Link
from services.attendance.domain.ledger.proof import Break, Head, LedgerMark, first_break

MOST_BREAKS = 1000
SESSIONS_AT_ONCE = 50  # of 5,000 marks each some 100 MB: what the proof holds at most


@dataclass(frozen=True)
class Stored:
    """Some sessions that follow each other by id, and everything that lies between them."""

    heads: Sequence[Head]
    links: Sequence[Link]  # by session, then number
    marks: Sequence[LedgerMark]


@dataclass(frozen=True)
class Noted:
    """How long a session's chain was at an earlier time, and its head then."""

    session_id: UUID
    entries: int
    hash: bytes


@dataclass(frozen=True)
class Protection:
    """What keeps the table from being changed, beside the chain."""

    by_role: bool  # the role that asks may read and add, and is not the owner
    by_trigger: bool


@dataclass
class Proof:
    """How far the proof is, and at its end what it came to."""

    sessions: int = 0
    entries: int = 0
    marks: int = 0
    broken: list[Break] = field(default_factory=list)  # the first break of each broken session, at most MOST_BREAKS
    breaks: int = 0  # how many sessions are broken
    unsealed: int = 0  # marks of closed sessions whose minutes and last sighting nothing proves (yet)

    def note(self, breaks: Sequence[Break]) -> None:
        """Count all, keep the first."""
        self.breaks += len(breaks)
        self.broken += breaks[: MOST_BREAKS - len(self.broken)]


class LedgerReader(Protocol):
    """One moment of the database."""

    def batches(self, sessions_at_once: int) -> AsyncIterator[Stored]:
        """All sessions in the order of their ids, and whatever entries and marks belong to none."""
        ...

    async def protection(self) -> Protection:
        """What keeps the table as it is."""
        ...


class LedgerStore(Protocol):
    """Where ledgers are kept."""

    def reader(self) -> AbstractAsyncContextManager[LedgerReader]:
        """Everything that is read through it is of one moment, so that a running service is in nobody's way."""
        ...


class Witness(Protocol):
    """What was noted at an earlier time."""

    def until(self, session_id: UUID | None) -> Sequence[Noted]:
        """What was noted of sessions up to this one, None for all that are left; each is given once."""
        ...


class Nobody:
    """A Witness of nothing."""

    def until(self, session_id: UUID | None) -> Sequence[Noted]:
        return ()


async def prove(
    reader: LedgerReader, witness: Witness | None = None
) -> AsyncGenerator[tuple[Proof, Sequence[Head]], None]:
    """After each batch the proof so far, always the same object, and the batch's heads. Memory does not grow."""
    proof, witness = Proof(), witness or Nobody()
    async for stored in reader.batches(SESSIONS_AT_ONCE):
        proof.note(_breaks(stored, witness.until(stored.heads[-1].session_id) if stored.heads else ()))
        proof.sessions += len(stored.heads)
        proof.entries += len(stored.links)
        proof.marks += len(stored.marks)
        closed = {head.session_id for head in stored.heads if head.closed}
        proof.unsealed += sum(mark.seal is None and mark.session_id in closed for mark in stored.marks)
        yield proof, stored.heads
    proof.note(_breaks(Stored((), (), ()), witness.until(None)))
    yield proof, ()


def _breaks(stored: Stored, noted: Sequence[Noted]) -> list[Break]:
    found = []
    links: dict[UUID, list[Link]] = {}
    for link in stored.links:
        links.setdefault(link.entry.session_id, []).append(link)
    marks: dict[UUID, list[LedgerMark]] = {}
    for mark in stored.marks:
        marks.setdefault(mark.session_id, []).append(mark)
    witnessed = {one.session_id: {one.entries: one.hash} for one in noted}
    for head in stored.heads:
        session = head.session_id
        broken = first_break(head, links.pop(session, []), marks.pop(session, []), witnessed.pop(session, None))
        if broken is not None:
            found.append(broken)
    gone = links.keys() | marks.keys() | {session for session, heads in witnessed.items() if heads != {0: GENESIS}}
    found += [Break(session, None, None, "the session is missing") for session in sorted(gone)]
    return found
