"""Seals photos and encodings before they reach the database, each bound to whose, which and what it is."""

from collections.abc import Sequence

from services.common.sealer import AesGcmSealer


class CannotUnseal(Exception):
    """Sealed with a key that is not configured, or not what was sealed."""


class Cipher:
    """Seals with the first key and unseals with any, so that keys can be replaced without stopping.

    What a value belongs to is authenticated with it: moved to another person, sample or column it no longer opens.
    """

    def __init__(self, keys: Sequence[bytes]) -> None:
        self.sealer = AesGcmSealer(keys, purpose=None, named=True)

    def seal(self, plain: bytes, person_id: str, sample_id: str, column: str) -> bytes:
        """For storage."""
        return self.sealer.seal(plain, belongs_to(person_id, sample_id, column))

    def unseal(self, sealed: bytes, person_id: str, sample_id: str, column: str) -> bytes:
        """What was sealed; CannotUnseal."""
        plain = self.sealer.open(sealed, belongs_to(person_id, sample_id, column))
        if plain is None:
            raise CannotUnseal(f"no configured key opens the {column} of sample {sample_id}, or it is another's")
        return plain


def belongs_to(person_id: str, sample_id: str, column: str) -> str:
    """What a value is bound to."""
    return f"{person_id}/{sample_id}/{column}"
