"""Files of excuses: sent, kept sealed, and refused."""

from collections.abc import AsyncIterator

import asyncpg
from presence.attendance.v1 import excuse_service_pb2 as excuse_pb

from tests.fakes.papers import pdf
from tests.integration.attendance.college import College, request_id
from tests.integration.attendance.excuse_world import (
    ask,
    decide,
    download,
    get,
    refused,
    student_of,
    upload,
)


async def test_files_come_back_as_they_were_sent_and_lie_sealed(college: College, server_database: str) -> None:
    content = pdf("fever of 39.5 degrees") + b"\n" * 200_000  # several pieces
    async with student_of(college) as student:
        excuse = await ask(student, college)
        file = await upload(student, excuse, content, name="C:\\papers\\certificate.pdf")
        assert (file.file_name, file.content_type, file.size_bytes) == (
            "certificate.pdf",
            "application/pdf",
            len(content),
        )
        assert await download(student, excuse, file.file_id) == ("certificate.pdf", content)
    connection = await asyncpg.connect(server_database)
    chunks = await connection.fetch("select content from excuse_file_chunk where file_id = $1::uuid", file.file_id)
    row = await connection.fetchrow(
        "select e.reason, f.file_name from excuse e join excuse_file f using (excuse_id) where file_id = $1::uuid",
        file.file_id,
    )
    await connection.close()
    assert row is not None
    stored = b"".join(chunk["content"] for chunk in chunks) + row["reason"] + row["file_name"]
    assert len(chunks) == -(-len(content) // 65536)
    assert not any(word in stored for word in (b"%PDF-1.", b"fever", b"certificate"))


async def test_pieces_that_change_places_in_the_database_open_no_more(college: College, server_database: str) -> None:
    excuse = await ask(college.admin, college)
    file = await upload(college.admin, excuse, pdf() + b"\n" * 200_000)
    connection = await asyncpg.connect(server_database)
    swap = "update excuse_file_chunk set number = $2 where file_id = $1::uuid and number = $3"
    for target, source in ((99, 0), (0, 1), (1, 99)):
        await connection.execute(swap, file.file_id, target, source)
    await connection.close()
    assert await refused(download(college.admin, excuse, file.file_id)) == "EXCUSE_FILE_NOT_FOUND"


async def test_a_file_sent_again_is_kept_once_and_there_are_three_at_most(college: College) -> None:
    excuse, file_id = await ask(college.admin, college), request_id()
    first = await upload(college.admin, excuse, pdf(), file_id)
    assert await upload(college.admin, excuse, pdf(), file_id) == first
    other = await ask(college.admin, college)
    assert await refused(upload(college.admin, other, pdf(), file_id)) == "INVALID_INPUT"
    for _ in range(2):
        await upload(college.admin, excuse, pdf())
    assert await refused(upload(college.admin, excuse, pdf())) == "TOO_MANY_FILES"
    delete = excuse_pb.DeleteExcuseFileRequest(excuse_id=excuse.excuse_id, file_id=file_id)
    for _ in range(2):
        await college.admin.excuses.DeleteExcuseFile(delete)
    assert len((await get(college.admin, excuse)).files) == 2
    await decide(college.teacher, await get(college.admin, excuse))
    assert await refused(upload(college.admin, excuse, pdf())) == "EXCUSE_DECIDED"
    assert await refused(college.admin.excuses.DeleteExcuseFile(delete)) == "EXCUSE_DECIDED"


async def test_whoever_is_refused_while_they_still_send_is_told_why(college: College) -> None:
    excuse, long = await ask(college.admin, college), pdf() + b"\n" * 4_000_000
    for _ in range(3):
        await upload(college.admin, excuse, pdf())
    for _ in range(8):  # by turns, of eight about four were told INTERNAL
        assert await refused(upload(college.admin, excuse, long)) == "TOO_MANY_FILES"


async def test_files_too_long_empty_or_of_another_type_are_refused_and_not_kept(college: College) -> None:
    excuse = await ask(college.admin, college)
    assert await refused(upload(college.admin, excuse, pdf() + bytes(5 * 2**20))) == "FILE_TOO_LARGE"
    assert await refused(upload(college.admin, excuse, b"")) == "FILE_EMPTY"
    assert await refused(upload(college.admin, excuse, b"MZ" + bytes(500), name="note.pdf")) == "FILE_TYPE_REFUSED"
    assert await refused(upload(college.admin, excuse, pdf() + b"<script>")) == "FILE_UNSAFE"
    assert not (await get(college.admin, excuse)).files

    async def no_set_up() -> AsyncIterator[excuse_pb.UploadExcuseFileRequest]:
        yield excuse_pb.UploadExcuseFileRequest(chunk=b"%PDF-1.7")

    assert await refused(college.admin.excuses.UploadExcuseFile(no_set_up())) == "INVALID_INPUT"
