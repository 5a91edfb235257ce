"""What can go wrong, in the words of the caller. `services/attendance/errors.py` gives each its status."""

from dataclasses import dataclass

from services.common.errors import DomainError, InvalidInput, NotAllowed, PeerUnavailable

__all__ = ["DomainError", "InvalidInput", "NotAllowed", "PeerUnavailable"]


@dataclass
class CourseNotFound(DomainError):
    """No such course, or not the caller's to see."""

    course_id: str

    def __str__(self) -> str:
        return f"there is no course {self.course_id}, or it is not yours to see"


@dataclass
class CourseCodeTaken(DomainError):
    """Codes are unique whatever their case."""

    code: str

    def __str__(self) -> str:
        return f"another course has the code {self.code}"


@dataclass
class CourseHasSessions(DomainError):
    """A course with a past stays, so that its marks keep their meaning."""

    course_id: str

    def __str__(self) -> str:
        return "the course has had sessions and stays for their history"


@dataclass
class StudentNotFound(DomainError):
    """The id is no student's."""

    student_id: str

    def __str__(self) -> str:
        return f"there is no student {self.student_id}"


@dataclass
class TeacherNotFound(DomainError):
    """The id is no teacher's."""

    teacher_id: str

    def __str__(self) -> str:
        return f"there is no teacher {self.teacher_id}"


@dataclass
class RoomNotFound(DomainError):
    """No such room."""

    room_id: str

    def __str__(self) -> str:
        return f"there is no room {self.room_id}"


@dataclass
class RoomNameTaken(DomainError):
    """Names are unique whatever their case."""

    name: str

    def __str__(self) -> str:
        return f"another room is called {self.name}"


@dataclass
class RoomHasSessions(DomainError):
    """A room with a past stays, so that its marks keep their meaning."""

    room_id: str

    def __str__(self) -> str:
        return "sessions were held in the room and it stays for their history"


@dataclass
class CameraNotFound(DomainError):
    """No such camera, or not the caller's to see."""

    camera_id: str

    def __str__(self) -> str:
        return f"there is no camera {self.camera_id}, or it is not yours to see"


@dataclass
class SessionNotFound(DomainError):
    """No such session, or not the caller's to see."""

    session_id: str

    def __str__(self) -> str:
        return f"there is no session {self.session_id}, or it is not yours to see"


@dataclass
class SessionAlreadyOpen(DomainError):
    """A room holds one session at a time."""

    room_id: str
    session_id: str

    def __str__(self) -> str:
        return "the room already has an open session: end it first"


@dataclass
class NotOnRoster(DomainError):
    """The student was not enrolled when the session opened."""

    student_id: str

    def __str__(self) -> str:
        return "the student is not on this session's roster"


@dataclass
class MarkChanged(DomainError):
    """Somebody or something changed the mark since the caller looked."""

    student_id: str
    revision: int  # the mark's revision now

    def __str__(self) -> str:
        return "the mark has changed since you looked: look again"


@dataclass
class ResumeTokenUnknown(DomainError):
    """The token is not one of this session's."""

    session_id: str

    def __str__(self) -> str:
        return "the resume token is not one of this session's: begin with an empty one"
