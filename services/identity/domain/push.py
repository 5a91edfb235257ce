"""Web push: browsers that notices are pushed to, and what is on its way to them."""

import hashlib
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID, uuid5

from services.identity.domain.mail import LANGUAGES, MailKind

SUBSCRIPTIONS_MAX = 10  # of a person: telephones and computers, and some that were forgotten
TRIED_FOR = timedelta(days=4)  # as mails are; what a push service keeps for a browser that is off, it keeps no longer
KEPT_FOR = timedelta(days=30)  # sent or not, so that a repeated notice is told once
FIRST_WAIT = timedelta(seconds=30)
WAIT_MAX = timedelta(hours=1)
# A sender that takes a message puts its next try off by this; should it die, another one tries then.
CLAIMED_FOR = timedelta(minutes=2)
TESTED_EVERY_SECONDS = 60
_OTHERS = frozenset({MailKind.RATE_BELOW_OF_STUDENT, MailKind.ABSENCES_IN_A_ROW_OF_STUDENT})


class PushState(StrEnum):
    """What became of a message; stored by its value."""

    WAITING = "waiting"
    SENT = "sent"
    GIVEN_UP = "given_up"


@dataclass(frozen=True)
class PushTarget:
    """Where a browser's push service takes messages for it, and the keys to encrypt them with. A secret."""

    endpoint: str = field(repr=False)
    p256dh: bytes = field(repr=False)  # P-256, uncompressed, 65 bytes
    auth: bytes = field(repr=False)  # 16 bytes

    @property
    def digest(self) -> bytes:
        """SHA-256 of the endpoint, by which it is known without being read."""
        return hashlib.sha256(self.endpoint.encode()).digest()


@dataclass(frozen=True)
class PushSubscription:
    """A browser of somebody's."""

    subscription_id: UUID
    person_id: UUID
    digest: bytes
    sealed_target: bytes = field(repr=False)
    label: str
    create_time: datetime
    last_success_time: datetime | None = None


@dataclass(frozen=True)
class PushMessage:
    """One notice for one browser."""

    push_id: UUID
    subscription_id: UUID
    topic: UUID  # the notice: a push service keeps the newest of a topic
    kind: MailKind
    language: str
    create_time: datetime
    next_try_time: datetime
    try_until: datetime
    state: PushState = PushState.WAITING
    send_time: datetime | None = None
    attempts: int = 0
    last_problem: str = ""

    @property
    def path(self) -> str:
        """The page that it is about."""
        if self.kind is MailKind.TEST_NOTICE:
            return "/notices"
        return "/" if self.kind in _OTHERS else "/attendance"

    def claimed(self, now: datetime) -> "PushMessage":
        """Being tried: by others not before this try must have ended."""
        return replace(self, attempts=self.attempts + 1, next_try_time=now + CLAIMED_FOR)

    def sent(self, now: datetime) -> "PushMessage":
        """The push service took it."""
        return replace(self, state=PushState.SENT, send_time=now, last_problem="")

    def delayed(self, problem: str, now: datetime, at_least: timedelta = timedelta(0)) -> "PushMessage":
        """To be tried again, after a wait that doubles up to an hour; given up after four days."""
        wait = max(min(FIRST_WAIT * 2.0 ** min(self.attempts - 1, 20), WAIT_MAX), min(at_least, WAIT_MAX))
        if now + wait >= self.try_until:
            return self.given_up(problem)
        return replace(self, last_problem=problem, next_try_time=now + wait)

    def put_off(self, until: datetime) -> "PushMessage":
        """Not tried at all: its push service is away. Given up when its time is over by then."""
        if until >= self.try_until:
            return self.given_up("the push service was away")
        return replace(self, attempts=self.attempts - 1, next_try_time=until)

    def given_up(self, problem: str) -> "PushMessage":
        """Not tried again."""
        return replace(self, state=PushState.GIVEN_UP, last_problem=problem)


@dataclass(frozen=True)
class PushKey:
    """The installation's pair; the private half sealed."""

    public_key: bytes  # P-256, uncompressed, 65 bytes
    sealed_private_key: bytes = field(repr=False)
    create_time: datetime


def push_message(notice_id: UUID, subscription_id: UUID, kind: MailKind, language: str, now: datetime) -> PushMessage:
    """Waiting to be sent at once. The same notice to the same browser has the same id."""
    known = language if language in LANGUAGES else LANGUAGES[0]
    push_id = uuid5(notice_id, str(subscription_id))
    return PushMessage(push_id, subscription_id, notice_id, kind, known, now, now, now + TRIED_FOR)


def trial_topic(subscription_id: UUID, now: datetime) -> UUID:
    """One a minute."""
    return uuid5(subscription_id, f"test {int(now.timestamp()) // TESTED_EVERY_SECONDS}")
