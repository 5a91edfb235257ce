"""A login: a family of refresh tokens of which each replaces the one before."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto
from uuid import UUID

PROOF_LIFETIME = timedelta(minutes=10)  # in which what was proven still counts for what is sensitive
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
class LoginLimits:
    """How long a login goes on."""

    lifetime: timedelta = timedelta(days=14)  # from logging in, however often it is refreshed
    idle: timedelta = timedelta(hours=12)  # without being refreshed, as it is while somebody uses it

    def expire_time(self, end_time: datetime, used_time: datetime) -> datetime:
        """When a login that must end at `end_time`, and was last used at `used_time`, is over."""
        return min(end_time, used_time + self.idle)


@dataclass(frozen=True)
class Login:
    """One log in on one device."""

    login_id: UUID
    person_id: UUID
    create_time: datetime
    expire_time: datetime  # unless it is used before
    end_time: datetime  # however much it is used
    revoke_time: datetime | None = None
    client: Client = UNKNOWN_CLIENT
    last_use_time: datetime | None = None
    prove_time: datetime | None = None  # when somebody last showed whose login it is

    def goes_on(self, now: datetime) -> bool:
        """Neither ended nor too old."""
        return self.revoke_time is None and now < self.expire_time

    def proven(self, now: datetime) -> bool:
        """Recently enough for what is sensitive."""
        return self.prove_time is not None and now - self.prove_time < PROOF_LIFETIME


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
