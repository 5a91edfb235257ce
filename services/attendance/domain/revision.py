"""What people edit in forms says how often it was changed, so that nobody overwrites what they have not seen."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol, TypeVar

from services.common.errors import DomainError

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    class Revised(DataclassInstance, Protocol):
        """1 when it is made, one more with every change."""

        @property
        def revision(self) -> int: ...


ANY = 0  # what whoever looked at no revision asks with, as older clients do
T = TypeVar("T", bound="Revised")


@dataclass
class StaleRevision(DomainError):
    """Somebody changed it since the caller looked."""

    revision: int  # now

    def __str__(self) -> str:
        return "somebody else has changed this since you looked: look again"


def next_of(before: T, wanted: T) -> T:
    """What is to be kept: `before` itself where it says the same already (a retry), else the next revision.

    StaleRevision unless `wanted` names the revision of `before`, or none.
    """
    if replace(wanted, revision=before.revision) == before:
        return before
    check_revision(wanted.revision, before.revision)
    return replace(wanted, revision=before.revision + 1)


def check_revision(looked_at: int, now: int) -> None:
    """StaleRevision unless that is what the caller looked at, or they named none."""
    if looked_at not in (ANY, now):
        raise StaleRevision(now)
