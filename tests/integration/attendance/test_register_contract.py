"""What every store of the register does, in memory and in PostgreSQL alike."""

from datetime import timedelta
from uuid import uuid4

import pytest

from services.attendance.domain.errors import (
    CourseNotFound,
    InvalidInput,
    MarkChanged,
    NotOnRoster,
    RoomNotFound,
    SessionAlreadyOpen,
    SessionNotFound,
)
from services.attendance.domain.mark import MarkSource, MarkStatus
from services.attendance.domain.sighting import Coverage, Sighting
from services.attendance.domain.span import Span
from tests.fakes.attendance_people import student
from tests.integration.attendance.register_worlds import START, Classroom


async def test_a_session_opens_with_the_roster_and_the_cameras_of_that_moment(classroom: Classroom) -> None:
    session = await classroom.start()
    assert (session.roster_size, session.present_count, session.camera_ids) == (3, 0, (classroom.camera,))
    assert session.late_after == timedelta(minutes=10)
    assert await classroom.statuses(session) == [MarkStatus.NOT_SEEN] * 3


async def test_the_same_request_opens_one_session(classroom: Classroom) -> None:
    request_id = uuid4()
    first = await classroom.start(request_id)
    classroom.now += timedelta(minutes=1)
    assert await classroom.start(request_id) == first


async def test_a_request_id_of_another_session_is_refused(classroom: Classroom) -> None:
    request_id = uuid4()
    await classroom.start(request_id)
    with pytest.raises(InvalidInput, match="request_id"):
        await classroom.sessions.start(uuid4(), await classroom.world.add_room([]), classroom.teacher, request_id, None)


async def test_a_room_holds_one_session_at_a_time(classroom: Classroom) -> None:
    session = await classroom.start()
    with pytest.raises(SessionAlreadyOpen) as refusal:
        await classroom.start()
    assert refusal.value.session_id == str(session.session_id)
    await classroom.sessions.end(session.session_id)
    assert (await classroom.start()).session_id != session.session_id


async def test_what_is_unknown_is_named(classroom: Classroom) -> None:
    with pytest.raises(RoomNotFound):
        await classroom.sessions.start(classroom.course, uuid4(), classroom.teacher, uuid4(), None)
    with pytest.raises(CourseNotFound):
        await classroom.sessions.start(uuid4(), classroom.room, classroom.teacher, uuid4(), None)
    with pytest.raises(SessionNotFound):
        await classroom.sessions.end(uuid4())


async def test_a_sighting_marks_present_and_after_ten_minutes_late(classroom: Classroom) -> None:
    session = await classroom.start()
    classroom.now = classroom.after(30)
    on_time, late = classroom.sighting(0, 10, 12), classroom.sighting(1, 10.1, 12)
    watched = classroom.coverage(0, 30)
    receipt = await classroom.sightings.store([on_time, late], [watched])
    assert set(receipt.stored) == {on_time.sighting_id, late.sighting_id, watched.coverage_id}
    marks = await classroom.marks(session)
    assert [mark.status for mark in marks] == [MarkStatus.PRESENT, MarkStatus.LATE, MarkStatus.NOT_SEEN]
    assert marks[0].seen == on_time.span
    assert marks[0].source is MarkSource.CAMERA


async def test_a_sighting_that_began_before_the_session_counts_from_its_start(classroom: Classroom) -> None:
    session = await classroom.start()
    classroom.now = classroom.after(2)
    await classroom.sightings.store([classroom.sighting(0, -5, 1)], [])
    assert (await classroom.marks(session))[0].seen == Span(START, classroom.after(1))


async def test_whoever_stands_in_the_picture_when_the_session_opens_is_present(classroom: Classroom) -> None:
    await classroom.sightings.store([classroom.sighting(0, -5, 1)], [])
    assert (await classroom.statuses(await classroom.start()))[0] is MarkStatus.PRESENT


async def test_a_sighting_elsewhere_or_at_another_time_marks_nobody(classroom: Classroom) -> None:
    elsewhere = uuid4()
    await classroom.world.add_room([elsewhere])
    session = await classroom.start()
    classroom.now = classroom.after(5)
    receipt = await classroom.sightings.store(
        [classroom.sighting(0, 1, 2, camera=elsewhere), classroom.sighting(1, -9, -8)], []
    )
    assert len(receipt.stored) == 2
    assert await classroom.statuses(session) == [MarkStatus.NOT_SEEN] * 3


