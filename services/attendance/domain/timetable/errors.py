"""What can go wrong with the academic year, in the words of the caller."""

from dataclasses import dataclass

from services.common.errors import DomainError


@dataclass
class InstitutionChanged(DomainError):
    """Somebody changed the settings since the caller looked."""

    revision: int  # now

    def __str__(self) -> str:
        return "the settings have changed since you looked: look again"


@dataclass
class TermNotFound(DomainError):
    """No such term."""

    term_id: str

    def __str__(self) -> str:
        return f"there is no term {self.term_id}"


@dataclass
class TermsOverlap(DomainError):
    """A day belongs to one term at most."""

    term_id: str
    name: str

    def __str__(self) -> str:
        return f"the term “{self.name}” has some of these days already"


@dataclass
class TermInUse(DomainError):
    """Courses are held in the term."""

    term_id: str
    course_code: str

    def __str__(self) -> str:
        return f"the course {self.course_code} is held in this term: give it another one first"


@dataclass
class TooMany(DomainError):
    """A limit on how many of something there are."""

    what: str
    most: int

    def __str__(self) -> str:
        return f"there are {self.most} {self.what} already, which is the most"


@dataclass
class HolidayNotFound(DomainError):
    """No such holiday."""

    holiday_id: str

    def __str__(self) -> str:
        return f"there is no holiday {self.holiday_id}"


@dataclass
class GroupNotFound(DomainError):
    """No such group."""

    group_id: str

    def __str__(self) -> str:
        return f"there is no group {self.group_id}"


@dataclass
class GroupNameTaken(DomainError):
    """Names are unique whatever their case."""

    name: str

    def __str__(self) -> str:
        return f"another group is called {self.name}"


@dataclass
class GroupInUse(DomainError):
    """The timetable has classes for the group."""

    group_id: str

    def __str__(self) -> str:
        return "the timetable has classes for this group, and they stay for their history"


@dataclass
class SlotNotFound(DomainError):
    """No such slot of the timetable, or not the caller's to see."""

    slot_id: str

    def __str__(self) -> str:
        return f"there is no slot {self.slot_id} in the timetable, or it is not yours to see"


@dataclass
class SlotChanged(DomainError):
    """Somebody changed the slot since the caller looked."""

    slot_id: str
    revision: int

    def __str__(self) -> str:
        return "the slot has changed since you looked: look again"


@dataclass
class OccurrenceNotFound(DomainError):
    """The slot is not held on that day by its rule."""

    slot_id: str
    date: str

    def __str__(self) -> str:
        return f"the timetable has no class of this slot on {self.date}"


@dataclass
class OccurrenceHeld(DomainError):
    """The class has a session already: what happened is not planned any more."""

    session_id: str

    def __str__(self) -> str:
        return "this class has been opened already: end its session instead"


@dataclass
class TimetableConflict(DomainError):
    """A room, a teacher or a group would be in two places at once."""

    kind: str  # room, teacher, group
    name: str  # of the room, teacher or group
    date: str
    start_time: str  # of the other class, as clocks here show it
    end_time: str
    course_code: str  # of the other class

    def __str__(self) -> str:
        verb = {"room": "is taken", "teacher": "already teaches", "group": "already has a class"}[self.kind]
        return f"{self.name} {verb} on {self.date} from {self.start_time} to {self.end_time}: {self.course_code}"


@dataclass
class FeedNotFound(DomainError):
    """Never made, revoked, or of somebody who is gone."""

    def __str__(self) -> str:
        return "there is no calendar at this address"


@dataclass
class CalendarFileRefused(DomainError):
    """The file is no iCalendar file, or too large."""

    detail: str

    def __str__(self) -> str:
        return f"the file cannot be read: {self.detail}"


@dataclass
class NoClassLeft(DomainError):
    """A rule without a day."""

    def __str__(self) -> str:
        return "leaves no class: holidays or the course's own days take them all"
