"""Sightings that a person confirmed, and students seen in two rooms: in memory and in PostgreSQL alike."""

from dataclasses import replace
from uuid import UUID, uuid4

from services.attendance.domain.mark import MarkSource, MarkStatus
from services.attendance.domain.session import Session
from services.attendance.domain.sighting import Sighting
from tests.integration.attendance.register_worlds import Classroom


def confirmed(sighting: Sighting, by: UUID) -> Sighting:
    """The same, said by somebody who looked."""
    return replace(sighting, sighting_id=uuid4(), confirmed_by=by)


async def other_class(classroom: Classroom) -> tuple[Session, UUID]:
    """The same students' session in another room, and its camera."""
    camera = uuid4()
    room = await classroom.world.add_room([camera])
    session = await classroom.sessions.start(classroom.course, room, classroom.teacher, uuid4(), None)
    return session, camera


async def test_a_confirmed_sighting_marks_the_student_and_says_who_confirmed(classroom: Classroom) -> None:
    session = await classroom.start()
    classroom.now = classroom.after(10)
    seen = confirmed(classroom.sighting(0, 1, 2), classroom.teacher)
    for _ in range(2):  # at least once
        assert (await classroom.sightings.store([seen], [])).stored == [seen.sighting_id]
    mark = (await classroom.marks(session))[0]
    assert (mark.status, mark.source) == (MarkStatus.PRESENT, MarkSource.CAMERA)
    assert mark.confirmed_by == classroom.teacher


async def test_a_camera_that_is_sure_needs_nobody_to_confirm(classroom: Classroom) -> None:
    session = await classroom.start()
    classroom.now = classroom.after(10)
    await classroom.sightings.store([confirmed(classroom.sighting(0, 1, 2), classroom.teacher)], [])
    await classroom.sightings.store([classroom.sighting(0, 5, 6)], [])
    mark = (await classroom.marks(session))[0]
    assert mark.confirmed_by is None
    assert [reason for _, _, reason, *_ in await classroom.world.history()] == ["sighting", "sighting"]


async def test_a_confirmed_sighting_that_grows_keeps_who_confirmed_it(classroom: Classroom) -> None:
    session = await classroom.start()
    classroom.now = classroom.after(10)
    seen = confirmed(classroom.sighting(0, 1, 2), classroom.teacher)
    grown = replace(seen, span=classroom.sighting(0, 1, 8).span)
    await classroom.sightings.store([grown], [])
    await classroom.sightings.store([seen], [])  # the shorter one came late
    mark = (await classroom.marks(session))[0]
    assert mark.confirmed_by == classroom.teacher
    assert mark.seen == grown.span


async def test_who_is_seen_in_two_rooms_at_once_is_told_apart_in_both_marks(classroom: Classroom) -> None:
    here = await classroom.start()
    there, camera = await other_class(classroom)
    classroom.now = classroom.after(30)
    await classroom.sightings.store([classroom.sighting(0, 1, 20)], [])
    assert not (await classroom.marks(here))[0].seen_elsewhere
    await classroom.sightings.store([classroom.sighting(0, 10, 12, camera=camera)], [])
    for session in (here, there):
        mark = (await classroom.marks(session))[0]
        assert (mark.status, mark.seen_elsewhere) == (MarkStatus.PRESENT, True)


async def test_who_goes_from_one_room_to_the_next_is_in_both_without_a_word(classroom: Classroom) -> None:
    here = await classroom.start()
    there, camera = await other_class(classroom)
    classroom.now = classroom.after(30)
    second = 1 / 60
    await classroom.sightings.store(
        [classroom.sighting(0, 1, 10), classroom.sighting(0, 10 - second, 20, camera=camera)], []
    )
    for session in (here, there):
        mark = (await classroom.marks(session))[0]
        assert (mark.status, mark.seen_elsewhere) == (MarkStatus.PRESENT, False)


async def test_two_cameras_of_one_room_that_see_a_student_are_no_conflict(classroom: Classroom) -> None:
    cameras = [uuid4(), uuid4()]
    room = await classroom.world.add_room(cameras)
    session = await classroom.sessions.start(classroom.course, room, classroom.teacher, uuid4(), None)
    classroom.now = classroom.after(30)
    await classroom.sightings.store([classroom.sighting(0, 1, 20, camera=camera) for camera in cameras], [])
    assert not (await classroom.marks(session))[0].seen_elsewhere
