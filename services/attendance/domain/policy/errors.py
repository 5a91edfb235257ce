"""What can go wrong with policies, in the words of the caller."""

from dataclasses import dataclass

from services.common.errors import DomainError


@dataclass
class PolicyChanged(DomainError):
    """Somebody changed the policy since the caller looked."""

    version: int  # the newest

    def __str__(self) -> str:
        return "the policy has changed since you looked: look again"


@dataclass
class TooManyReplays(DomainError):
    """Deciding the past again takes time; so many may do it at once."""

    most: int

    def __str__(self) -> str:
        return "others are trying policies on past sessions just now: try again in a minute"
