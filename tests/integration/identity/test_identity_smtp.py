"""Mails against a real SMTP server: taken, refused, put off, down, and over TLS."""

import datetime as dt
import ssl
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest
import pytest_asyncio

from cli.local.ports import free_port
from services.identity.adapters.letters import TemplateWriter
from services.identity.adapters.smtp import SmtpAddress, SmtpServer, smtp_address
from services.identity.app.mail_sender import MailSender, MailServerAway
from services.identity.domain.mail import Letter, MailKind, MailRequest, MailState, mail_of
from tests.fakes.identity_app import IdentityApp
from tests.fakes.identity_smtp import Sink, smtp_sink, text_of
from tests.integration.common.certificates import make_certificate

ADA = "ada@example.edu"
FROM = "Presence <presence@example.edu>"


@pytest_asyncio.fixture(loop_scope="session")
async def sink() -> AsyncIterator[Sink]:
    async with smtp_sink() as running:
        yield running


def sender_of(app: IdentityApp, port: int) -> MailSender:
    server = SmtpServer(SmtpAddress("127.0.0.1", port, tls=False, starttls=False), FROM, timeout_seconds=30)
    return MailSender(app.store, app.outbox, TemplateWriter(), app.mail_requests, server, app.time)


def only_mail(app: IdentityApp) -> UUID:
    (mail_id,) = app.store.state.mails
    return mail_id


async def test_an_invited_person_gets_their_link_in_text_and_html(sink: Sink) -> None:
    app = IdentityApp()
    _, token = await app.invited(ADA)
    await sender_of(app, sink.port).step()
    mail = await sink.wait_for(ADA)
    link = f"https://presence.example.edu/activate#{token}"
    assert link in text_of(mail)
    assert f'href="{link}"' in text_of(mail, "html")
    assert mail["Subject"] == "Your Presence account"
    assert mail["From"] == FROM


async def test_a_sent_mail_keeps_no_link_and_an_unsent_one_keeps_it_sealed(sink: Sink) -> None:
    app = IdentityApp()
    _, token = await app.invited(ADA)
    waiting = app.store.state.mails[only_mail(app)]
    assert waiting.sealed_link is not None
    assert token.encode() not in waiting.sealed_link
    assert token not in repr(waiting)
    await sender_of(app, sink.port).step()
    sent = app.store.state.mails[only_mail(app)]
    assert (sent.state, sent.sealed_link) == (MailState.SENT, None)


async def test_a_refused_receiver_is_given_up_with_the_reason_and_can_be_retried(sink: Sink) -> None:
    app = IdentityApp()
    await app.invited(ADA)
    sink.answers.append("550 no such mailbox")
    sender = sender_of(app, sink.port)
    await sender.step()
    mail = app.store.state.mails[only_mail(app)]
    assert mail.state is MailState.GIVEN_UP
    assert "550 no such mailbox" in mail.last_problem
    async with app.store.transaction() as tx:
        await tx.mails.save(mail.retried(app.time.now))
    await sender.step()
    assert app.store.state.mails[mail.mail_id].state is MailState.SENT
    assert len(sink.to(ADA)) == 1


async def test_a_mail_put_off_is_tried_again_later_under_the_same_message_id(sink: Sink) -> None:
    app = IdentityApp()
    await app.invited(ADA)
    sink.answers.append("451 greylisted, come again")
    sender = sender_of(app, sink.port)
    await sender.step()
    mail_id = only_mail(app)
    assert app.store.state.mails[mail_id].state is MailState.WAITING
    assert not await sender.step()  # its time has not come
    assert sink.mails == []
    app.time.passes(minutes=2)
    await sender.step()
    assert (await sink.wait_for(ADA))["Message-ID"] == f"<{mail_id}@example.edu>"


async def test_a_link_that_somebody_asked_for_does_not_wait_for_the_invitations_of_a_whole_file(sink: Sink) -> None:
    app = IdentityApp()
    await app.activated(ADA)
    async with app.store.transaction() as tx:
        for number in range(100):
            await tx.mails.request(MailRequest(MailKind.ACTIVATION, f"new{number}@example.edu", "en", app.time.now))
    await app.resets.ask(ADA, "en", "")
    await sender_of(app, sink.port).step()
    (mail,) = sink.mails
    assert mail["Subject"] == "Choose a new password for Presence"


async def test_an_address_that_the_server_cannot_write_is_given_up_and_holds_nobody_up(sink: Sink) -> None:
    app = IdentityApp()
    await app.invited("सीता@example.edu")
    app.time.passes(seconds=1)
    await app.invited(ADA)
    sender = sender_of(app, sink.port)
    assert await sender.step()
    (mail,) = [mail for mail in app.store.state.mails.values() if mail.letter.to_address != ADA]
    assert mail.state is MailState.GIVEN_UP
    assert "SMTPUTF8" in mail.last_problem
    await sender.step()
    await sink.wait_for(ADA)


