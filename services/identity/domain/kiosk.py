"""A tablet that is a kiosk: paired by a code, then known by a token that is replaced while it is used."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto
from uuid import UUID

from services.identity.domain.device_key import DeviceKey

PAIRING_LIFETIME = timedelta(minutes=10)
# Once a day, so that a tablet whose power goes as its new token comes is hardly ever left with the old one alone; and a
# copy of a token is noticed within a day.
REPLACED_EVERY = timedelta(days=1)
# An answer may be lost with the network: the same successor is given again, as long as that one is unused.
REPEAT_WITHIN = timedelta(hours=1)
REPLACED_KEPT_FOR = timedelta(days=30)  # a copy that is older is refused all the same, but revokes nothing
CODE_CHARACTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base32: none is mistaken for another
CODE_LENGTH = 12  # 60 bits
_MEANT = str.maketrans("ILO", "110")


@dataclass(frozen=True)
class KioskPairing:
    """What is kept of a code; a camera has one at most."""

    camera_id: UUID
    digest: bytes  # SHA-256 of the code, plainly spelled
    label: str
    created_by: UUID
    expire_time: datetime


@dataclass(frozen=True)
class KioskToken:
    """What is kept of the token by which a tablet is known."""

    digest: bytes  # SHA-256 of the token
    key_id: UUID
    create_time: datetime
    use_time: datetime | None = None  # when another replaced it


class KioskRefresh(Enum):
    """What to do with a token that was presented."""

    KEEP = auto()  # it goes on being good
    REPLACE = auto()  # issue its successor
    REPEAT = auto()  # issue the same successor again
    REUSED = auto()  # somebody else has it: revoke the key
    ENDED = auto()


def judge_kiosk(key: DeviceKey, token: KioskToken, successor: KioskToken | None, now: datetime) -> KioskRefresh:
    """`successor` is what the token was replaced by, if it was."""
    if key.revoke_time is not None:
        return KioskRefresh.ENDED
    if token.use_time is None:
        return KioskRefresh.KEEP if now - token.create_time < REPLACED_EVERY else KioskRefresh.REPLACE
    unused = successor is not None and successor.use_time is None
    return KioskRefresh.REPEAT if unused and now - token.use_time <= REPEAT_WITHIN else KioskRefresh.REUSED


def shown_code(code: str) -> str:
    """In groups of four, to be read aloud and typed."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def plain_code(typed: str) -> str:
    """One spelling of what somebody typed: any case, with spaces and dashes or without, O for 0, I and L for 1."""
    return "".join(one for one in typed.upper() if one.isalnum()).translate(_MEANT)[: 2 * CODE_LENGTH]
