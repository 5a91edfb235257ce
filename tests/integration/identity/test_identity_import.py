"""Files of people through the real service: previews, commits, every error, repeating, size and flat memory."""

import asyncio
import csv
import io
import os
import tracemalloc
from collections.abc import AsyncIterator, Callable, Iterable
from time import perf_counter
from uuid import uuid4

import asyncpg
import grpc
import pytest
import pytest_asyncio
from presence.identity.v1 import identity_service_pb2, people_service_pb2_grpc
from presence.identity.v1 import people_service_pb2 as pb

from services.common.channels import bearer
from tests.fakes.identity_server import RunningIdentity, running_identity

PEOPLE = 50_000
HEADER = "name,email,role,student_number,group,guardian_name,guardian_email,guardian_phone,minor,language"
Answers = tuple[list[pb.ImportError], list[pb.ImportProgress], pb.ImportSummary]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def identity(create_database: Callable[..., str]) -> AsyncIterator[RunningIdentity]:
    """Of its own: others' tests need not live among fifty thousand people."""
    async with running_identity(create_database()) as running:
        yield running


async def imported(
    identity: RunningIdentity, pieces: Iterable[bytes], *, commit: bool = True, token: str = ""
) -> Answers:
    async def requests() -> AsyncIterator[pb.ImportPeopleRequest]:
        yield pb.ImportPeopleRequest(options=pb.ImportOptions(commit=commit, request_id=str(uuid4())))
        for piece in pieces:
            yield pb.ImportPeopleRequest(chunk=piece)

    errors, progress, summary = list[pb.ImportError](), list[pb.ImportProgress](), None
    async with identity.channel() as channel:
        call = people_service_pb2_grpc.PeopleServiceStub(channel).ImportPeople(
            requests(), metadata=bearer(token or identity.admin.token)
        )
        async for response in call:
            assert summary is None, "the summary is always last"
            match response.WhichOneof("message"):
                case "error":
                    errors.append(response.error)
                case "progress":
                    progress.append(response.progress)
                case "summary":
                    summary = response.summary
    assert summary is not None
    return errors, progress, summary


async def found(identity: RunningIdentity, query: str) -> list[pb.Person]:
    async with identity.channel() as channel:
        stub = people_service_pb2_grpc.PeopleServiceStub(channel)
        answer = await stub.ListPeople(pb.ListPeopleRequest(query=query), metadata=bearer(identity.admin.token))
        return list(answer.people)


def counts(summary: pb.ImportSummary) -> tuple[int, int, int, int, bool]:
    return summary.created, summary.updated, summary.unchanged, summary.failed, summary.committed


async def test_a_preview_tells_what_a_commit_would_do_and_writes_nothing(identity: RunningIdentity) -> None:
    file = [f"{HEADER}\r\nSita Preview,sita.preview@example.edu,,PV-1,BE 2023,,,\r\n".encode()]
    _, _, preview = await imported(identity, file, commit=False)
    assert counts(preview) == (1, 0, 0, 0, False)
    assert await found(identity, "sita.preview") == []
    _, progress, written = await imported(identity, file)
    assert counts(written) == (1, 0, 0, 0, True)
    assert (progress[-1].rows_read, progress[-1].rows_written) == (1, 1)
    (sita,) = await found(identity, "sita.preview")
    assert (sita.role, sita.student_number, sita.group) == (identity_service_pb2.ROLE_STUDENT, "PV-1", "BE 2023")
    assert sita.active
    assert not sita.activated


async def test_a_file_may_be_sent_again_and_again(identity: RunningIdentity) -> None:
    file = [f"{HEADER}\nRam Again,ram.again@example.edu,student,AG-1,,,,\n".encode()]
    assert counts((await imported(identity, file))[2]) == (1, 0, 0, 0, True)
    (before,) = await found(identity, "ram.again")
    assert counts((await imported(identity, file))[2]) == (0, 0, 1, 0, True)
    assert await found(identity, "ram.again") == [before]


async def test_a_row_is_known_by_its_number_and_absent_columns_stay(identity: RunningIdentity) -> None:
    first = f"{HEADER}\nHari Known,hari.known@example.edu,student,KN-1,BE 2022,Old Hari,old@example.edu,+977 1 55\n"
    await imported(identity, [first.encode()])
    (before,) = await found(identity, "KN-1")
    second = "Student Number;E-mail;Name\n kn-1 ;hari.moved@example.edu;Hari Moved\n".replace("E-mail", "email")
    _, _, summary = await imported(identity, [second.encode()])
    assert counts(summary) == (0, 1, 0, 0, True)
    (after,) = await found(identity, "hari.moved")
    assert after.person_id == before.person_id
    assert (after.display_name, after.group, after.guardian.phone) == ("Hari Moved", "BE 2022", "+977 1 55")
    assert after.revision == before.revision + 1


