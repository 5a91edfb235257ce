"""Sends what waits for browsers: at least once, however many replicas send, whatever the push services do."""

import asyncio
import json
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from services.common.stepping import keep_stepping
from services.identity.app.given import Clock
from services.identity.app.outbox import UNFORESEEN, Writer
from services.identity.app.push import Push, Targets
from services.identity.app.store import Store
from services.identity.domain.mail import Letter
from services.identity.domain.push import PushKey, PushMessage, PushState, PushSubscription, PushTarget
from services.identity.domain.push_endpoint import origin_of

POLL_SECONDS = 1.0
AT_ONCE = 20  # messages in hand; the others wait in the table, which no process holds
AWAY_FOR = timedelta(seconds=30)
AWAY_MAX = 100  # push services remembered as away; one more than that is found out by trying

_log: structlog.typing.FilteringBoundLogger = structlog.get_logger("push")


class PushServiceAway(Exception):
    """The push service cannot be reached; the text says why, without secrets."""


class PushDelayed(Exception):
    """The push service does not take this message yet."""

    def __init__(self, problem: str, retry_after: timedelta = timedelta(0)) -> None:
        super().__init__(problem)
        self.retry_after = retry_after


class PushGone(Exception):
    """The browser is not subscribed any more."""


class PushRefused(Exception):
    """The push service will never take this message."""


class PushService(Protocol):
    """Takes messages for browsers, encrypted so that only they read them."""

    async def send(self, target: PushTarget, key: PushKey, payload: bytes, topic: str, keep_for: timedelta) -> None:
        """PushServiceAway, PushDelayed, PushGone or PushRefused."""


class PushSender:
    """One task a replica. One push service that is away delays its own messages alone."""

    def __init__(
        self,
        store: Store,
        push: Push,
        targets: Targets,
        writer: Writer,
        service: PushService,
        clock: Clock,
        *,
        poll_seconds: float = POLL_SECONDS,
    ) -> None:
        self._store = store
        self._push = push
        self._targets = targets
        self._writer = writer
        self._service = service
        self._clock = clock
        self._poll_seconds = poll_seconds
        self._away_until: dict[str, datetime] = {}  # by origin

    async def run(self) -> None:
        """Without end."""
        await keep_stepping("sending push messages", self.step, lambda: self._poll_seconds, _log)

    async def step(self) -> bool:
        """Sends what is due; False when nothing was."""
        now = self._clock()
        async with self._store.transaction() as tx:
            due = await tx.push.claim_due(now, AT_ONCE)
            claimed = [(message.claimed(now), subscription) for message, subscription in due]
            for message, _ in claimed:
                await tx.push.save(message)
        if not claimed:
            return False
        key = await self._push.key()
        results = await asyncio.gather(*(self._send(message, to, key) for message, to in claimed))
        await self._settle(results)
        return True

    async def _send(
        self, message: PushMessage, subscription: PushSubscription, key: PushKey
    ) -> "tuple[PushMessage, PushSubscription | None]":
        """What became of it; without its subscription when that is gone."""
        target = self._targets.open(subscription.sealed_target, subscription.subscription_id)
        if target is None:
            return message.given_up("its address cannot be opened"), subscription
        now, origin = self._clock(), origin_of(target.endpoint)
        away_until = self._away_until.get(origin)
        if away_until is not None and now < away_until:
            return message.put_off(away_until), subscription
        topic = urlsafe_b64encode(message.topic.bytes).decode().rstrip("=")
        try:
            await self._service.send(target, key, self._payload(message, topic), topic, message.try_until - now)
        except PushServiceAway as error:
            self._note_away(origin, now + AWAY_FOR)
            return message.delayed(str(error), self._clock()), subscription
        except PushDelayed as error:
            return message.delayed(str(error), self._clock(), error.retry_after), subscription
        except PushRefused as error:
            return message.given_up(str(error)), subscription
        except PushGone:
            return message, None
        except Exception:
            _log.exception("a message could not be made ready", push_id=str(message.push_id))
            return message.delayed(UNFORESEEN, self._clock()), subscription
        self._away_until.pop(origin, None)
        return message.sent(self._clock()), subscription

    def _payload(self, message: PushMessage, topic: str) -> bytes:
        """What the page's service worker shows: a mail's subject, nobody's name and nothing of the class."""
        title = self._writer.subject(Letter(message.kind, "", "", message.language))
        told = {"title": title, "language": message.language, "tag": topic, "path": message.path}
        return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()

    def _note_away(self, origin: str, until: datetime) -> None:
        now = self._clock()
        self._away_until = {known: time for known, time in self._away_until.items() if time > now}
        if len(self._away_until) < AWAY_MAX:
            self._away_until[origin] = until

    async def _settle(self, results: "Sequence[tuple[PushMessage, PushSubscription | None]]") -> None:
        async with self._store.transaction() as tx:
            for message, subscription in results:
                if subscription is None:
                    await tx.push.remove(message.subscription_id)
                    continue
                await tx.push.save(message)
                if message.send_time is not None:
                    await tx.push.note_success(message.subscription_id, message.send_time)
        for message, subscription in results:
            if subscription is None:
                _log.info("a browser is not subscribed any more", subscription_id=str(message.subscription_id))
            elif message.state is not PushState.SENT:
                _log.warning(
                    "not pushed", push_id=str(message.push_id), state=message.state, problem=message.last_problem
                )
