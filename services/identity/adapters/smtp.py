"""Hands mails to an SMTP server over one connection, kept while there is something to send."""

import ssl
from dataclasses import dataclass, field
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import format_datetime
from urllib.parse import parse_qs, unquote, urlsplit

import aiosmtplib

from services.common.config import is_loopback
from services.identity.app.mail_sender import MailDelayed, MailRefused, MailServerAway
from services.identity.app.outbox import Text
from services.identity.domain.mail import Mail

TIMEOUT_SECONDS = 20.0  # of each step; together less than a mail is claimed for
PROBLEM_CHARACTERS_MAX = 200


@dataclass(frozen=True)
class SmtpAddress:
    """Where the mail server is."""

    host: str
    port: int
    tls: bool  # from the first byte
    starttls: bool
    user: str = ""
    password: str = field(default="", repr=False)


def smtp_address(url: str) -> SmtpAddress:
    """From smtp://user:password@host:587?starttls or smtps://…:465; ValueError says what is wrong with it."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    options = parse_qs(parts.query, keep_blank_values=True)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname or not options.keys() <= {"starttls"}:
        raise ValueError("must read smtp://user:password@host:587?starttls or smtps://user:password@host:465")
    tls, starttls = parts.scheme == "smtps", "starttls" in options
    if tls and starttls:
        raise ValueError("is smtps://, encrypted from the start, so leave ?starttls out")
    if not tls and not starttls and not is_loopback(parts.hostname):
        raise ValueError("would send mails unencrypted: add ?starttls, or use smtps://")
    default_port = 465 if tls else 587 if starttls else 25
    return SmtpAddress(
        parts.hostname,
        port or default_port,
        tls,
        starttls,
        unquote(parts.username or ""),
        unquote(parts.password or ""),
    )


class SmtpServer:
    """See `app.mail_sender.MailServer`. Used by one task."""

    def __init__(
        self,
        address: SmtpAddress,
        sender: str,
        *,
        trust: ssl.SSLContext | None = None,
        timeout_seconds: float = TIMEOUT_SECONDS,
    ) -> None:
        self._address = address
        self._sender = sender
        self._trust = trust or ssl.create_default_context()
        self._timeout_seconds = timeout_seconds
        self._connection: aiosmtplib.SMTP | None = None

    async def send(self, mail: Mail, text: Text) -> None:
        """MailServerAway, MailDelayed or MailRefused; what servers say is kept, what was sent is not."""
        message = _message(mail, text, self._sender)
        try:
            connection = await self._connected()
        except aiosmtplib.SMTPException as error:
            await self.close()
            raise MailServerAway(_words(error)) from None
        except OSError as error:
            await self.close()
            raise MailServerAway(f"cannot be reached: {error.strerror or type(error).__name__}") from None
        try:
            await connection.send_message(message)
        except aiosmtplib.SMTPRecipientsRefused as error:
            await self.close()
            codes = [refused.code for refused in error.recipients]
            problem = "; ".join(_words(refused) for refused in error.recipients)
            if all(500 <= code < 600 for code in codes):
                raise MailRefused(problem) from None
            raise MailDelayed(problem) from None
        except aiosmtplib.SMTPDataError as error:
            await self.close()
            raise (MailRefused if error.code >= 500 else MailDelayed)(_words(error)) from None
        except aiosmtplib.SMTPNotSupported as error:  # an address in other letters than ASCII, as RFC 6531 has them
            await self.close()
            raise MailRefused(_words(error)) from None
        except (aiosmtplib.SMTPException, OSError) as error:
            await self.close()
            raise MailServerAway(_words(error)) from None

    async def close(self) -> None:
        """Lets the connection go until the next mail."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    async def _connected(self) -> aiosmtplib.SMTP:
        if self._connection is None or not self._connection.is_connected:
            address = self._address
            self._connection = aiosmtplib.SMTP(
                hostname=address.host,
                port=address.port,
                use_tls=address.tls,
                start_tls=address.starttls,  # True: a server that does not offer it gets no mail
                username=address.user or None,
                password=address.password or None,
                tls_context=self._trust if address.tls or address.starttls else None,
                timeout=self._timeout_seconds,
            )
            await self._connection.connect()
        return self._connection


def _message(mail: Mail, text: Text, sender: str) -> EmailMessage:
    address = mail.letter.to_address
    message = EmailMessage(policy=SMTP if address.isascii() else SMTPUTF8)
    message["From"] = sender
    message["To"] = Address(addr_spec=address) if address.isascii() else address
    message["Subject"] = text.subject
    message["Date"] = format_datetime(mail.create_time)
    # the same at every try: a receiver who gets it twice can tell
    message["Message-ID"] = f"<{mail.mail_id}@{sender.rpartition('@')[2].rstrip('>')}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text.text)
    message.add_alternative(text.html, subtype="html")
    message["Content-Language"] = mail.letter.language
    return message


def _words(error: Exception) -> str:
    if isinstance(error, aiosmtplib.SMTPResponseException):
        return f"{error.code} {error.message}"[:PROBLEM_CHARACTERS_MAX]
    return f"{type(error).__name__}: {error}"[:PROBLEM_CHARACTERS_MAX]
