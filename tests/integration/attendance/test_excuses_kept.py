"""What is kept of excuses and for how long: time that is over, people who are deleted, keys that are replaced."""

import secrets
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from presence.attendance.v1 import attendance_service_pb2 as pb

from services.attendance.adapters.excuse_rows import PURPOSE, ExcuseSeals
from services.attendance.adapters.excuses_postgres import PostgresExcuses
from services.attendance.adapters.people_postgres import PostgresPeople
from services.attendance.adapters.sealed_columns import SEALED_COLUMNS
from services.attendance.app.follow_people import PersonDeleted
from services.common.encryption_keys import parse_keys
from services.common.hourly import Done
from services.common.postgres import Database, open_database
from services.common.resealing import seal_anew
from services.common.sealer import AesGcmSealer
from tests.fakes.attendance_server import ENCRYPTION_KEYS
from tests.fakes.papers import pdf
from tests.integration.attendance.college import College
from tests.integration.attendance.excuse_world import (
    absent_session,
    ask,
    decide,
    download,
    get,
    refused,
    student_of,
    upload,
)
from tests.integration.attendance.test_disputes import comment, dispute, settle

OLD = parse_keys(ENCRYPTION_KEYS)[0]


@pytest.fixture
async def kept(server_database: str) -> AsyncIterator[Database]:
    async with open_database(server_database) as database:
        yield database


def sealer(*keys: bytes) -> AesGcmSealer:
    return AesGcmSealer(keys, purpose=PURPOSE, named=True)


async def test_what_was_said_and_sent_is_erased_when_its_time_is_over_and_the_mark_stays_excused(
    college: College, kept: Database
) -> None:
    session, excuse = await absent_session(college), await ask(college.admin, college)
    file = await upload(college.admin, excuse, pdf())
    await decide(college.teacher, excuse)
    store = PostgresExcuses(kept, ExcuseSeals(sealer(OLD)))
    now = datetime.now(UTC)
    await store.erase(now)
    assert not (await get(college.admin, excuse)).erased  # its last day is not over
    assert await store.erase(now + timedelta(days=2)) >= 1
    erased = await get(college.admin, excuse)
    assert (erased.erased, erased.content.reason, erased.note, len(erased.files)) == (True, "", "", 0)
    assert erased.content.category == 0
    assert await refused(download(college.admin, excuse, file.file_id)) == "EXCUSE_FILE_NOT_FOUND"
    chunks = "select count(*) from excuse_file_chunk where file_id = $1::uuid"
    assert await kept.fetchval(chunks, file.file_id) == 0
    await college.teacher.attendance.ReopenSession(
        pb.ReopenSessionRequest(session_id=session.session_id, reason="late data", request_id=excuse.excuse_id)
    )
    await college.end(session)
    assert (await college.mark_of(session, 0)).status == pb.MARK_STATUS_EXCUSED


async def test_a_deleted_students_words_and_files_go_and_their_marks_stay(college: College, kept: Database) -> None:
    session, excuse = await absent_session(college), await ask(college.admin, college)
    await upload(college.admin, excuse, pdf())
    await decide(college.teacher, excuse)
    async with student_of(college) as student:
        opened = await dispute(student, session)
        await comment(student, opened, "I was at the doctor's")
    await settle(college.teacher, opened, "PRESENT")
    student_id = UUID(college.students[0].person_id)
    for _ in range(2):
        await PostgresPeople(kept).apply([PersonDeleted(student_id)], None, None)
    left = await kept.fetchrow(
        """select e.reason, e.note, e.category, e.state,
                  (select count(*) from excuse_file f where f.excuse_id = e.excuse_id) as files
           from excuse e where e.student_id = $1""",
        student_id,
    )
    assert left is not None
    assert tuple(left) == (None, None, "", "approved", 0)
    about = await kept.fetchrow(
        """select d.reason, d.note, d.state,
                  (select count(*) from dispute_comment c where c.dispute_id = d.dispute_id) as comments
           from dispute d where d.student_id = $1""",
        student_id,
    )
    assert about is not None
    assert tuple(about) == (None, None, "changed", 0)
    mark = await kept.fetchrow("select status, display_name from mark where student_id = $1", student_id)
    assert mark is not None
    assert (mark["status"], mark["display_name"]) == ("present", "Deleted person")


async def test_everything_is_sealed_anew_with_a_new_key_and_reads_as_before(college: College, kept: Database) -> None:
    excuse, content = await ask(college.admin, college), pdf() + b"\n" * 200_000
    file = await upload(college.admin, excuse, content)
    async with student_of(college) as student:
        opened = await dispute(student, await absent_session(college))
        await comment(student, opened, "my neighbour saw me")
    await settle(college.teacher, opened)
    new = secrets.token_bytes(32)
    done = await seal_anew(kept, sealer(new, OLD), SEALED_COLUMNS)
    assert done.rows >= 9  # reason, name, four pieces; and of the dispute: reason, comment, note
    assert done.unreadable == 0
    assert await seal_anew(kept, sealer(new, OLD), SEALED_COLUMNS) == Done(0, 0)
    store = PostgresExcuses(kept, ExcuseSeals(sealer(new)))
    view = await store.view(UUID(excuse.excuse_id))
    assert view is not None
    assert view.excuse.content.reason == "I had a fever"
    assert b"".join([piece async for piece in store.content(UUID(file.file_id))]) == content
    await seal_anew(kept, sealer(OLD, new), SEALED_COLUMNS)  # for the service of the other tests, which has the old key
    assert (await download(college.admin, excuse, file.file_id))[1] == content