async def test_a_teachers_mark_survives_a_later_sighting(classroom: Classroom) -> None:
    session = await classroom.start()
    await classroom.say(session, 0, MarkStatus.EXCUSED)
    classroom.now = classroom.after(5)
    seen = classroom.sighting(0, 1, 2)
    await classroom.sightings.store([seen], [])
    mark = (await classroom.marks(session))[0]
    assert (mark.status, mark.source, mark.set_by) == (MarkStatus.EXCUSED, MarkSource.TEACHER, classroom.teacher)
    assert mark.seen == seen.span  # the evidence is kept beside the word


async def test_a_mark_given_back_is_what_the_cameras_say(classroom: Classroom) -> None:
    session = await classroom.start()
    classroom.now = classroom.after(5)
    await classroom.sightings.store([classroom.sighting(0, 1, 2)], [])
    await classroom.say(session, 0, MarkStatus.ABSENT)
    mark = await classroom.say(session, 0, MarkStatus.NOT_SEEN)
    assert (mark.status, mark.source, mark.set_by) == (MarkStatus.PRESENT, MarkSource.CAMERA, None)


async def test_a_stale_revision_is_refused_and_changes_nothing(classroom: Classroom) -> None:
    session = await classroom.start()
    stale = (await classroom.marks(session))[0]
    await classroom.say(session, 0, MarkStatus.PRESENT)
    with pytest.raises(MarkChanged):
        await classroom.sessions.set_mark(
            session.session_id,
            stale.student_id,
            MarkStatus.ABSENT,
            teacher_id=classroom.teacher,
            revision=stale.revision,
            request_id=uuid4(),
            note="",
        )
    assert (await classroom.statuses(session))[0] is MarkStatus.PRESENT


async def test_the_same_request_sets_a_mark_once(classroom: Classroom) -> None:
    session = await classroom.start()
    request_id = uuid4()
    first = await classroom.say(session, 0, MarkStatus.LATE, request_id)
    assert await classroom.say(session, 0, MarkStatus.LATE, request_id) == first
    with pytest.raises(InvalidInput, match="request_id"):
        await classroom.say(session, 1, MarkStatus.LATE, request_id)


async def test_a_teacher_cannot_say_unconfirmed_nor_mark_a_stranger(classroom: Classroom) -> None:
    session = await classroom.start()
    with pytest.raises(InvalidInput, match="status"):
        await classroom.say(session, 0, MarkStatus.UNCONFIRMED)
    with pytest.raises(NotOnRoster):
        await classroom.sessions.set_mark(
            session.session_id,
            uuid4(),
            MarkStatus.LATE,
            teacher_id=classroom.teacher,
            revision=1,
            request_id=uuid4(),
            note="",
        )


async def test_who_was_never_seen_is_unconfirmed_until_coverage_says_absent(classroom: Classroom) -> None:
    session = await classroom.start()
    classroom.now = classroom.after(60)
    await classroom.sightings.store([classroom.sighting(0, 1, 2)], [classroom.coverage(0, 40)])
    await classroom.sessions.end(session.session_id)
    assert await classroom.statuses(session) == [MarkStatus.PRESENT, MarkStatus.UNCONFIRMED, MarkStatus.UNCONFIRMED]
    await classroom.sightings.store([], [classroom.coverage(39, 50)])
    assert await classroom.statuses(session) == [MarkStatus.PRESENT, MarkStatus.ABSENT, MarkStatus.ABSENT]


async def test_a_sighting_that_arrives_after_the_end_still_counts_within_the_session(classroom: Classroom) -> None:
    session = await classroom.start()
    classroom.now = classroom.after(60)
    await classroom.sightings.store([], [classroom.coverage(0, 60)])
    closed = await classroom.sessions.end(session.session_id)
    classroom.now = classroom.after(90)
    await classroom.sightings.store([classroom.sighting(0, 50, 70), classroom.sighting(1, 61, 70)], [])
    marks = await classroom.marks(session)
    assert [mark.status for mark in marks] == [MarkStatus.LATE, MarkStatus.ABSENT, MarkStatus.ABSENT]
    assert marks[0].seen == Span(classroom.after(50), classroom.after(60))
    assert marks[0].revision > closed.revision


