"""The second factor: passkeys, what a browser is asked to sign with one, and codes for who has lost theirs."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from services.common.principal import Role

CHALLENGE_LIFETIME = timedelta(minutes=5)
PASSKEYS_MAX = 10  # of one person
RECOVERY_CODES = 10
SECOND_FACTOR_ROLES = (Role.TEACHER, Role.ADMIN)  # who may have one, and must where it is required
LABEL_CHARACTERS_MAX = 100
_LOOK_ALIKES = str.maketrans("018", "OIB")  # digits that the codes' alphabet lacks


class Purpose(StrEnum):
    """What a signature is asked for; one cannot serve for the other."""

    LOG_IN = "log_in"
    ADD = "add"
    ENROL = "enrol"  # the first one, without which nobody gets in where it is required


@dataclass(frozen=True)
class Credential:
    """The public half of a key pair that lives in an authenticator."""

    credential_id: bytes
    public_key: bytes  # COSE
    sign_count: int


@dataclass(frozen=True)
class Passkey:
    """A credential of a person."""

    passkey_id: UUID
    person_id: UUID
    label: str
    credential: Credential
    create_time: datetime
    last_use_time: datetime | None = None


@dataclass(frozen=True)
class PasskeyChallenge:
    """What a browser was asked to sign; used once."""

    digest: bytes  # SHA-256 of the token that its answer must bring
    person_id: UUID
    purpose: Purpose
    challenge: bytes
    expire_time: datetime


def normal_code(text: str) -> str:
    """A recovery code as hashed, however somebody typed it."""
    return re.sub(r"[\s-]", "", text).upper().translate(_LOOK_ALIKES)
