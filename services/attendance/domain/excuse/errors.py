"""What can go wrong with excuses, in the words of the caller. `../../errors.py` gives each its status."""

from dataclasses import dataclass

from services.common.errors import DomainError


@dataclass
class ExcuseNotFound(DomainError):
    """No such excuse, or not the caller's to see."""

    excuse_id: str

    def __str__(self) -> str:
        return f"there is no excuse {self.excuse_id}, or it is not yours to see"


@dataclass
class ExcuseFileNotFound(DomainError):
    """No such file, or it is erased."""

    file_id: str

    def __str__(self) -> str:
        return f"there is no file {self.file_id}"


@dataclass
class ExcuseDecided(DomainError):
    """Nothing of it changes once somebody has decided."""

    excuse_id: str
    state: str

    def __str__(self) -> str:
        return f"the excuse has been decided: it is {self.state}"


@dataclass
class ExcuseWithdrawn(DomainError):
    """The student took it back."""

    excuse_id: str

    def __str__(self) -> str:
        return "the excuse was withdrawn: ask anew"


@dataclass
class ExcuseChanged(DomainError):
    """Somebody changed it since the caller looked."""

    excuse_id: str
    revision: int  # now

    def __str__(self) -> str:
        return "the excuse has changed since you looked: look again"


@dataclass
class TooManyFiles(DomainError):
    """An excuse has some files, not many."""

    files_max: int

    def __str__(self) -> str:
        return f"an excuse has at most {self.files_max} files"


@dataclass
class FileTooLarge(DomainError):
    """Longer than what is taken."""

    size_bytes_max: int

    def __str__(self) -> str:
        return f"a file may have at most {self.size_bytes_max // 2**20} MiB"


@dataclass
class FileEmpty(DomainError):
    """Not a single byte."""

    def __str__(self) -> str:
        return "the file is empty"


@dataclass
class FileTypeRefused(DomainError):
    """Told by its bytes, whatever it is called."""

    def __str__(self) -> str:
        return "a file must be a PDF, JPEG, PNG, HEIC or WebP: what it is called counts for nothing"


@dataclass
class FileUnsafe(DomainError):
    """Of a type that is taken, but not one to hand on."""

    why: str  # encrypted, active, two_things or unreadable

    def __str__(self) -> str:
        words = {
            "encrypted": "the PDF is locked with a password: save it without one",
            "active": "the PDF runs something or carries other files: print it to a PDF and send that",
            "two_things": "the file is more than one thing at once: save it anew",
        }
        return words.get(self.why, "the file is damaged: save it anew")


@dataclass
class TooManyUploads(DomainError):
    """So many are held in memory at once, and no more."""

    def __str__(self) -> str:
        return "many files are being sent just now: try again in a moment"


@dataclass
class UploadTooSlow(DomainError):
    """A place among the uploads is not held for ever."""

    def __str__(self) -> str:
        return "the file took too long to arrive: try again"