async def test_every_error_is_told_by_line_and_column_and_nothing_is_written(identity: RunningIdentity) -> None:
    taken = await identity.add_person("teacher", email="taken@example.edu")
    await imported(identity, [f"{HEADER}\nHas Number,has.number@example.edu,student,ER-9,,,,\n".encode()])
    rows = [
        "Fine,fine@example.edu,student,ER-1,,,,",  # line 2
        ",no-address,janitor,ER-2,,,also none,x",  # line 3
        '"Two\nLines",two@example.edu,student,ER-3,,,,',  # lines 4 and 5: a name is one line, which a break is not
        "Again,FINE@example.edu,student,er-1,,,,",  # line 6
        "Numbered,numbered@example.edu,teacher,ER-4,,,,",  # line 7
        "Taker,taken@example.edu,student,ER-9,,,,",  # line 8
        "Long,long@example.edu,student,ER-5,,,,,,,more",  # line 9
        ";;;,,,,,,,",  # line 10
        'Quoted,"quo"ted,student,,,,,',  # line 11
        "",
        "Rest,,student,,,,,",  # line 13
    ]
    errors, _, summary = await imported(identity, ["\n".join([HEADER, *rows]).encode()])
    assert summary.committed is False
    told = {(error.line, error.column) for error in errors}
    assert {
        (3, "name"), (3, "email"), (3, "role"), (3, "guardian_email"), (3, "guardian_phone"),
        (6, "email"), (6, "student_number"), (7, "student_number"), (8, "email"), (9, ""),
        (10, "email"), (11, ""), (13, "email"),
    } == told  # fmt: skip
    assert summary.failed == 8
    assert await found(identity, "fine@example.edu") == []
    assert (await found(identity, "taken@example.edu"))[0].person_id == taken.person_id


@pytest.mark.parametrize(
    ("file", "line", "reason"),
    [
        (b"", 1, "must be a header"),
        (b"name,colour,email\nA,red,a@example.edu\n", 1, "is not a column"),
        (b"name,name,email\n", 1, "is there twice"),
        (b"name\nA\n", 1, "is missing"),
        (f"{HEADER}\nÅ,å@example.edu,,,,,,\n".encode("latin-1"), 1, "is not UTF-8"),
        (f"{HEADER}\nA,a@example.edu,,,,,,\n".encode("utf-16"), 1, "is not UTF-8"),
        (f'{HEADER}\n"A,a@example.edu\n'.encode(), 2, "not closed"),
    ],
)
async def test_a_file_that_cannot_be_read_is_named_with_its_line(
    identity: RunningIdentity, file: bytes, line: int, reason: str
) -> None:
    errors, _, summary = await imported(identity, [file])
    assert not summary.committed
    assert summary.failed == 1
    assert errors[0].line == line
    assert reason in errors[0].reason


async def test_spreadsheets_habits_are_understood(identity: RunningIdentity) -> None:
    text = (
        '\ufeffsep=;\r\nName;Email;Student-Number;Guardian Phone;;\r\n"Excel; ""Ada""";excel@example.edu;="00123";'
        "'+977-1;;\r\n;;;;;\r\nसीता देवी;devi@example.edu;EX-2;;;\r\n"
    )
    data = text.encode()
    pieces = [data[start : start + 1] for start in range(len(data))]  # torn in the middle of every character
    errors, _, summary = await imported(identity, pieces)
    assert list(errors) == []
    assert counts(summary) == (2, 0, 0, 0, True)
    (ada,) = await found(identity, "excel@example.edu")
    assert (ada.display_name, ada.student_number, ada.guardian.phone) == ('Excel; "Ada"', "00123", "+977-1")
    assert [person.display_name for person in await found(identity, "सीता")] == ["सीता देवी"]


async def test_what_is_exported_runs_in_no_spreadsheet_and_can_be_imported_unchanged(identity: RunningIdentity) -> None:
    row = '"=HYPERLINK(""http://x"")",formula@example.edu,student,FX-1,@group,,,+977 1'
    await imported(identity, [f"{HEADER}\n{row}\n".encode()])
    data = await exported(identity)
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    assert rows[0] == HEADER.split(",")
    (formula,) = [cells for cells in rows if cells[1] == "formula@example.edu"]
    assert formula[0] == '\'=HYPERLINK("http://x")'
    assert formula[4] == "'@group"
    assert formula[7] == "'+977 1"
    assert not any(cell[:1] in ("=", "+", "-", "@") and cell for cells in rows for cell in cells)
    errors, _, summary = await imported(identity, [data[i : i + 60_000] for i in range(0, len(data), 60_000)])
    assert list(errors) == []
    assert counts(summary) == (0, 0, len(rows) - 1, 0, True)


