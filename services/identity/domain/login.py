"""A login: a family of refresh tokens of which each replaces the one before."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto
from uuid import UUID

LOGIN_LIFETIME = timedelta(days=30)  # from logging in, however often it is refreshed
# A refresh whose answer was lost, or that two tabs asked for at once, is answered again with the very same successor,
# as long as that one is unused. A thief gains nothing by it: thief and owner then hold one token, and the second to use
# it after this time ends the family.
REPEAT_WITHIN = timedelta(seconds=30)
USER_AGENT_CHARACTERS_MAX = 300


@dataclass(frozen=True)
class Client:
    """Where a log-in comes from."""

    address: str = ""  # IPv4 or IPv6
    user_agent: str = ""  # at most USER_AGENT_CHARACTERS_MAX


UNKNOWN_CLIENT = Client()


@dataclass(frozen=True)
class Login:
    """One log in on one device."""

    login_id: UUID
    person_id: UUID
    create_time: datetime
    expire_time: datetime
    revoke_time: datetime | None = None
    client: Client = UNKNOWN_CLIENT
    last_use_time: datetime | None = None

    def goes_on(self, now: datetime) -> bool:
        """Neither ended nor too old."""
        return self.revoke_time is None and now < self.expire_time


@dataclass(frozen=True)
class RefreshToken:
    """What is kept of a refresh token."""

    digest: bytes  # SHA-256 of the token
    login_id: UUID
    create_time: datetime
    use_time: datetime | None = None


class Refresh(Enum):
    """What to do with a refresh token that was presented."""

    ROTATE = auto()  # use it up, issue its successor
    REPEAT = auto()  # issue the same successor again
    REUSED = auto()  # somebody else has it: end the family
    ENDED = auto()


def judge_refresh(login: Login, token: RefreshToken, successor: RefreshToken | None, now: datetime) -> Refresh:
    """`successor` is what the token was rotated into, if it was."""
    if not login.goes_on(now):
        return Refresh.ENDED
    if token.use_time is None:
        return Refresh.ROTATE
    unused = successor is not None and successor.use_time is None
    return Refresh.REPEAT if unused and now - token.use_time <= REPEAT_WITHIN else Refresh.REUSED
