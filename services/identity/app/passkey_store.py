"""What the second factor needs of the store."""

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

from services.identity.domain.passkey import Passkey, PasskeyChallenge, Purpose


class PasskeyTable(Protocol):
    """Passkeys, challenges that wait for an answer, and recovery codes."""

    async def hold(self, person_id: UUID) -> None:
        """Others who hold the same person wait until this transaction ends."""

    async def add(self, passkey: Passkey) -> bool:
        """False when its credential is in use already."""

    async def save(self, passkey: Passkey) -> None:
        """Its sign count and last use."""

    async def get(self, passkey_id: UUID) -> Passkey | None:
        """By id."""

    async def by_credential(self, credential_id: bytes) -> Passkey | None:
        """Others who ask for the same one wait until this transaction ends."""

    async def of_person(self, person_id: UUID) -> Sequence[Passkey]:
        """Oldest first."""

    async def remove(self, passkey_id: UUID) -> None:
        """Deletes it."""

    async def put_challenge(self, challenge: PasskeyChallenge) -> None:
        """Waits for its answer from now on."""

    async def take_challenge(self, digest: bytes, purpose: Purpose) -> PasskeyChallenge | None:
        """Gets and removes it: of several at once, one gets it."""

    async def put_codes(self, person_id: UUID, digests: Sequence[bytes]) -> None:
        """Replaces all of the person's recovery codes."""

    async def take_code(self, person_id: UUID, digest: bytes) -> bool:
        """Removes the code; False if there is none: of several at once, one gets it."""

    async def codes_left(self, person_id: UUID) -> int:
        """How many the person may still use."""