async def exported(identity: RunningIdentity) -> bytes:
    async with identity.channel() as channel:
        call = people_service_pb2_grpc.PeopleServiceStub(channel).ExportPeople(
            pb.ExportPeopleRequest(), metadata=bearer(identity.admin.token)
        )
        chunks = [response.chunk async for response in call]
    assert all(0 < len(chunk) <= 64 * 1024 for chunk in chunks)
    return b"".join(chunks)


async def test_nobody_but_administrators_imports_or_exports(identity: RunningIdentity) -> None:
    teacher = await identity.add_person("teacher")
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        # nothing after the set-up: grpcio hides a refusal behind a write that it interrupts
        await imported(identity, [], token=teacher.token)
    assert refused.value.code() is grpc.StatusCode.PERMISSION_DENIED


async def test_minors_and_languages_come_by_file_and_a_minors_own_consent_ends(identity: RunningIdentity) -> None:
    file = f"{HEADER}\nMina Minor,mina@example.edu,student,MI-1,,Old Mina,old.mina@example.edu,,no,ne\n"
    await imported(identity, [file.encode()])
    (mina,) = await found(identity, "mina@example.edu")
    assert (mina.minor, mina.language) == (False, "ne")
    async with identity.channel() as channel:
        stub = people_service_pb2_grpc.PeopleServiceStub(channel)
        agreed = pb.SetConsentRequest(person_id=mina.person_id, granted=True, text_version="2026")
        await stub.SetConsent(agreed, metadata=bearer(identity.admin.token))
        await imported(identity, [b"name,email,minor\nMina Minor,mina@example.edu,\n"])  # empty: as it was
        (mina,) = await found(identity, "mina@example.edu")
        assert mina.face_consent.granted
        _, _, summary = await imported(identity, [b"name,email,minor\nMina Minor,mina@example.edu,YES\n"])
        assert counts(summary) == (0, 1, 0, 0, True)
        (mina,) = await found(identity, "mina@example.edu")
        assert (mina.minor, mina.language, mina.face_consent.granted) == (True, "ne", False)
        assert mina.face_consent.awaits_guardian
        history = await stub.ListConsents(
            pb.ListConsentsRequest(person_id=mina.person_id), metadata=bearer(identity.admin.token)
        )
        assert [record.granted for record in history.records] == [False, True]
    errors, _, summary = await imported(
        identity, [b"name,email,minor,language\nA,a@minor.test,perhaps,en\nB,b@minor.test,no,fr\n"]
    )
    assert {(error.line, error.column) for error in errors} == {(2, "minor"), (3, "language")}
    rows = list(csv.DictReader(io.StringIO((await exported(identity)).decode("utf-8-sig"))))
    (row,) = [row for row in rows if row["email"] == "mina@example.edu"]
    assert (row["minor"], row["language"]) == ("yes", "ne")


async def test_the_last_administrator_stays_one(identity: RunningIdentity) -> None:
    errors, _, summary = await imported(identity, [b"name,email,role\nHead,head@example.edu,teacher\n"])
    assert not summary.committed
    assert [(error.line, error.column) for error in errors] == [(2, "role")]


async def test_a_change_of_role_by_file_ends_the_log_ins(identity: RunningIdentity) -> None:
    teacher = await identity.add_person("teacher")
    file = f"name,email,role\nPromoted,{teacher.email},admin\n"
    assert counts((await imported(identity, [file.encode()]))[2]) == (0, 1, 0, 0, True)
    connection = await asyncpg.connect(identity.database_url)
    try:
        open_logins = "select count(*) from logins where person_id = $1 and revoke_time is null"
        assert await connection.fetchval(open_logins, teacher.person_id) == 0
        noted = "select note from audit_log where subject = $1 and action = 'person.role'"
        assert await connection.fetchval(noted, teacher.person_id) == "teacher to admin"
    finally:
        await connection.close()


async def test_followers_are_told_of_everybody_in_a_file_and_new_people_are_mailed(identity: RunningIdentity) -> None:
    token = await identity.service_token("recognition", "identity")
    async with identity.channel() as channel:
        stub = people_service_pb2_grpc.PeopleServiceStub(channel)
        call = stub.WatchPeople(pb.WatchPeopleRequest(), metadata=bearer(token))
        waiting = {f"follow{number}@example.edu" for number in range(20)}
        async with asyncio.timeout(30):
            async for event in call:
                if event.WhichOneof("event") == "caught_up":
                    break
            rows = "\n".join(f"Follow {email},{email},student" for email in waiting)
            await imported(identity, [f"name,email,role\n{rows}\n".encode()])
            async for event in call:
                waiting.discard(event.changed.email)
                if not waiting:
                    break
        call.cancel()
    connection = await asyncpg.connect(identity.database_url)
    try:
        mails = "select count(*) from mails where kind = 'activation' and to_address like 'follow%@example.edu'"
        links = "select count(*) from activations join people using (person_id) where email like 'follow%@example.edu'"
        async with asyncio.timeout(30):
            while await connection.fetchval(mails) < 20:  # noqa: ASYNC110 - written by the sender, which tells nobody
                await asyncio.sleep(0.05)
        assert await connection.fetchval(mails) == await connection.fetchval(links) == 20
    finally:
        await connection.close()


