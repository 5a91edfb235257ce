"""What the register needs of its store: one transaction in which sessions, evidence and marks change together."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from datetime import datetime
from typing import Protocol
from uuid import UUID

from services.attendance.domain.ledger.seal import UNSEEN
from services.attendance.domain.mark import Cause, Evidence, Mark, MarkChange
from services.attendance.domain.policy.decide import decide
from services.attendance.domain.policy.facts import CheckIn, Facts, Standing, Watched
from services.attendance.domain.policy.inherit import Lineage, PolicyChange
from services.attendance.domain.policy.marks import settled, word_of
from services.attendance.domain.policy.policy import Policy
from services.attendance.domain.policy.verdict import Why
from services.attendance.domain.session import NewSession, Reopening, Session
from services.attendance.domain.sighting import CameraCondition, Coverage, Sighting
from services.attendance.domain.span import Span, merged


class RegisterTransaction(Protocol):
    """Locks are taken in the order room, cameras, sessions by id, so that no two transactions wait for each other."""

    async def lock_room(self, room_id: UUID) -> bool:
        """Keep the room and its cameras as they are; whether the room exists."""
        ...

    async def course_exists(self, course_id: UUID) -> bool:
        """Whether there is such a course."""
        ...

    async def session_of_request(self, request_id: UUID) -> Session | None:
        """The session that this request opened."""
        ...

    async def open_session_in(self, room_id: UUID) -> UUID | None:
        """The room's open session."""
        ...

    async def open_session(self, new: NewSession) -> None:
        """Keep it, with the room's cameras and, as roster, the active students enrolled now.

        SessionAlreadyOpen when the room has one.
        """
        ...

    async def lock_session(self, session_id: UUID) -> Session | None:
        """The session, which nobody else changes until the transaction ends."""
        ...

    async def close_session(self, session_id: UUID, end_time: datetime) -> None:
        """Its end, for it and its cameras' windows."""
        ...

    async def session_of_reopening(self, request_id: UUID) -> UUID | None:
        """The session that this request opened again."""
        ...

    async def reopen_session(self, reopening: Reopening) -> None:
        """Take its end back; the room's cameras of now belong to it from now on."""
        ...

    async def lock_cameras(self, camera_ids: Collection[UUID]) -> set[UUID]:
        """Those that are cameras or once were; none of them moves until the transaction ends."""
        ...

    async def merge_sightings(self, sightings: Sequence[Sighting]) -> set[UUID]:
        """Keep or extend; the ids kept. An id that belongs to another camera or student is not."""
        ...

    async def merge_coverages(self, coverages: Sequence[Coverage]) -> set[UUID]:
        """Keep or extend; the ids kept. An id that belongs to another camera is not."""
        ...

    async def merge_conditions(self, conditions: Sequence[CameraCondition]) -> set[UUID]:
        """Keep or extend; the ids kept. An id that belongs to another trouble is not."""
        ...

    async def add_kiosk_check_ins(self, sightings: Sequence[Sighting]) -> None:
        """Of each student in the sessions, now locked, to which the kiosk's camera belonged then; once a session."""
        ...

    async def lock_sessions_seen(
        self, spans: Sequence[tuple[UUID, Span]], students: Sequence[tuple[UUID, Span]] = ()
    ) -> list[Session]:
        """Sessions to which the cameras belonged at some time in the spans, and those of other rooms that had one of
        the students seen at the same time; in the order of their ids."""
        ...

    async def marks(self, session_id: UUID, student_ids: Collection[UUID] | None = None) -> list[Mark]:
        """Marks of those students who are on the roster, or of all."""
        ...

    async def evidence(self, session_id: UUID, student_ids: Collection[UUID] | None = None) -> Mapping[UUID, Evidence]:
        """Each student's sightings, clipped to the windows in which their cameras belonged to the session."""
        ...

    async def seals(self, session_id: UUID, student_ids: Collection[UUID] | None = None) -> Mapping[UUID, bytes]:
        """The seal of each student's sightings, clipped likewise; of those who have any."""
        ...

    async def watched(self, session_id: UUID) -> Watched:
        """Coverage by the session's cameras, clipped likewise, and of those the ones that look into the room."""
        ...

    async def check_ins(
        self, session_id: UUID, student_ids: Collection[UUID] | None = None
    ) -> Mapping[UUID, tuple[CheckIn, ...]]:
        """Each student's own check-ins by code or at a kiosk, by time."""
        ...

    async def codes_from(self, session_id: UUID) -> datetime | None:
        """When the first code was shown; None where none was."""
        ...

    async def excuses(self, session_id: UUID, student_ids: Collection[UUID] | None = None) -> Mapping[UUID, UUID]:
        """The approved excuse of each student who has one for the session."""
        ...

    async def complete(self, session_id: UUID) -> bool:
        """Whether all that the closed session's cameras recorded up to its close has arrived."""
        ...

    async def policy(self, session: Session) -> Policy:
        """What the session is decided by."""
        ...

    async def policy_changes(self, course_id: UUID | None, session_id: UUID | None = None) -> Lineage:
        """The newest changes for the institution, the course and the session."""
        ...

    async def add_policy_change(self, change: PolicyChange) -> None:
        """Keep it."""
        ...

    async def keep_policy(self, lineage: Lineage, create_time: datetime) -> UUID:
        """The id of the policy that the changes make, kept for good."""
        ...

    async def decide_by(self, session: Session, policy_version_id: UUID, policy: Policy) -> None:
        """From now on the locked session is decided by that policy."""
        ...

    async def mark_of_request(self, request_id: UUID) -> Mark | None:
        """The mark, as it is now, that this request set."""
        ...

    async def write(self, session_id: UUID, changes: Sequence[MarkChange], change_time: datetime) -> list[Mark]:
        """Keep the changed marks, each with a revision of its own, and the history; those who watch are woken."""
        ...


