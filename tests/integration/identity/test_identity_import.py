"""Files of people through the real service: previews, commits, every error, and repeating."""

import asyncio
import csv
import io
from collections.abc import AsyncIterator, Callable

import asyncpg
import grpc
import pytest
import pytest_asyncio
from presence.identity.v1 import identity_service_pb2, people_service_pb2_grpc
from presence.identity.v1 import people_service_pb2 as pb

from services.common.channels import bearer
from tests.fakes.identity_server import RunningIdentity, running_identity
from tests.integration.identity.import_files import HEADER, counts, exported, found, imported


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def identity(create_database: Callable[..., str]) -> AsyncIterator[RunningIdentity]:
    """Of its own: whoever a file names, and the last administrator, are nobody else's."""
    async with running_identity(create_database()) as running:
        yield running


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


async def test_nobody_but_administrators_imports_or_exports(identity: RunningIdentity) -> None:
    teacher = await identity.add_person("teacher")
    for pieces in ([], [b"name\n"], [b"x" * 60_000] * 40):  # heard out: grpcio hides a refusal that meets a write
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            await imported(identity, pieces, token=teacher.token)
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


async def test_a_corrected_address_voids_the_link_that_went_to_another(identity: RunningIdentity) -> None:
    await imported(identity, [b"name,email,student_number\nTypo,typo@example.edu,TY-1\n"])
    (typo,) = await found(identity, "TY-1")
    async with identity.channel() as channel:
        await people_service_pb2_grpc.PeopleServiceStub(channel).IssueActivation(
            pb.IssueActivationRequest(person_id=typo.person_id), metadata=bearer(identity.admin.token)
        )
    connection = await asyncpg.connect(identity.database_url)
    try:
        digest = "select digest from activations where person_id = $1"
        went_astray = await connection.fetchval(digest, typo.person_id)
        await imported(identity, [b"name,email,student_number\nTypo,right@example.edu,TY-1\n"])
        assert await connection.fetchval("select true from activations where digest = $1", went_astray) is None
        invited = "select to_address from mails where person_id = $1 and kind = 'activation'"
        async with asyncio.timeout(30):  # written by the sender, which tells nobody
            while [row[0] for row in await connection.fetch(invited, typo.person_id)] != ["right@example.edu"]:
                await connection.execute("select pg_sleep(0.05)")
    finally:
        await connection.close()
