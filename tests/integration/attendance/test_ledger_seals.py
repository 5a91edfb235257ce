"""When marks are sealed: by the close, again by what comes later, and not once for every report."""

from dataclasses import replace
from uuid import UUID

import pytest

from services.attendance.adapters.completeness_postgres import PostgresCompleteness
from services.attendance.app.completeness import Completeness
from services.attendance.app.ledger.reopen import Reopenings
from services.attendance.domain.completeness import CameraProgress
from services.attendance.domain.mark import MarkStatus
from services.attendance.domain.session import Session
from services.attendance.domain.span import Span
from services.common.postgres import Database
from tests.integration.attendance.ledger_world import proved, tampered
from tests.integration.attendance.register_worlds import Classroom, PostgresWorld


@pytest.fixture
async def classroom(database: Database) -> Classroom:
    return await Classroom(PostgresWorld(database)).prepare()


async def seals(classroom: Classroom, session: Session) -> list[bool]:
    return [mark.seal is not None for mark in await classroom.marks(session)]


async def test_an_open_session_seals_nothing_however_long_somebody_is_seen(
    classroom: Classroom, database: Database
) -> None:
    session = await classroom.start()
    sighting = classroom.sighting(0, 1, 2)
    for minute in range(3, 30):
        classroom.now = classroom.after(minute)
        longer = replace(sighting, span=Span(sighting.span.start, classroom.now))
        await classroom.sightings.store([longer], [classroom.coverage(minute - 1, minute)])
    assert await seals(classroom, session) == [False] * 3
    proof = await proved(database)
    assert (proof.breaks, proof.entries, proof.unsealed) == (0, 1, 0)


async def test_an_open_session_still_proves_that_nobody_was_seen_for_less(
    classroom: Classroom, database: Database
) -> None:
    await classroom.start()
    classroom.now = classroom.after(10)
    await classroom.sightings.store([classroom.sighting(0, 1, 9)], [])
    found = await tampered(database, "update mark set last_seen_time = first_seen_time where source = 'camera'")
    assert "last seen earlier" in found.broken[0].what


async def test_the_close_seals_every_mark_with_one_entry(classroom: Classroom, database: Database) -> None:
    session = await classroom.start()
    classroom.now = classroom.after(20)
    await classroom.sightings.store([classroom.sighting(0, 1, 9), classroom.sighting(0, 12, 19)], [])
    await classroom.say(session, 1, MarkStatus.PRESENT)
    before = (await proved(database)).entries
    await classroom.sessions.end(session.session_id)
    assert await seals(classroom, session) == [True] * 3
    proof = await proved(database)
    assert (proof.breaks, proof.entries, proof.unsealed) == (0, before + 3, 0)
    await classroom.sessions.end(session.session_id)
    assert (await proved(database)).entries == before + 3


async def test_late_data_seals_again_and_a_repetition_does_not(classroom: Classroom, database: Database) -> None:
    session = await classroom.start()
    classroom.now = classroom.after(20)
    sighting = classroom.sighting(0, 1, 9)
    await classroom.sightings.store([sighting], [])
    await classroom.sessions.end(session.session_id)
    sealed, before = await proved(database), await classroom.marks(session)
    within = replace(classroom.sighting(0, 2, 5), camera_id=classroom.camera)
    await classroom.sightings.store([within], [])  # nothing that a page shows is different: the seal is
    (proof, marks) = await proved(database), await classroom.marks(session)
    assert (proof.breaks, proof.entries) == (0, sealed.entries + 1)
    assert marks[0].seal != before[0].seal
    assert [mark.revision for mark in marks] == [mark.revision for mark in before]
    await classroom.sightings.store([within, sighting], [])
    assert (await proved(database)).entries == proof.entries


async def test_a_session_of_a_camera_that_still_owes_is_sealed_once_it_has_delivered(
    classroom: Classroom, database: Database
) -> None:
    session = await classroom.start()
    completeness = Completeness(PostgresCompleteness(database), lambda: classroom.now)
    await completeness.store([CameraProgress(classroom.camera, classroom.after(2), stopped=False)])
    classroom.now = classroom.after(20)
    await classroom.sessions.end(session.session_id)
    entries = (await proved(database)).entries
    sighting = classroom.sighting(0, 1, 2)
    for minute in range(3, 20):  # a spool is replayed
        await classroom.sightings.store(
            [replace(sighting, span=Span(sighting.span.start, classroom.after(minute)))], []
        )
    assert await seals(classroom, session) == [False] * 3
    proof = await proved(database)
    assert (proof.breaks, proof.entries, proof.unsealed) == (0, entries + 1, 3)
    await completeness.store([CameraProgress(classroom.camera, classroom.after(20), stopped=False)])
    assert await seals(classroom, session) == [True] * 3
    proof = await proved(database)
    assert (proof.breaks, proof.entries, proof.unsealed) == (0, entries + 4, 0)


async def test_reopening_breaks_the_seals_and_closing_again_makes_new_ones(
    classroom: Classroom, database: Database
) -> None:
    session = await classroom.start()
    classroom.now = classroom.after(20)
    await classroom.sightings.store([classroom.sighting(0, 1, 9)], [])
    await classroom.sessions.end(session.session_id)
    reopenings = Reopenings(classroom.world.store, lambda: classroom.now)
    await reopenings.reopen(session.session_id, "the bell", reopened_by=classroom.teacher, request_id=UUID(int=1))
    assert await seals(classroom, session) == [False] * 3
    classroom.now = classroom.after(40)
    await classroom.sightings.store([classroom.sighting(0, 21, 39)], [])
    assert (await proved(database)).broken == []
    await classroom.sessions.end(session.session_id)
    proof = await proved(database)
    assert (proof.broken, proof.unsealed) == ([], 0)
    found = await tampered(database, "update mark set minutes_present = 59 where minutes_present > 0")
    assert "the mark's minutes present is 59, its ledger says" in found.broken[0].what


async def test_one_who_is_seen_on_into_the_next_session_breaks_no_seal(
    classroom: Classroom, database: Database
) -> None:
    session = await classroom.start()
    classroom.now = classroom.after(20)
    sighting = classroom.sighting(0, 1, 20)
    await classroom.sightings.store([sighting], [])
    await classroom.sessions.end(session.session_id)
    entries = (await proved(database)).entries
    classroom.now = classroom.after(25)
    await classroom.start()
    classroom.now = classroom.after(30)
    await classroom.sightings.store([replace(sighting, span=Span(sighting.span.start, classroom.now))], [])
    proof = await proved(database)
    assert (proof.broken, proof.entries) == ([], entries + 1)  # of the second session