async def test_ending_twice_changes_nothing(classroom: Classroom) -> None:
    session = await classroom.start()
    classroom.now = classroom.after(60)
    first = await classroom.sessions.end(session.session_id)
    classroom.now = classroom.after(70)
    assert await classroom.sessions.end(session.session_id) == first


async def test_the_same_report_twice_changes_nothing(classroom: Classroom) -> None:
    session = await classroom.start()
    classroom.now = classroom.after(10)
    sighting, coverage = classroom.sighting(0, 1, 2), classroom.coverage(0, 5)
    await classroom.sightings.store([sighting, sighting], [coverage])
    before = await classroom.sessions.get(session.session_id)
    receipt = await classroom.sightings.store([sighting], [coverage])
    assert set(receipt.stored) == {sighting.sighting_id, coverage.coverage_id}
    assert await classroom.sessions.get(session.session_id) == before


async def test_reports_that_cannot_be_true_are_refused_and_the_rest_is_stored(classroom: Classroom) -> None:
    await classroom.start()
    classroom.now = classroom.after(10)
    good = classroom.sighting(0, 1, 2)
    future = classroom.sighting(0, 1, 12.1)
    unknown_camera = classroom.sighting(0, 1, 2, camera=uuid4())
    stranger = Sighting(uuid4(), classroom.camera, uuid4(), good.span, 0.3, 1, "sface", "t", 5)
    stolen_id = Sighting(good.sighting_id, classroom.camera, classroom.students[1], good.span, 0.3, 1, "s", "t", 5)
    backwards = Coverage(uuid4(), classroom.camera, Span(classroom.after(5), classroom.after(4)))
    await classroom.sightings.store([good], [])
    receipt = await classroom.sightings.store([future, unknown_camera, stranger, stolen_id], [backwards])
    assert receipt.stored == []
    assert set(receipt.refused) == {
        future.sighting_id,
        unknown_camera.sighting_id,
        stranger.sighting_id,
        stolen_id.sighting_id,
        backwards.coverage_id,
    }


async def test_a_stranger_stays_unanswered_while_identity_is_away(classroom: Classroom) -> None:
    await classroom.start()
    classroom.now = classroom.after(10)
    classroom.identity.away = True
    known = classroom.sighting(0, 1, 2)
    stranger = Sighting(uuid4(), classroom.camera, uuid4(), known.span, 0.3, 1, "sface", "t", 5)
    receipt = await classroom.sightings.store([known, stranger], [])
    assert (receipt.stored, receipt.refused) == ([known.sighting_id], {})


async def test_a_student_who_is_not_on_the_roster_is_stored_without_a_mark(classroom: Classroom) -> None:
    session = await classroom.start()
    classroom.now = classroom.after(10)
    guest = student(uuid4())
    classroom.identity.people[guest.person_id] = guest
    seen = Sighting(
        uuid4(), classroom.camera, guest.person_id, Span(classroom.after(1), classroom.after(2)), 0.3, 1, "s", "t", 5
    )
    assert (await classroom.sightings.store([seen], [])).stored == [seen.sighting_id]
    assert await classroom.statuses(session) == [MarkStatus.NOT_SEEN] * 3


async def test_every_change_has_its_own_revision_and_a_line_in_the_history(classroom: Classroom) -> None:
    session = await classroom.start()
    classroom.now = classroom.after(10)
    sighting = classroom.sighting(0, 1, 2)
    await classroom.sightings.store([sighting], [])
    await classroom.sightings.store([classroom.sighting(0, 2, 9)], [])  # seen for longer: evidence, no new line
    await classroom.say(session, 1, MarkStatus.EXCUSED)
    await classroom.sessions.end(session.session_id)
    first, second, third = classroom.students
    assert await classroom.world.history() == [
        (first, 2, "sighting", None, "not_seen", "present"),
        (second, 4, "teacher", classroom.teacher, "not_seen", "excused"),
        (first, 6, "session_closed", None, "present", "present"),
        (second, 4, "session_closed", None, "excused", "excused"),  # sealed: those who watch see no difference
        (third, 7, "session_closed", None, "not_seen", "unconfirmed"),
    ]
    closed = await classroom.sessions.get(session.session_id)
    assert (closed.revision, closed.changed_revision) == (7, 5)
    marks = await classroom.marks(session)
    assert [mark.revision for mark in marks] == [6, 4, 7]
    assert marks[0].minutes_present == 10  # as far as anybody looked