class RegisterStore(Protocol):
    """Where sessions, sightings and marks are kept."""

    def transaction(self) -> AbstractAsyncContextManager[RegisterTransaction]:
        """All or nothing; readers see it whole."""
        ...

    async def session(self, session_id: UUID) -> Session | None:
        """The session as it is now."""
        ...


async def standing_of(transaction: RegisterTransaction, session: Session) -> Standing:
    """What the session contributes to its marks, with all that has arrived."""
    session_id = session.session_id
    complete = session.end_time is None or await transaction.complete(session_id)
    codes_from = await transaction.codes_from(session_id)
    return session.standing(await transaction.watched(session_id), complete=complete, codes_from=codes_from)


async def facts_of(
    transaction: RegisterTransaction, session_id: UUID, marks: Sequence[Mark], policy: Policy
) -> list[Facts]:
    """All that is known of each mark's student, in the order of the marks."""
    students = [mark.student_id for mark in marks]
    seen = await transaction.evidence(session_id, students)
    check_ins = await transaction.check_ins(session_id, students)
    excuses = await transaction.excuses(session_id, students)
    nothing = Evidence(())
    return [
        Facts(
            merged((evidence := seen.get(mark.student_id, nothing)).spans, policy.bridge_gap),
            evidence.confirmed_by,
            evidence.seen_elsewhere,
            check_ins.get(mark.student_id, ()),
            excuses.get(mark.student_id),
            word_of(mark),
        )
        for mark in marks
    ]


async def decided(
    transaction: RegisterTransaction, session_id: UUID, marks: Sequence[Mark], standing: Standing, policy: Policy
) -> list[Mark]:
    """The marks as they follow from all evidence that is stored, in their order; their seals are not looked at."""
    return [mark for mark, _ in await _decided(transaction, session_id, marks, standing, policy)]


async def reasoned(
    transaction: RegisterTransaction, session_id: UUID, marks: Sequence[Mark], standing: Standing, policy: Policy
) -> list[tuple[Mark, Why]]:
    """The same as they are to be written, each with the one reason that decided.

    They are sealed once nothing more is to come: before, every late report would be another entry of the ledger.
    """
    found = await _decided(transaction, session_id, marks, standing, policy)
    if not (standing.closed and standing.complete):
        return [(replace(mark, seal=None), why) for mark, why in found]
    seals = await transaction.seals(session_id, [mark.student_id for mark in marks])
    return [(replace(mark, seal=seals.get(mark.student_id, UNSEEN)), why) for mark, why in found]


async def _decided(
    transaction: RegisterTransaction, session_id: UUID, marks: Sequence[Mark], standing: Standing, policy: Policy
) -> list[tuple[Mark, Why]]:
    known = await facts_of(transaction, session_id, marks, policy)
    verdicts = [decide(facts, standing, policy) for facts in known]
    return [
        (settled(mark, facts, verdict), verdict.why)
        for mark, facts, verdict in zip(marks, known, verdicts, strict=True)
    ]


async def resettle(
    transaction: RegisterTransaction,
    session: Session,
    causes: Mapping[UUID, Cause] | Cause,
    change_time: datetime,
) -> list[Mark]:
    """Decide marks of the locked session again from all evidence that is stored, and write those that differ.

    `causes` names the students whose marks are looked at, or is the one cause for the whole roster.
    """
    students = None if isinstance(causes, Cause) else causes.keys()
    marks = await transaction.marks(session.session_id, students)
    if not marks:
        return []
    standing, policy = await standing_of(transaction, session), await transaction.policy(session)
    share = standing.watched_share if standing.closed else None
    changes = []
    found = await reasoned(transaction, session.session_id, marks, standing, policy)
    for mark, (after, why) in zip(marks, found, strict=True):
        if after != mark:
            cause = causes if isinstance(causes, Cause) else causes[mark.student_id]
            changes.append(MarkChange(mark, after, replace(cause, watched_share=share), why))
    return await transaction.write(session.session_id, changes, change_time) if changes else []
