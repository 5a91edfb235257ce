"""Mails: what each is about, and how long and how often sending it is tried."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

TRIED_FOR = timedelta(days=4)
KEPT_FOR = timedelta(days=30)  # sent or not
FIRST_WAIT = timedelta(minutes=1)
WAIT_MAX = timedelta(hours=1)
# A sender that takes a mail puts its next try off by this; should it die, another one tries then.
CLAIMED_FOR = timedelta(minutes=5)
LANGUAGES = ("en", "ne")
EXPIRED = "its link has expired; issue a new one"


class MailKind(StrEnum):
    """Which text a mail has; stored by its value, and the name of its template."""

    ACTIVATION = "activation"
    PASSWORD_RESET = "password_reset"  # noqa: S105 - the name of a mail
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - the name of a mail
    LOGIN_BURST = "login_burst"
    GUARDIAN_CONSENT = "guardian_consent"
    RATE_BELOW = "rate_below"
    RATE_BELOW_OF_STUDENT = "rate_below_of_student"  # to a teacher or guardian
    ABSENCES_IN_A_ROW = "absences_in_a_row"
    ABSENCES_IN_A_ROW_OF_STUDENT = "absences_in_a_row_of_student"
    MARKED_ABSENT = "marked_absent"
    TEST_NOTICE = "test_notice"  # pushed alone


class MailState(StrEnum):
    """What became of a mail; stored by its value."""

    WAITING = "waiting"
    SENT = "sent"
    GIVEN_UP = "given_up"


@dataclass(frozen=True)
class Letter:
    """What is to be said to whom."""

    kind: MailKind
    to_address: str
    display_name: str  # of the person it is about
    language: str = "en"
    person_id: UUID | None = None  # whose affair it is: when they are deleted, so is the mail
    link: str = field(default="", repr=False)  # a secret: sealed wherever it is stored
    useful_until: datetime | None = None  # when the link expires
    details: Mapping[str, str] = field(default_factory=dict)  # what else its template names; never a secret


@dataclass(frozen=True)
class Mail:
    """A letter in the outbox."""

    mail_id: UUID
    letter: Letter  # with an empty link
    sealed_link: bytes | None = field(repr=False)
    create_time: datetime
    next_try_time: datetime
    try_until: datetime
    state: MailState = MailState.WAITING
    send_time: datetime | None = None
    attempts: int = 0
    last_problem: str = ""

    def is_useless(self, now: datetime) -> bool:
        """Whether its link has expired."""
        return self.letter.useful_until is not None and self.letter.useful_until <= now

    def claimed(self, now: datetime) -> "Mail":
        """Being tried: by others not before this try must have ended."""
        return replace(self, attempts=self.attempts + 1, next_try_time=now + CLAIMED_FOR)

    def sent(self, now: datetime) -> "Mail":
        """A mail server took it; its link is of no more use here."""
        return replace(self, state=MailState.SENT, send_time=now, sealed_link=None, last_problem="")

    def delayed(self, problem: str, now: datetime) -> "Mail":
        """To be tried again, after a wait that doubles up to an hour; given up after four days."""
        wait = min(FIRST_WAIT * 2.0 ** min(self.attempts - 1, 20), WAIT_MAX)
        if now + wait >= self.try_until:
            return self.given_up(problem)
        return replace(self, last_problem=problem, next_try_time=now + wait)

    def given_up(self, problem: str) -> "Mail":
        """Not tried again unless an administrator asks."""
        return replace(self, state=MailState.GIVEN_UP, last_problem=problem)

    def retried(self, now: datetime) -> "Mail":
        """Waiting anew if it had been given up."""
        if self.state is not MailState.GIVEN_UP:
            return self
        return replace(self, state=MailState.WAITING, next_try_time=now, try_until=now + TRIED_FOR)


def mail_of(mail_id: UUID, letter: Letter, sealed_link: bytes | None, now: datetime) -> Mail:
    """The letter, waiting to be sent at once."""
    kept = replace(letter, link="", language=letter.language if letter.language in LANGUAGES else LANGUAGES[0])
    return Mail(mail_id, kept, sealed_link, now, now, now + TRIED_FOR)


@dataclass(frozen=True)
class MailRequest:
    """A mail that somebody unknown caused: whether there is an account to write to is found out later."""

    kind: MailKind
    email: str
    language: str  # empty: the person's own
    create_time: datetime
