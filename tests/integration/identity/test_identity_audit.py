"""The audit log through the real service: what is written, who may read it, and that nothing changes it."""

import csv
import io
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import asyncpg
import grpc
import pytest
import pytest_asyncio
from google.protobuf.timestamp_pb2 import Timestamp
from presence.identity.v1 import (
    audit_service_pb2,
    audit_service_pb2_grpc,
    identity_service_pb2,
    identity_service_pb2_grpc,
    people_service_pb2,
    people_service_pb2_grpc,
)

from services.common.channels import bearer
from services.common.postgres import open_database
from services.identity.adapters.postgres.store import PostgresStore
from services.identity.app.upkeep import drop_what_is_over
from services.identity.domain.attempts import BURST
from tests.fakes.identity_server import RunningIdentity, running_identity

Entries = list[audit_service_pb2.AuditEntry]


async def entries(identity: RunningIdentity, **wanted: object) -> Entries:
    """All pages, newest first, read three at a time."""
    found, token = Entries(), ""
    async with identity.channel() as channel:
        stub = audit_service_pb2_grpc.AuditServiceStub(channel)
        while True:
            request = audit_service_pb2.ListAuditEntriesRequest(
                filter=audit_service_pb2.AuditFilter(**wanted),  # type: ignore[arg-type]  # fields by name
                page_size=3,
                page_token=token,
            )
            page = await stub.ListAuditEntries(request, metadata=bearer(identity.admin.token))
            assert len(page.entries) <= 3
            found += page.entries
            if not (token := page.next_page_token):
                return found


@pytest_asyncio.fixture(loop_scope="session")
async def database(identity: RunningIdentity) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(identity.database_url)
    yield connection
    await connection.close()


async def test_every_write_that_changes_access_is_told_with_names(identity: RunningIdentity) -> None:
    student = await identity.add_person("student", "Sita Audited")
    async with identity.channel() as channel:
        stub = people_service_pb2_grpc.PeopleServiceStub(channel)
        admin = bearer(identity.admin.token)
        for active in (False, True):
            await stub.SetPersonActive(
                people_service_pb2.SetPersonActiveRequest(person_id=student.person_id, active=active), metadata=admin
            )
        await stub.SetConsent(
            people_service_pb2.SetConsentRequest(person_id=student.person_id, granted=True, text_version="2026-01"),
            metadata=admin,
        )
        await stub.SetConsent(
            people_service_pb2.SetConsentRequest(person_id=student.person_id, granted=False), metadata=admin
        )
    found = await entries(identity, subject=student.person_id)
    assert [entry.action for entry in reversed(found)] == [
        "person.create",
        "activation.issue",
        "activation.use",
        "login.begin",
        "person.shut_out",
        "person.let_in",
        "consent.grant",
        "consent.withdraw",
    ]
    assert {entry.subject_name for entry in found} == {"Sita Audited"}
    assert (found[0].actor, found[0].actor_name) == (identity.admin.person_id, "Head of Office")
    assert [entry.action for entry in await entries(identity, subject=student.person_id, action="consent.")] == [
        "consent.withdraw",
        "consent.grant",
    ]
    ids = [entry.entry_id for entry in found]
    assert ids == sorted(ids, reverse=True)
    assert len(set(ids)) == len(ids)


async def test_filters_hold_together(identity: RunningIdentity) -> None:
    before = datetime.now(UTC)
    student = await identity.add_person("student")
    start, late = Timestamp(), Timestamp()
    start.FromDatetime(before)
    late.FromDatetime(before + timedelta(days=1))
    by_admin = await entries(identity, actor=identity.admin.person_id, subject=student.person_id, from_time=start)
    assert [entry.action for entry in by_admin] == ["activation.issue", "person.create"]
    assert await entries(identity, subject=student.person_id, from_time=late) == []
    assert await entries(identity, subject=student.person_id, to_time=start) == []
    assert [e.action for e in await entries(identity, subject=student.person_id, action="person.create")] == [
        "person.create"
    ]


