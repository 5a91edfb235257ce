"""Nobody who holds a connection waits for another one: ten who did so at once would wait for each other."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from services.attendance.adapters.dispute_transaction import DisputeSeals
from services.attendance.adapters.disputes_postgres import PostgresDisputes
from services.attendance.adapters.excuse_rows import PURPOSE, ExcuseSeals
from services.attendance.adapters.excuses_postgres import PostgresExcuses
from services.attendance.adapters.identity_grpc import GrpcIdentity
from services.attendance.adapters.institution_postgres import PostgresInstitution
from services.attendance.adapters.people_postgres import PostgresPeople
from services.attendance.adapters.reading_postgres import PostgresReading
from services.attendance.app.access import Access
from services.attendance.app.dispute.disputes import Disputes
from services.attendance.app.excuse.access import Caller
from services.attendance.app.excuse.asking import Asking
from services.attendance.app.institution import Institutions
from services.attendance.app.people import People
from services.attendance.domain.dispute.dispute import DisputeTimes
from services.attendance.domain.excuse.excuse import Category, Content, Limits
from services.attendance.domain.timetable.days import Days
from services.common.channels import open_channel
from services.common.encryption_keys import parse_keys
from services.common.postgres import Database, open_database
from services.common.principal import Principal, Role
from services.common.sealer import AesGcmSealer
from tests.fakes.attendance_server import ENCRYPTION_KEYS
from tests.integration.attendance.college import College
from tests.integration.attendance.excuse_world import absent_session, student_of, today
from tests.integration.attendance.test_disputes import dispute, get

SEALER = AesGcmSealer(parse_keys(ENCRYPTION_KEYS), purpose=PURPOSE, named=True)


def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
async def narrow(server_database: str) -> AsyncIterator[Database]:
    """A pool of one, which whoever asks it twice waits for in vain."""
    async with open_database(server_database, most_connections=1, connect_seconds=10.0) as database:
        yield database


async def test_a_student_asks_to_be_excused_with_one_connection(college: College, narrow: Database) -> None:
    student = UUID(college.students[0].person_id)
    async with open_channel(college.identity.target) as channel:
        people = People(PostgresPeople(narrow), GrpcIdentity(channel))
        day = today()
        todays = Institutions(PostgresInstitution(narrow), now).today
        asking = Asking(PostgresExcuses(narrow, ExcuseSeals(SEALER)), people, todays, now, uuid4, Limits(30, 180))
        content = Content(Category.ILLNESS, "I had a fever", Days(day, day), UUID(college.course.course_id))
        caller = Caller(student, Role.STUDENT)
        excuse_id = await asking.ask(caller, student, content, uuid4())
        tomorrow = Days(day, day + timedelta(days=1))
        await asking.change(caller, excuse_id, Content(Category.ILLNESS, "and still have", tomorrow), 1)


async def test_both_sides_of_a_dispute_need_one_connection(college: College, narrow: Database) -> None:
    async with student_of(college) as student:
        about = await dispute(student, await absent_session(college))
    times = DisputeTimes(timedelta(days=14), timedelta(days=7))
    disputes = Disputes(
        PostgresDisputes(narrow, DisputeSeals(SEALER)), Access(PostgresReading(narrow)), now, uuid4, times
    )
    teacher = Principal(college.teacher_id, Role.TEACHER, ("attendance",), now() + timedelta(minutes=5))
    dispute_id, revision = UUID(about.dispute_id), about.mark.revision
    await disputes.comment(teacher, dispute_id, uuid4(), "I look at it")
    await disputes.decide(teacher, dispute_id, status_code="", note="I looked", revision=revision, request_id=uuid4())
    assert (await get(college.teacher, about)).note == "I looked"
