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
        self._sealer = AesGcmSealer(keys, purpose=None, named=True)
        self.newest_head = self._sealer.newest_head  # what an older key sealed begins otherwise

    def seal(self, plain: bytes, person_id: str, sample_id: str, column: str) -> bytes:
        """For storage."""
        return self._sealer.seal(plain, _belongs_to(person_id, sample_id, column))

    def unseal(self, sealed: bytes, person_id: str, sample_id: str, column: str) -> bytes:
        """What was sealed; CannotUnseal."""
        plain = self._sealer.open(sealed, _belongs_to(person_id, sample_id, column))
        if plain is None:
            raise CannotUnseal(f"no configured key opens the {column} of sample {sample_id}, or it is another's")
        return plain

    def resealed(self, sealed: bytes, person_id: str, sample_id: str, column: str) -> bytes | None:
        """The same, sealed with the newest key; None when it is already, or no key opens it."""
        return self._sealer.resealed(sealed, _belongs_to(person_id, sample_id, column))


def _belongs_to(person_id: str, sample_id: str, column: str) -> str:
    return f"{person_id}/{sample_id}/{column}"