async def test_the_first_thousand_errors_are_told_and_all_are_counted(identity: RunningIdentity) -> None:
    bad = "\n".join(f"Row {number},not an address" for number in range(1_500))
    errors, _, summary = await imported(identity, [f"name,email\n{bad}\n".encode()])
    assert [error.line for error in errors] == list(range(2, 1_002))
    assert counts(summary) == (0, 0, 0, 1_500, False)


async def test_a_file_is_sent_in_pieces_after_its_options(identity: RunningIdentity) -> None:
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await imported(identity, [b"x" * (64 * 1024 + 1)])
    assert refused.value.code() is grpc.StatusCode.INVALID_ARGUMENT

    async def without_options() -> AsyncIterator[pb.ImportPeopleRequest]:
        yield pb.ImportPeopleRequest(chunk=b"name,email")

    async with identity.channel() as channel:
        stub = people_service_pb2_grpc.PeopleServiceStub(channel)
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            async for _ in stub.ImportPeople(without_options(), metadata=bearer(identity.admin.token)):
                pass
        assert refused.value.code() is grpc.StatusCode.INVALID_ARGUMENT


def big_file(people: int) -> Iterable[bytes]:
    """About 5 MB, made as it is sent."""
    text = HEADER + "\n"
    for number in range(people):
        text += (
            f"Student Number {number},big{number}@example.edu,student,BIG-{number:06},BE {number % 40},"
            f"Guardian {number},guardian{number}@example.edu,+977 1 {number:07}\n"
        )
        if len(text) > 60_000:
            yield text.encode()
            text = ""
    yield text.encode()


async def test_fifty_thousand_people_in_under_a_minute_with_flat_memory_and_nobody_waits_long(
    identity: RunningIdentity, capsys: pytest.CaptureFixture[str]
) -> None:
    await imported(identity, big_file(500), commit=False)  # what is loaded once
    tracemalloc.start()
    small = await _peak_bytes(identity, 500)
    large = await _peak_bytes(identity, 4_000)  # kept whole, its rows would be several megabytes
    tracemalloc.stop()
    over = asyncio.Event()
    writing = asyncio.create_task(_write_people(identity, over))
    began = perf_counter()
    _, _, written = await imported(identity, big_file(PEOPLE))
    seconds = perf_counter() - began
    over.set()
    waited = await writing
    assert counts(written) == (PEOPLE, 0, 0, 0, True)
    _, _, again = await imported(identity, big_file(5_000))
    assert counts(again) == (0, 0, 5_000, 0, True)
    with capsys.disabled():
        print(
            f"\nimport of {PEOPLE} people: {seconds:.1f} s, of which who else writes people waited {waited:.1f} s "
            f"at most; peak of Python memory {large / 1e6:.1f} MB for 4,000 rows, {small / 1e6:.1f} MB for 500 "
            f"({os.cpu_count()} cores)"
        )
    assert seconds < 60
    assert large < small + 2e6
    assert waited < max(seconds / 2, 2.0)


async def _write_people(identity: RunningIdentity, over: asyncio.Event) -> float:
    """Adds somebody, again and again; how many seconds the slowest took."""
    slowest, role = 0.0, identity_service_pb2.ROLE_STUDENT
    async with identity.channel() as channel:
        stub = people_service_pb2_grpc.PeopleServiceStub(channel)
        while not over.is_set():
            person = pb.Person(display_name="Somebody", email=f"{uuid4().hex}@example.edu", role=role)
            began = perf_counter()
            request = pb.CreatePersonRequest(person=person, request_id=str(uuid4()))
            made = False
            while not made:  # told to try again where a slow machine lets the wait grow too long, as any caller would
                try:
                    await stub.CreatePerson(request, metadata=bearer(identity.admin.token), timeout=30)
                    made = True
                except grpc.aio.AioRpcError as error:
                    if error.code() is not grpc.StatusCode.UNAVAILABLE:
                        raise
            slowest = max(slowest, perf_counter() - began)
    return slowest


async def _peak_bytes(identity: RunningIdentity, people: int) -> int:
    tracemalloc.reset_peak()
    start, _ = tracemalloc.get_traced_memory()
    await imported(identity, big_file(people), commit=False)
    return tracemalloc.get_traced_memory()[1] - start
