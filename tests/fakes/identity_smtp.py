"""A real SMTP server in this process that keeps what it gets, or refuses it."""

import asyncio
import email
import email.policy
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session


@dataclass
class Sink:
    """What came; each answer in `answers` is given once, before mails are taken again."""

    port: int = 0
    mails: list[EmailMessage] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)  # to RCPT TO
    came: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def handle_RCPT(  # noqa: N802 - aiosmtpd names it
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.answers:
            answer = self.answers.pop(0)
            async with self.came:
                self.came.notify_all()
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - as above
        content = envelope.content
        assert isinstance(content, bytes)
        message = email.message_from_bytes(content, policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        async with self.came:
            self.mails.append(message)
            self.encrypted.append(session.ssl is not None)
            self.came.notify_all()
        return "250 taken"

    async def wait_for(self, address: str, count: int = 1) -> EmailMessage:
        """The newest mail to the address once there are `count`."""
        async with asyncio.timeout(60), self.came:
            await self.came.wait_for(lambda: len(self.to(address)) >= count)
        return self.to(address)[-1]

    def to(self, address: str) -> list[EmailMessage]:
        return [mail for mail in self.mails if mail["To"] == address]


def text_of(mail: EmailMessage, kind: str = "plain") -> str:
    body = mail.get_body((kind,))
    assert body is not None
    return str(body.get_content())


@asynccontextmanager
async def smtp_sink(
    *, tls: ssl.SSLContext | None = None, user: str = "", password: str = "", port: int = 0
) -> AsyncIterator[Sink]:
    """Listens on loopback for the block; with `tls` it demands STARTTLS, with `user` a log-in."""
    sink = Sink()

    def authenticate(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object) -> AuthResult:
        right = isinstance(data, LoginPassword) and (data.login, data.password) == (user.encode(), password.encode())
        return AuthResult(success=right, handled=False)  # else it gives no answer to a wrong one

    def connection() -> SMTP:
        return SMTP(
            sink,
            hostname="localhost",
            tls_context=tls,
            require_starttls=tls is not None,
            authenticator=authenticate,
            auth_required=bool(user),
            auth_require_tls=tls is not None,
        )

    server = await asyncio.get_running_loop().create_server(connection, "127.0.0.1", port)
    sink.port = server.sockets[0].getsockname()[1]
    try:
        yield sink
    finally:
        server.close()
