"""What a new password must be (NIST SP 800-63B, 5.1.1.2): long enough, and not one that is tried first."""

import unicodedata
from itertools import pairwise

from services.common.errors import InvalidInput
from services.identity.domain.common_passwords import CHARACTERS_MIN, COMMON_PASSWORDS

CHARACTERS_MAX = 128


def normal_password(password: str) -> str:
    """The password as hashed and verified: two keyboards may compose the same characters differently."""
    return unicodedata.normalize("NFKC", password)


def checked_password(password: str, *, display_name: str, email: str, field: str = "password") -> str:
    """The normal form of a password fit to be set; InvalidInput with `field` says what it lacks.

    Counted in code points. No composition rules: they make passwords worse.
    """
    normal = normal_password(password)
    if len(normal) < CHARACTERS_MIN:
        raise InvalidInput(field, f"needs at least {CHARACTERS_MIN} characters")
    if len(normal) > CHARACTERS_MAX:
        raise InvalidInput(field, f"can have at most {CHARACTERS_MAX} characters")
    plain = normal.casefold().strip()
    if plain in COMMON_PASSWORDS or len(set(plain)) < 3 or _is_a_run(plain):
        raise InvalidInput(field, "is among the first that others would try")
    mailbox = email.partition("@")[0]
    names = {email.casefold(), mailbox.casefold(), display_name.casefold(), "".join(display_name.casefold().split())}
    if plain in names:
        raise InvalidInput(field, "must not be your name or your e-mail address")
    return normal


def _is_a_run(text: str) -> bool:
    """Whether each character follows the one before it, up or down: 12345678, hgfedcba."""
    steps = {ord(after) - ord(before) for before, after in pairwise(text)}
    return steps in ({1}, {-1})
