"""Takes in what recognition saw: stored once however often it comes, and in the marks whatever its order."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from services.attendance.app.people import People
from services.attendance.app.register import RegisterStore, RegisterTransaction, resettle
from services.attendance.domain.errors import PeerUnavailable
from services.attendance.domain.mark import Cause, ChangeReason, MarkStatus
from services.attendance.domain.policy.facts import Watched
from services.attendance.domain.session import Session
from services.attendance.domain.sighting import (
    CameraCondition,
    Coverage,
    Report,
    Sighting,
    merge_repeats,
    why_unbelievable,
)

Clock = Callable[[], datetime]


@dataclass
class Receipt:
    """What is settled of a batch. An id that is in neither list is to be sent again."""

    stored: list[UUID] = field(default_factory=list)
    refused: dict[UUID, str] = field(default_factory=dict)

    def refuse(self, reports: Iterable[Sighting | Coverage | CameraCondition], reason: str) -> None:
        """Refuse each for good."""
        self.refused.update({report.report_id: reason for report in reports})

    def add(self, other: "Receipt") -> None:
        """Another part of the same batch."""
        self.stored.extend(other.stored)
        self.refused.update(other.refused)


class Sightings:
    """ReportSightings without its transport."""

    def __init__(self, store: RegisterStore, people: People, clock: Clock) -> None:
        self._store = store
        self._people = people
        self._clock = clock

    async def store(
        self,
        sightings: Sequence[Sighting],
        coverages: Sequence[Coverage],
        conditions: Sequence[CameraCondition] = (),
    ) -> Receipt:
        """Stores a batch in one transaction, with the marks it touches. DatabaseUnavailable: nothing is stored."""
        receipt, received = Receipt(), self._clock()
        seen = await self._of_people(_believable(sightings, received, receipt), receipt)
        watched = _believable(coverages, received, receipt)
        troubled = _believable(conditions, received, receipt)
        if not seen and not watched and not troubled:
            return receipt
        async with self._store.transaction() as transaction:
            reports: list[Sighting | Coverage] = [*seen, *watched]
            cameras = await transaction.lock_cameras({report.camera_id for report in (*reports, *troubled)})
            receipt.refuse([s for s in seen if s.camera_id not in cameras], "there is no such camera")
            receipt.refuse([c for c in watched if c.camera_id not in cameras], "there is no such camera")
            receipt.refuse([c for c in troubled if c.camera_id not in cameras], "there is no such camera")
            troubled = [condition for condition in troubled if condition.camera_id in cameras]
            seen = [sighting for sighting in seen if sighting.camera_id in cameras]
            watched = [coverage for coverage in watched if coverage.camera_id in cameras]
            kept = await transaction.merge_sightings(seen) | await transaction.merge_coverages(watched)
            noted = await transaction.merge_conditions(troubled)
            stored = [sighting for sighting in seen if sighting.sighting_id in kept]
            sessions = await transaction.lock_sessions_seen(
                [(report.camera_id, report.span) for report in reports],
                [(sighting.student_id, sighting.span) for sighting in seen],
            )
            await transaction.add_kiosk_check_ins([sighting for sighting in stored if sighting.checked_in])
            for session in sessions:
                await _settle(transaction, session, stored, bool(watched), received)
        receipt.stored.extend(kept | noted)
        receipt.refuse([s for s in seen if s.sighting_id not in kept], "the id is another sighting's")
        receipt.refuse([c for c in watched if c.coverage_id not in kept], "the id is another camera's")
        receipt.refuse([c for c in troubled if c.condition_id not in noted], "the id is another trouble's")
        return receipt

    async def _of_people(self, sightings: list[Sighting], receipt: Receipt) -> list[Sighting]:
        """Those of people who exist. While identity cannot be asked, those of strangers stay unanswered."""
        wanted = {sighting.student_id for sighting in sightings}
        try:
            known = set(await self._people.find(wanted))
        except PeerUnavailable:
            known = await self._people.followed(wanted)
        else:
            receipt.refuse([s for s in sightings if s.student_id not in known], "there is no such person")
        return [sighting for sighting in sightings if sighting.student_id in known]


def _believable(reports: Sequence[Report], received: datetime, receipt: Receipt) -> list[Report]:
    """One report an id, without those that cannot be true."""
    believed = []
    for report in reports:
        reason = why_unbelievable(report.span, received)
        if reason is None:
            believed.append(report)
        else:
            receipt.refused[report.report_id] = reason
    merged, strangers = merge_repeats(believed)
    for report in strangers:
        receipt.refused[report.report_id] = "the id is used twice for different subjects"
    return [report for report in merged if report.report_id not in receipt.refused]


async def _settle(
    transaction: RegisterTransaction, session: Session, seen: Sequence[Sighting], coverage_came: bool, now: datetime
) -> None:
    """Marks of those seen, and of those about whom coverage decides: whether they came late, left or stayed away."""
    sighting_ids: dict[UUID, list[UUID]] = {}
    for sighting in seen:
        sighting_ids.setdefault(sighting.student_id, []).append(sighting.sighting_id)
    if sighting_ids:
        at_kiosk = {sighting.student_id for sighting in seen if sighting.checked_in}
        causes = {
            student_id: Cause(ChangeReason.CHECK_IN, sighting_ids=tuple(ids), evidence={"via": "kiosk"})
            if student_id in at_kiosk
            else Cause(ChangeReason.SIGHTING, sighting_ids=tuple(ids))
            for student_id, ids in sighting_ids.items()
        }
        await resettle(transaction, session, causes, now)
    if not coverage_came:
        return
    cause = Cause(ChangeReason.COVERAGE)
    if session.end_time is not None:
        await resettle(transaction, session, cause, now)
    elif now > (in_time := session.standing(Watched()).start + session.late_after):
        # while it is open, that somebody was looking can only tell that those who seemed in time were not
        marks = await transaction.marks(session.session_id)
        doubtful = [m for m in marks if m.status is MarkStatus.PRESENT and m.seen and m.seen.start > in_time]
        if doubtful:
            await resettle(transaction, session, {mark.student_id: cause for mark in doubtful}, now)
