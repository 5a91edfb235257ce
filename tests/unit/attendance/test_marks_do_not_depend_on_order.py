"""However reports are ordered, repeated and split, before or after the session closes, the marks are the same."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid5

from hypothesis import given, settings
from hypothesis import strategies as st

from services.attendance.app.people import People
from services.attendance.app.sessions import Sessions
from services.attendance.app.sightings import Sightings
from services.attendance.domain.mark import Mark
from services.attendance.domain.sighting import Coverage, Sighting
from services.attendance.domain.span import Span
from tests.fakes.attendance_people import MemoryIdentity, MemoryPeople, student
from tests.fakes.attendance_register import MemoryRegister

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
END = START + timedelta(minutes=60)
ROOT = UUID("6f0c9c1e-0000-4000-8000-000000000000")
ROOM, COURSE, TEACHER, SESSION = (uuid5(ROOT, name) for name in ("room", "course", "teacher", "session"))
CAMERAS = [uuid5(ROOT, f"camera {n}") for n in range(2)]
ELSEWHERE = uuid5(ROOT, "a camera of another room")
STUDENTS = [uuid5(ROOT, f"student {n}") for n in range(3)]
ABSENTEE = uuid5(ROOT, "a student never seen")

Report = Sighting | Coverage
END_SESSION = "end"


def at(minute: int) -> datetime:
    return START + timedelta(minutes=minute)


@st.composite
def spans(draw: st.DrawFn) -> Span:
    # up to two minutes past the end: a camera's clock may be ahead when it reports
    first = draw(st.integers(-20, 62))
    return Span(at(first), at(draw(st.integers(first, 62))))


@st.composite
def reports(draw: st.DrawFn) -> list[Report]:
    found: list[Report] = []
    for number in range(draw(st.integers(1, 6))):
        found.append(
            Sighting(
                uuid5(ROOT, f"sighting {number}"),
                draw(st.sampled_from([*CAMERAS, ELSEWHERE])),
                draw(st.sampled_from(STUDENTS)),
                draw(spans()),
                0.3,
                1,
                "sface",
                str(number),
                5,
            )
        )
    for number in range(draw(st.integers(0, 4))):
        camera = draw(st.sampled_from([*CAMERAS, ELSEWHERE]))
        found.append(Coverage(uuid5(ROOT, f"coverage {number}"), camera, draw(spans())))
    return found


@st.composite
def delivery(draw: st.DrawFn, sent: list[Report]) -> list[list[Report] | str]:
    """The reports split, repeated and shuffled into batches, with the end of the session somewhere among them."""
    parts: list[Report] = []
    for report in sent:
        span = report.span
        minutes = int(span.length.total_seconds() // 60)
        cut = span.start + timedelta(minutes=draw(st.integers(0, minutes)))
        overlap = timedelta(minutes=draw(st.integers(0, 2)))
        parts.append(replace(report, span=Span(span.start, min(cut + overlap, span.end))))
        parts.append(replace(report, span=Span(cut, span.end)))
        parts += [report] * draw(st.integers(0, 1))
    parts = draw(st.permutations(parts))
    batches: list[list[Report] | str] = []
    while parts:
        size = draw(st.integers(1, len(parts)))
        batches.append(parts[:size])
        parts = parts[size:]
    batches.insert(draw(st.integers(0, len(batches))), END_SESSION)
    return batches


async def marks_after(batches: list[list[Report] | str]) -> list[Mark]:
    register = MemoryRegister()
    register.add_room(ROOM, CAMERAS)
    register.add_room(uuid5(ROOT, "another room"), [ELSEWHERE])
    register.add_course(COURSE, [*STUDENTS, ABSENTEE])
    now = START
    people = People(MemoryPeople([student(student_id) for student_id in STUDENTS]), MemoryIdentity())
    sessions = Sessions(register, lambda: now, lambda: SESSION)
    await sessions.start(COURSE, ROOM, TEACHER, uuid5(ROOT, "request"), None)
    now = END
    sightings = Sightings(register, people, lambda: now)
    for batch in batches:
        if isinstance(batch, str):
            await sessions.end(SESSION)
        else:
            sent = [report for report in batch if isinstance(report, Sighting)]
            watched = [report for report in batch if isinstance(report, Coverage)]
            receipt = await sightings.store(sent, watched)
            assert set(receipt.stored) == {report.report_id for report in batch}
            assert not receipt.refused
    async with register.transaction() as transaction:
        # revisions count changes, and those do depend on the order
        return [replace(mark, revision=0) for mark in await transaction.marks(SESSION)]


@settings(max_examples=150, deadline=None)
@given(st.data(), reports())
async def test_any_order_repetition_and_split_of_reports_gives_the_same_marks(
    data: st.DataObject, sent: list[Report]
) -> None:
    delivered = data.draw(delivery(sent))
    assert await marks_after(delivered) == await marks_after([sent, END_SESSION])
