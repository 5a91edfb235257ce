"""The numbered changes of people that followers read, and the tokens by which they go on."""

from dataclasses import dataclass
from uuid import UUID

from services.common.errors import InvalidInput
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


def resume_token(epoch: UUID, number: int) -> str:
    """Where a follower stands, in one word."""
    return f"{epoch.hex}.{number}"


def resumed_at(token: str, method: str) -> tuple[UUID, int]:
    """The epoch and the number of a resume token; InvalidInput unless it is one that the method gave."""
    epoch, _, number = token.partition(".")
    try:
        if not number.isdecimal() or len(number) > 18:
            raise ValueError(number)
        return UUID(epoch), int(number)
    except ValueError:
        raise InvalidInput("resume_token", f"is not one that {method} gave") from None
