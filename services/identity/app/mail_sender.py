"""Sends what waits in the outbox: at least once, however many replicas send, whatever the mail server does."""

from typing import Protocol

import structlog

from services.common.stepping import keep_stepping
from services.identity.app.given import Clock
from services.identity.app.outbox import UNFORESEEN, Outbox, Text, Writer
from services.identity.app.resets import MailRequests
from services.identity.app.store import Store
from services.identity.domain.mail import EXPIRED, Mail, MailState

POLL_SECONDS = 1.0
PAUSE_SECONDS_MAX = 60.0
REQUESTS_AT_ONCE = 20

_log: structlog.typing.FilteringBoundLogger = structlog.get_logger("mail")


class MailServerAway(Exception):
    """No mail can be sent just now; the text says why, without secrets."""


class MailDelayed(Exception):
    """The server does not take this mail yet."""


class MailRefused(Exception):
    """The server will never take this mail."""


class MailServer(Protocol):
    """Takes mails."""

    async def send(self, mail: Mail, text: Text) -> None:
        """MailServerAway, MailDelayed or MailRefused; the same mail always has the same Message-ID."""

    async def close(self) -> None:
        """Lets the connection go until the next mail."""


class MailSender:
    """One task a replica. A mail being sent is claimed, so that another replica takes the next one."""

    def __init__(
        self,
        store: Store,
        outbox: Outbox,
        writer: Writer,
        requests: MailRequests,
        server: MailServer | None,
        clock: Clock,
        *,
        poll_seconds: float = POLL_SECONDS,
    ) -> None:
        self._store = store
        self._outbox = outbox
        self._writer = writer
        self._requests = requests
        self._server = server
        self._clock = clock
        self._poll_seconds = poll_seconds
        self._failures = 0

    async def run(self) -> None:
        """Without end. Without a mail server mails stay in the outbox, to be passed on by hand."""
        try:
            await keep_stepping("sending mails", self.step, self._wait_seconds, _log)
        finally:
            if self._server is not None:
                await self._server.close()

    async def step(self) -> bool:
        """Answers some requests and sends a mail; False when there is nothing to do, or no use in going on at once.

        Both, each time: while a whole file of new people is answered, what somebody asked for leaves at once.
        """
        answered = await self._requests.answer(REQUESTS_AT_ONCE)
        if self._server is None:
            return answered
        mail = await self._claim()
        if mail is None:
            if not self._failures:
                await self._server.close()
            return answered
        return await self._send(mail, self._server)

    def _wait_seconds(self) -> float:
        return min(self._poll_seconds * 2.0 ** min(self._failures, 10), PAUSE_SECONDS_MAX)

    async def _claim(self) -> Mail | None:
        now = self._clock()
        async with self._store.transaction() as tx:
            mail = await tx.mails.claim_due(now)
            if mail is None:
                return None
            claimed = mail.claimed(now)
            await tx.mails.save(claimed)
            return claimed

    async def _send(self, mail: Mail, server: MailServer) -> bool:
        now = self._clock()
        if mail.is_useless(now):
            await self._settle(mail.given_up(EXPIRED))
            return True
        went_on = True
        try:
            await server.send(mail, self._writer.write(self._outbox.opened(mail)))
        except MailServerAway as error:
            settled, went_on = mail.delayed(str(error), now), False
            self._failures += 1
        except MailDelayed as error:
            settled = mail.delayed(str(error), now)
        except MailRefused as error:
            settled = mail.given_up(str(error))
        except Exception:
            _log.exception("a mail could not be made ready", mail_id=str(mail.mail_id))
            settled = mail.delayed(UNFORESEEN, now)
        else:
            settled = mail.sent(now)
            self._failures = 0
        if settled.state is not MailState.SENT:
            _log.warning("mail not sent", mail_id=str(mail.mail_id), state=settled.state, problem=settled.last_problem)
        await self._settle(settled)
        return went_on

    async def _settle(self, mail: Mail) -> None:
        async with self._store.transaction() as tx:
            await tx.mails.save(mail)
