"""Proof of what was erased of a person, and when."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from services.recognition.app.errors import NothingErased


class Cause(StrEnum):
    """Why; stored and sent by its value."""

    CONSENT_WITHDRAWN = "consent_withdrawn"
    PERSON_DELETED = "person_deleted"
    BY_HAND = "by_hand"


@dataclass(frozen=True, slots=True)
class Erasure:
    """One receipt."""

    requested_at: datetime
    """When recognition learned of it."""
    completed_at: datetime
    cause: Cause
    samples: int
    encodings: int
    gallery_version: int
    """The first one without them; 0 when none held any."""
    review_crops: int = 0
    """Pictures of faces that may have shown the person."""


class ErasureStore(Protocol):
    """Where receipts are kept, for good."""

    async def of_person(self, person_id: str) -> list[Erasure]:
        """Newest first."""
        ...


class Erasures:
    """What people and administrators ask for."""

    def __init__(self, store: ErasureStore) -> None:
        self._store = store

    async def of_person(self, person_id: str) -> list[Erasure]:
        """Newest first; NothingErased when nothing ever was."""
        found = await self._store.of_person(person_id)
        if not found:
            raise NothingErased(person_id)
        return found