async def test_a_mail_that_fails_unforeseen_is_put_off_like_any_other(sink: Sink) -> None:
    app = IdentityApp()
    async with app.store.transaction() as tx:
        await app.outbox.add(tx, Letter(MailKind.RATE_BELOW, ADA, "Ada"))  # without what its template names
    assert await sender_of(app, sink.port).step()
    mail = app.store.state.mails[only_mail(app)]
    assert (mail.state, mail.next_try_time - app.time.now) == (MailState.WAITING, dt.timedelta(minutes=1))
    assert mail.last_problem


async def test_a_server_that_is_down_delays_and_loses_nothing() -> None:
    app = IdentityApp()
    await app.invited(ADA)
    port = free_port()  # nobody else's while it is down
    sender = sender_of(app, port)
    waits = []
    for _ in range(9):
        await sender.step()
        mail = app.store.state.mails[only_mail(app)]
        assert mail.state is MailState.WAITING
        waits.append((mail.next_try_time - app.time.now).total_seconds() / 60)
        app.time.now = mail.next_try_time
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60, 60]
    async with smtp_sink(port=port) as back:
        await sender.step()
        await back.wait_for(ADA)
    assert app.store.state.mails[only_mail(app)].state is MailState.SENT


async def test_a_mail_is_given_up_when_its_link_has_expired() -> None:
    app = IdentityApp()
    await app.invited(ADA)
    async with smtp_sink() as sink:
        app.time.passes(hours=73)
        await sender_of(app, sink.port).step()
    mail = app.store.state.mails[only_mail(app)]
    assert mail.state is MailState.GIVEN_UP
    assert "expired" in mail.last_problem
    assert sink.mails == []


async def test_a_mail_without_a_link_is_given_up_after_four_days() -> None:
    app = IdentityApp()
    async with app.store.transaction() as tx:
        await app.outbox.add(tx, Letter(MailKind.LOGIN_BURST, ADA, "Ada"))
    sender = sender_of(app, free_port())
    await sender.step()
    app.time.passes(days=4)
    await sender.step()
    assert app.store.state.mails[only_mail(app)].state is MailState.GIVEN_UP


@pytest.mark.parametrize("language", ["en", "ne"])
@pytest.mark.parametrize("kind", list(MailKind))
async def test_every_mail_arrives_in_both_languages(sink: Sink, kind: MailKind, language: str) -> None:
    app = IdentityApp()
    details = {
        "course": "BIO 1",
        "rate": "71",
        "required": "75",
        "absences": "3",
        "date": "2026-03-02",
        "time": "10:00",
    }
    name, link = "<b>Ève & Co</b> ईभ", "https://x.example/y#token"
    async with app.store.transaction() as tx:
        await app.outbox.add(tx, Letter(kind, "eve@example.edu", name, language, None, link, details=details))
    await sender_of(app, sink.port).step()
    mail = await sink.wait_for("eve@example.edu")
    assert mail["Content-Language"] == language
    assert "<b>Ève & Co</b> ईभ" in text_of(mail)
    page = text_of(mail, "html")
    assert "<b>" not in page
    assert "&lt;b&gt;Ève &amp; Co" in page
    assert "$" not in page
    assert any("\u0900" <= letter <= "\u097f" for letter in mail["Subject"]) == (language == "ne")


def _certificate(folder: Path) -> tuple[ssl.SSLContext, Path]:
    certificate, private = make_certificate(folder)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, private)
    return context, certificate


async def test_a_server_with_starttls_and_a_password_gets_mails_encrypted_and_no_other_server_does(
    tmp_path: Path,
) -> None:
    serving, authority = _certificate(tmp_path)
    trust = ssl.create_default_context(cafile=str(authority))
    app = IdentityApp()
    mail = mail_of(uuid4(), Letter(MailKind.LOGIN_BURST, ADA, "Ada"), None, app.time.now)
    text = TemplateWriter().write(mail.letter)

    async def send(url: str, context: ssl.SSLContext | None) -> None:
        server = SmtpServer(smtp_address(url), FROM, trust=context, timeout_seconds=30)
        try:
            await server.send(mail, text)
        finally:
            await server.close()

    async with smtp_sink(tls=serving, user="presence", password="p@ss word") as sink:
        await send(f"smtp://presence:p%40ss%20word@localhost:{sink.port}?starttls", trust)
        assert sink.encrypted == [True]
        with pytest.raises(MailServerAway) as wrong:
            await send(f"smtp://presence:wrong@localhost:{sink.port}?starttls", trust)
        assert str(wrong.value).startswith("535")
        assert "wrong" not in str(wrong.value)
        with pytest.raises(MailServerAway):  # an authority nobody trusts
            await send(f"smtp://presence:p%40ss%20word@localhost:{sink.port}?starttls", None)
    async with smtp_sink() as plain:
        with pytest.raises(MailServerAway):  # it does not offer encryption, so it gets neither mail nor password
            await send(f"smtp://presence:secret@localhost:{plain.port}?starttls", trust)
        assert plain.mails == []


@pytest.mark.parametrize(
    "url",
    [
        "smtp://mail.example.edu:25",
        "http://mail.example.edu",
        "smtps://mail.example.edu?starttls",
        "smtp://mail.example.edu:x?starttls",
        "smtp://mail.example.edu?insecure",
    ],
)
def test_an_address_that_would_send_in_the_clear_or_that_nobody_understands_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"must read|unencrypted|leave"):
        smtp_address(url)
