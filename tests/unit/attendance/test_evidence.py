"""What a session's marks rest on: the share that was watched, and the time that it is a share of."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from services.attendance.app.evidence import Evidence, StoredEvidence
from services.attendance.domain.policy.facts import Watched
from services.attendance.domain.session import Session
from services.attendance.domain.span import Span

NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)
OPENED_EARLY = Session(
    UUID(int=1), UUID(int=2), "", "", UUID(int=3), "", UUID(int=4), NINE, None, timedelta(), 1, 1,
    planned_start_time=NINE + timedelta(minutes=20), planned_end_time=NINE + timedelta(minutes=60),
)  # fmt: skip


def minutes(first: float, last: float) -> Span:
    return Span(NINE + timedelta(minutes=first), NINE + timedelta(minutes=last))


@dataclass(frozen=True)
class Kept:
    """An EvidenceStore that holds one session, watched in its first half hour."""

    end: datetime | None

    async def evidence(self, session_id: UUID) -> StoredEvidence:
        session = replace(OPENED_EARLY, end_time=self.end)
        seen = (minutes(0, 30),)
        return StoredEvidence(session, (), Watched(seen, seen))


async def test_the_share_of_a_closed_session_is_of_the_class_as_planned() -> None:
    found = await Evidence(Kept(NINE + timedelta(minutes=80)), lambda: NINE).of_session(UUID(int=1))
    assert (found.measured, found.watched_share) == (minutes(20, 60), 0.25)


async def test_the_share_of_an_open_session_is_of_all_that_went_by() -> None:
    found = await Evidence(Kept(None), lambda: NINE + timedelta(minutes=40)).of_session(UUID(int=1))
    assert (found.measured, found.watched_share) == (minutes(0, 40), 0.75)