async def test_failed_log_ins_are_told_once_a_burst_and_never_what_was_typed(
    create_database: Callable[..., str],
) -> None:
    now = datetime.now(UTC)
    waited = timedelta()
    async with running_identity(create_database(), clock=lambda: now + waited) as identity:
        teacher = await identity.add_person("teacher")
        async with identity.channel() as channel:
            stub = identity_service_pb2_grpc.IdentityServiceStub(channel)
            for email in (teacher.email, "my password by mistake"):
                for _ in range(BURST):
                    waited += timedelta(minutes=5, seconds=1)  # as long as anybody is ever kept waiting
                    with pytest.raises(grpc.aio.AioRpcError) as refused:
                        await stub.Authenticate(
                            identity_service_pb2.AuthenticateRequest(
                                password=identity_service_pb2.PasswordCredential(email=email, password="wrong " * 3)
                            )
                        )
                    assert refused.value.code() is grpc.StatusCode.UNAUTHENTICATED
        connection = await asyncpg.connect(identity.database_url)
        rows = await connection.fetch("select * from audit_log where action = 'login.fail' order by entry_id")
        await connection.close()
        assert [row["subject"] for row in rows] == [teacher.person_id, ""]
        assert not any("mistake" in str(dict(row)) for row in rows)


@pytest.mark.parametrize(
    "statement",
    [
        "update audit_log set note = 'nothing happened'",
        "delete from audit_log",
        "delete from audit_log where record_time < now()",
        "truncate audit_log",
    ],
)
async def test_the_database_refuses_to_change_what_was_recorded(
    identity: RunningIdentity, database: asyncpg.Connection, statement: str
) -> None:
    before = await database.fetchval("select count(*) from audit_log")
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="only ever added"):
        await database.execute(statement)
    assert await database.fetchval("select count(*) from audit_log") == before


async def test_entries_go_when_the_policy_says_and_none_younger_than_thirty_days(
    identity: RunningIdentity, database: asyncpg.Connection
) -> None:
    now = datetime.now(UTC)
    subject = str(uuid4())
    for days in (1, 29, 40, 100):
        await database.execute(
            "insert into audit_log (record_time, actor, action, subject, note) values ($1, '', 'person.test', $2, $3)",
            now - timedelta(days=days),
            subject,
            str(days),
        )
    kept = "select array_agg(note order by entry_id) from audit_log where subject = $1"
    async with open_database(identity.database_url) as pool:
        await drop_what_is_over(PostgresStore(pool), lambda: now, timedelta(days=60))
        assert await database.fetchval(kept, subject) == ["1", "29", "40"]
        await drop_what_is_over(PostgresStore(pool), lambda: now, timedelta(days=2))  # a policy gone wrong
        assert await database.fetchval(kept, subject) == ["1", "29"]
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await database.execute("delete from audit_log where subject = $1", subject)


async def test_an_export_is_csv_that_no_spreadsheet_runs_and_is_itself_recorded(
    identity: RunningIdentity, database: asyncpg.Connection
) -> None:
    subject = str(uuid4())
    await database.executemany(
        "insert into audit_log (record_time, actor, action, subject, note) values (now(), '', 'person.test', $1, $2)",
        [(subject, f"=1+{number}") for number in range(450)],
    )
    async with identity.channel() as channel:
        call = audit_service_pb2_grpc.AuditServiceStub(channel).ExportAuditEntries(
            audit_service_pb2.ExportAuditEntriesRequest(filter=audit_service_pb2.AuditFilter(subject=subject)),
            metadata=bearer(identity.admin.token),
        )
        chunks = [response.chunk async for response in call]
    rows = list(csv.DictReader(io.StringIO(b"".join(chunks).decode("utf-8-sig"))))
    assert [row["note"] for row in rows] == [f"'=1+{number}" for number in reversed(range(450))]
    assert (await entries(identity, action="audit.export"))[0].actor == identity.admin.person_id


@pytest.mark.parametrize("role", ["student", "teacher"])
async def test_nobody_but_administrators_reads_the_log(identity: RunningIdentity, role: str) -> None:
    other = await identity.add_person(role)
    async with identity.channel() as channel:
        stub = audit_service_pb2_grpc.AuditServiceStub(channel)
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            await stub.ListAuditEntries(audit_service_pb2.ListAuditEntriesRequest(), metadata=bearer(other.token))
        assert refused.value.code() is grpc.StatusCode.PERMISSION_DENIED
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            async for _ in stub.ExportAuditEntries(
                audit_service_pb2.ExportAuditEntriesRequest(), metadata=bearer(other.token)
            ):
                pass
        assert refused.value.code() is grpc.StatusCode.PERMISSION_DENIED
