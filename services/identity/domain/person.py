"""A person, the details an administrator may edit, and the consent given to face recognition."""

import unicodedata
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from email_validator import SPECIAL_USE_DOMAIN_NAMES, EmailNotValidError, validate_email

from services.common.errors import InvalidInput
from services.common.principal import Role

# Domains such as college.local are in use inside colleges; the library lets its users strike them off this list.
SPECIAL_USE_DOMAIN_NAMES.clear()

PERSON_ROLES = (Role.STUDENT, Role.TEACHER, Role.ADMIN)
NAME_CHARACTERS_MAX = 200
STUDENT_NUMBER_CHARACTERS_MAX = 64
TEXT_VERSION_CHARACTERS_MAX = 64
GROUP_CHARACTERS_MAX = 100
PHONE_CHARACTERS_MAX = 40
LANGUAGES = ("", "en", "ne")  # of mails; English when empty
GUARDIAN = "guardian"  # who recorded a consent that came by a guardian's link


@dataclass(frozen=True)
class Consent:
    """What was agreed to last, and what became of it."""

    text_version: str = ""  # of the text that was shown
    grant_time: datetime | None = None
    withdraw_time: datetime | None = None
    recorded_by: str = ""  # a person's id, or GUARDIAN
    awaits_guardian: bool = False  # a minor agreed, which is no consent yet

    @property
    def granted(self) -> bool:
        """Whether faces may be kept and recognised now."""
        if self.grant_time is None:
            return False
        return self.withdraw_time is None or self.grant_time > self.withdraw_time

    def grant(self, text_version: str, by: str, now: datetime) -> "Consent":
        """Consent to this text; the same consent when it was given already, so that a retry changes nothing."""
        version = checked_text_version(text_version)
        if self.granted and self.text_version == version:
            return self
        return Consent(version, now, None, by)

    def ask_guardian(self, text_version: str, by: str) -> "Consent":
        """A minor's own word, which waits for the guardian's; unchanged when it waits already or was given."""
        version = checked_text_version(text_version)
        if self.granted:
            return self
        return replace(self, text_version=version, recorded_by=by, awaits_guardian=True)

    def withdraw(self, by: str, now: datetime) -> "Consent":
        """No consent any more; unchanged when there is none."""
        if self.granted or self.awaits_guardian:
            return replace(self, withdraw_time=now, recorded_by=by, awaits_guardian=False)
        return self


@dataclass(frozen=True)
class ConsentRecord:
    """One entry of a person's history."""

    granted: bool
    text_version: str
    record_time: datetime
    recorded_by: str  # a person's id, or GUARDIAN


@dataclass(frozen=True)
class Guardian:
    """Who speaks for a minor; empty where nobody was named."""

    name: str = ""
    email: str = ""  # lower case
    phone: str = ""


@dataclass(frozen=True)
class PersonDetails:
    """What an administrator may edit; make it with `person_details`, which checks and normalises."""

    display_name: str
    email: str  # lower case
    student_number: str  # empty unless a student, and then too if the college gives none
    role: Role  # one of PERSON_ROLES
    group: str = ""
    guardian: Guardian = Guardian()
    minor: bool = False  # consent needs the guardian's word
    language: str = ""  # one of LANGUAGES

    @property
    def sort_name(self) -> str:
        """What lists are ordered by: the name without regard to case."""
        return folded(self.display_name)

    @property
    def student_number_key(self) -> str | None:
        """What makes a student number unique: itself without regard to case; None when there is none."""
        return folded(self.student_number) or None

    @property
    def search_text(self) -> str:
        """What searches look into, folded like the words searched for; a word never spans two lines."""
        return folded("\n".join((self.display_name, self.email, self.student_number)))


@dataclass(frozen=True)
class Person:
    """Somebody with an account, or invited to one."""

    person_id: UUID
    details: PersonDetails
    active: bool  # False: shut out
    activated: bool  # has set a password
    consent: Consent
    create_time: datetime
    revision: int  # grows by one with each change

    @property
    def can_log_in(self) -> bool:
        """Has a password and is not shut out."""
        return self.active and self.activated


def person_details(
    display_name: str,
    email: str,
    student_number: str,
    role: Role | None,
    *,
    group: str = "",
    guardian: Guardian | None = None,
    minor: bool = False,
    language: str = "",
) -> PersonDetails:
    """Checked and normalised details; InvalidInput names the field that cannot be used."""
    name = _one_line("display_name", display_name, NAME_CHARACTERS_MAX)
    if not name:
        raise InvalidInput("display_name", "must not be empty")
    if role not in PERSON_ROLES:
        raise InvalidInput("role", "must be student, teacher or admin")
    number = _one_line("student_number", student_number, STUDENT_NUMBER_CHARACTERS_MAX)
    if number and role is not Role.STUDENT:
        raise InvalidInput("student_number", "belongs to students only")
    if language not in LANGUAGES:
        raise InvalidInput("language", "must be en or ne")
    return PersonDetails(
        name,
        normal_email(email),
        number,
        role,
        _one_line("group", group, GROUP_CHARACTERS_MAX),
        _checked_guardian(guardian or Guardian()),
        minor,
        language,
    )


def checked_text_version(text_version: str) -> str:
    """InvalidInput unless it names a text."""
    version = _one_line("text_version", text_version, TEXT_VERSION_CHARACTERS_MAX)
    if not version:
        raise InvalidInput("text_version", "must name the text that was shown")
    return version


def normal_email(email: str, field: str = "email") -> str:
    """The one spelling under which an address is stored and looked up; InvalidInput if it is no address."""
    try:
        checked = validate_email(email.strip(), check_deliverability=False)
    except EmailNotValidError:
        raise InvalidInput(field, "is not an e-mail address") from None
    # Two accounts that differ only by case would be one mailbox everywhere that matters.
    return checked.normalized.lower()


def folded(text: str) -> str:
    """The text as compared without regard to case or to how its characters are composed."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def _checked_guardian(guardian: Guardian) -> Guardian:
    email = guardian.email.strip()
    phone = _one_line("guardian.phone", guardian.phone, PHONE_CHARACTERS_MAX)
    if any(not character.isdigit() and character not in "+-(). /" for character in phone):
        raise InvalidInput("guardian.phone", "is not a telephone number")
    return Guardian(
        _one_line("guardian.name", guardian.name, NAME_CHARACTERS_MAX),
        normal_email(email, "guardian.email") if email else "",
        phone,
    )


def _one_line(field: str, text: str, characters_max: int) -> str:
    line = " ".join(unicodedata.normalize("NFC", text).split())
    if any(unicodedata.category(character) in ("Cc", "Cs") for character in line):
        raise InvalidInput(field, "must not contain control characters")
    if len(line) > characters_max:
        raise InvalidInput(field, f"must have at most {characters_max} characters")
    return line
