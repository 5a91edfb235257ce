"""Groups of students."""

from dataclasses import dataclass
from uuid import UUID

MAX_NAME_CHARACTERS = 100


@dataclass(frozen=True)
class Group:
    """A year, a section: whose classes the timetable may name."""

    group_id: UUID
    name: str
    member_count: int = 0  # today
    revision: int = 1
