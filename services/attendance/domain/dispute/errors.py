"""What can go wrong with disputes, in the words of the caller. `../../errors.py` gives each its status."""

from dataclasses import dataclass

from services.common.errors import DomainError


@dataclass
class DisputeNotFound(DomainError):
    """No such dispute, or not the caller's to see."""

    dispute_id: str

    def __str__(self) -> str:
        return f"there is no dispute {self.dispute_id}, or it is not yours to see"


@dataclass
class SessionStillOpen(DomainError):
    """Marks are not final before the session is over."""

    session_id: str

    def __str__(self) -> str:
        return "the session is not over yet: talk to the teacher"


@dataclass
class DisputeTooLate(DomainError):
    """The days to dispute a mark are over."""

    days: int

    def __str__(self) -> str:
        return f"a mark can be disputed within {self.days} days after its session"


@dataclass
class DisputeOpen(DomainError):
    """One at a time is open about a mark."""

    dispute_id: str

    def __str__(self) -> str:
        return "the mark is disputed already"


@dataclass
class DisputeDecided(DomainError):
    """Somebody decided, or the student took it back."""

    dispute_id: str
    state: str

    def __str__(self) -> str:
        return f"the dispute is closed: {self.state}"


@dataclass
class TooManyComments(DomainError):
    """A dispute is no chat."""

    comments_max: int

    def __str__(self) -> str:
        return f"a dispute has at most {self.comments_max} comments: decide it, or talk"
