"""Check-ins at a kiosk come as sightings and are facts of their own, in memory and in PostgreSQL alike."""

from dataclasses import replace

from services.attendance.domain.mark import MarkStatus
from services.attendance.domain.policy.facts import CheckIn
from services.attendance.domain.session import Session
from tests.integration.attendance.register_worlds import Classroom


async def check_ins(classroom: Classroom, session: Session, who: int) -> tuple[CheckIn, ...]:
    async with classroom.world.store.transaction() as transaction:
        found = await transaction.check_ins(session.session_id, [classroom.students[who]])
    return found.get(classroom.students[who], ())


async def test_whoever_is_accepted_at_the_kiosk_has_checked_in(classroom: Classroom) -> None:
    session = await classroom.start()
    classroom.now = classroom.after(3)
    seen = replace(classroom.sighting(0, 1, 2), checked_in=True)
    await classroom.sightings.store([seen], [])
    assert await check_ins(classroom, session, 0) == (CheckIn(classroom.after(2), "kiosk"),)
    assert (await classroom.statuses(session))[0] is MarkStatus.PRESENT
    reasons = [line[2] for line in await classroom.world.history()]
    assert reasons == ["check_in"]


async def test_a_check_in_that_is_reported_again_or_in_another_order_is_the_same(classroom: Classroom) -> None:
    session = await classroom.start()
    classroom.now = classroom.after(10)
    first, second = (replace(classroom.sighting(0, at, at), checked_in=True) for at in (2, 5))
    for batch in ([second], [first], [first, second], [second, first]):
        await classroom.sightings.store(batch, [])
    assert await check_ins(classroom, session, 0) == (CheckIn(classroom.after(2), "kiosk"),)


async def test_a_camera_in_the_room_checks_nobody_in(classroom: Classroom) -> None:
    session = await classroom.start()
    classroom.now = classroom.after(3)
    await classroom.sightings.store([classroom.sighting(0, 1, 2)], [])
    assert await check_ins(classroom, session, 0) == ()


async def test_a_kiosk_checks_in_only_those_on_the_roster_and_only_to_its_own_session(classroom: Classroom) -> None:
    session = await classroom.start()
    await classroom.sessions.end(session.session_id)
    classroom.now = classroom.after(5)
    late = replace(classroom.sighting(0, 4, 4), checked_in=True)
    await classroom.sightings.store([late], [])
    assert await check_ins(classroom, session, 0) == ()
