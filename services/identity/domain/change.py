"""The numbered changes of people that followers read."""

from dataclasses import dataclass
from uuid import UUID

from services.identity.domain.person import Person


@dataclass(frozen=True)
class Change:
    """The newest thing that happened to a person; earlier ones are not kept."""

    number: int  # in the order of commits, without regard to when transactions began
    person_id: UUID
    person: Person | None  # None: deleted


@dataclass(frozen=True)
class Position:
    """How far the changes reach."""

    epoch: UUID  # of this database; another one counts anew
    number: int  # of the last change
    compacted_through: int  # deletions up to here are forgotten
