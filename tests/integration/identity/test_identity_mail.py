"""The outbox and forgotten passwords over gRPC and PostgreSQL, with a mail server and without."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack
from uuid import uuid4

import asyncpg
import grpc
import pytest
import pytest_asyncio
import structlog
from presence.identity.v1 import (
    identity_service_pb2,
    identity_service_pb2_grpc,
    mail_service_pb2,
    mail_service_pb2_grpc,
    people_service_pb2,
    people_service_pb2_grpc,
)

from services.common.channels import bearer
from services.common.status import reason_of
from services.common.telemetry import configure_logging
from tests.fakes.identity_server import PASSWORD, RunningIdentity, running_identity
from tests.fakes.identity_smtp import Sink, smtp_sink, text_of

KEY = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
NEW = "another teapot sings"

Stub = identity_service_pb2_grpc.IdentityServiceStub
MailStub = mail_service_pb2_grpc.MailServiceStub


def with_mail(sink: Sink) -> dict[str, object]:
    return {"smtp_url": f"smtp://127.0.0.1:{sink.port}", "mail_from": "Presence <presence@example.edu>"}


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def sink() -> AsyncIterator[Sink]:
    async with smtp_sink() as running:
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def mailing(sink: Sink, create_database: Callable[..., str]) -> AsyncIterator[RunningIdentity]:
    async with running_identity(create_database(), settings=with_mail(sink)) as running:
        yield running


async def invite(identity: RunningIdentity, email: str, name: str = "Ada Byron") -> str:
    """The activation link."""
    async with identity.channel() as channel:
        created = await people_service_pb2_grpc.PeopleServiceStub(channel).CreatePerson(
            people_service_pb2.CreatePersonRequest(
                person=people_service_pb2.Person(
                    display_name=name, email=email, role=identity_service_pb2.ROLE_STUDENT, language="ne"
                ),
                request_id=str(uuid4()),
            ),
            metadata=bearer(identity.admin.token),
        )
        return str(created.activation_link)


async def ask_for_reset(identity: RunningIdentity, email: str) -> None:
    async with identity.channel() as channel:
        await Stub(channel).RequestPasswordReset(
            identity_service_pb2.RequestPasswordResetRequest(email=email, language="en")
        )


@pytest.fixture
def logged_as_in_production(capfd: pytest.CaptureFixture[str]) -> Iterator[Callable[[], str]]:
    """What the process logs, whatever tests before this one did to logging."""
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    configure_logging("identity", "json", "info")
    yield lambda: "".join(capfd.readouterr())
    root.handlers = handlers
    root.setLevel(level)
    structlog.reset_defaults()


async def test_a_forgotten_password_is_replaced_by_mail_and_no_token_reaches_a_log(
    mailing: RunningIdentity, sink: Sink, logged_as_in_production: Callable[[], str]
) -> None:
    student = await mailing.add_person()
    await ask_for_reset(mailing, student.email)
    async with asyncio.timeout(20), sink.came:
        await sink.came.wait_for(lambda: any("reset#" in text_of(mail) for mail in sink.to(student.email)))
    text = next(text_of(mail) for mail in sink.to(student.email) if "reset#" in text_of(mail))
    token = text.partition("/reset#")[2].split()[0]
    async with mailing.channel() as channel:
        stub = Stub(channel)
        shown = await stub.GetPasswordReset(identity_service_pb2.GetPasswordResetRequest(reset_token=token))
        assert shown.email == student.email
        request = identity_service_pb2.ResetPasswordRequest(reset_token=token, new_password=NEW)
        answers = await asyncio.gather(*(stub.ResetPassword(request) for _ in range(3)), return_exceptions=True)
        refused = [answer for answer in answers if isinstance(answer, grpc.aio.AioRpcError)]
        assert [error.code() for error in refused] == [grpc.StatusCode.NOT_FOUND] * 2
        with pytest.raises(grpc.aio.AioRpcError):
            await stub.RefreshToken(identity_service_pb2.RefreshTokenRequest(refresh_token=student.refresh_token))
        password = identity_service_pb2.PasswordCredential(email=student.email, password=NEW)
        answer = await stub.Authenticate(identity_service_pb2.AuthenticateRequest(password=password))
        assert answer.token.subject == student.person_id
    logged = logged_as_in_production()
    assert "RequestPasswordReset" in logged
    for secret in (token, NEW, PASSWORD, student.refresh_token, answer.token.access_token):
        assert secret not in logged


async def test_where_mails_are_sent_nobody_but_the_receiver_reads_them(mailing: RunningIdentity, sink: Sink) -> None:
    link = await invite(mailing, "only.mine@example.edu")
    assert link in text_of(await sink.wait_for("only.mine@example.edu"))
    async with mailing.channel() as channel:
        stub = MailStub(channel)
        admin = bearer(mailing.admin.token)
        listed = await stub.ListMails(mail_service_pb2.ListMailsRequest(page_size=1), metadata=admin)
        assert listed.server_configured
        assert listed.mails[0].text == ""
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            await stub.GetMail(mail_service_pb2.GetMailRequest(mail_id=listed.mails[0].mail_id), metadata=admin)
        assert refused.value.code() is grpc.StatusCode.FAILED_PRECONDITION


async def test_without_a_mail_server_an_administrator_passes_mails_on(
    identity: RunningIdentity,
) -> None:
    await invite(identity, "earlier@example.edu")
    link = await invite(identity, "by.hand@example.edu")
    async with identity.channel() as channel:
        stub = MailStub(channel)
        admin = bearer(identity.admin.token)
        listed = await stub.ListMails(mail_service_pb2.ListMailsRequest(page_size=200), metadata=admin)
        assert not listed.server_configured
        mail = next(one for one in listed.mails if one.to_address == "by.hand@example.edu")
        assert (mail.state, mail.text, mail.subject) == (
            mail_service_pb2.MAIL_STATE_WAITING,
            "",
            "तपाईंको Presence खाता",
        )
        read = await stub.GetMail(mail_service_pb2.GetMailRequest(mail_id=mail.mail_id), metadata=admin)
        assert link in read.mail.text
        first = await stub.ListMails(mail_service_pb2.ListMailsRequest(page_size=1), metadata=admin)
        second = await stub.ListMails(
            mail_service_pb2.ListMailsRequest(page_size=1, page_token=first.next_page_token), metadata=admin
        )
        assert first.mails[0].mail_id != second.mails[0].mail_id
        for request in (stub.GetMail, stub.RetryMail):
            kind = mail_service_pb2.GetMailRequest if request is stub.GetMail else mail_service_pb2.RetryMailRequest
            with pytest.raises(grpc.aio.AioRpcError) as unknown:
                await request(kind(mail_id=str(uuid4())), metadata=admin)
            assert reason_of(unknown.value) == "MAIL_NOT_FOUND"


async def test_only_administrators_see_the_outbox(identity: RunningIdentity) -> None:
    for role in ("student", "teacher"):
        somebody = await identity.add_person(role)
        async with identity.channel() as channel:
            stub = MailStub(channel)
            metadata = bearer(somebody.token)
            calls = (
                stub.ListMails(mail_service_pb2.ListMailsRequest(), metadata=metadata),
                stub.GetMail(mail_service_pb2.GetMailRequest(mail_id=str(uuid4())), metadata=metadata),
                stub.RetryMail(mail_service_pb2.RetryMailRequest(mail_id=str(uuid4())), metadata=metadata),
            )
            for call in calls:
                with pytest.raises(grpc.aio.AioRpcError) as refused:
                    await call
                assert refused.value.code() is grpc.StatusCode.PERMISSION_DENIED


async def test_three_replicas_send_each_mail_once(create_database: Callable[..., str]) -> None:
    database_url = create_database()
    async with smtp_sink() as sink, AsyncExitStack() as stack:
        replicas = [
            await stack.enter_async_context(
                running_identity(database_url, encryption_key=KEY, settings=with_mail(sink))
            )
            for _ in range(3)
        ]
        addresses = [f"student{number}@example.edu" for number in range(30)]
        for number, address in enumerate(addresses):
            await invite(replicas[number % 3], address)
        for address in addresses:
            await sink.wait_for(address)
        database = await asyncpg.connect(database_url)
        async with asyncio.timeout(20):
            while await database.fetchval("select count(*) from mails where state <> 'sent'"):
                await database.execute("select pg_sleep(0.05)")
        assert await database.fetchval("select count(*) from mails where sealed_link is not null") == 0
        await database.close()
        assert sorted(str(mail["To"]) for mail in sink.mails) == sorted(addresses)


async def test_the_gateway_alone_is_believed_about_where_a_call_comes_from(identity: RunningIdentity) -> None:
    student = await identity.add_person()
    gateway = await identity.service_token("gateway", "identity")
    recognition = await identity.service_token("recognition", "identity")
    said = "203.0.113.77"

    async def log_in(token: str) -> None:
        password = identity_service_pb2.PasswordCredential(email=student.email, password=PASSWORD)
        client = identity_service_pb2.Client(address=said, user_agent="browser")
        async with identity.channel() as channel:
            await Stub(channel).Authenticate(
                identity_service_pb2.AuthenticateRequest(password=password, client=client),
                metadata=bearer(token) if token else None,
            )

    database = await asyncpg.connect(identity.database_url)
    newest = "select address from logins where person_id = $1 order by create_time desc limit 1"
    seen = []
    for token in ("", "not a token", student.token, recognition, gateway):
        await log_in(token)
        seen.append(await database.fetchval(newest, student.person_id))
    await database.close()
    assert seen == ["127.0.0.1"] * 4 + [said]
