"""People, their consent and their activation links."""

from typing import Annotated

from pydantic import Field, StringConstraints

from gateway.models.accounts import FaceConsent, Language, PersonRole
from gateway.models.base import Email, Page, PageQuery, RequestId, RequestModel, ResponseModel, Time, Title, Whole

StudentNumber = Annotated[str, StringConstraints(strip_whitespace=True, max_length=64)]
SKIP_MAX = 1_000_000  # more people than any list holds
Group = Annotated[str, StringConstraints(strip_whitespace=True, max_length=100)]


class Guardian(RequestModel):
    """Who speaks for a minor; parts may be empty."""

    name: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)] = ""
    email: Annotated[str, StringConstraints(strip_whitespace=True, max_length=254)] = ""
    phone: Annotated[str, StringConstraints(strip_whitespace=True, max_length=40)] = ""


class Person(ResponseModel):
    """A person as administrators and teachers see them."""

    person_id: str
    display_name: str
    email: str
    student_number: str = Field(description="Empty unless a student.")
    role: PersonRole
    active: bool = Field(description="False: shut out.")
    activated: bool = Field(description="Has set a password.")
    group: str
    guardian: Guardian
    minor: bool = Field(description="Consent needs the guardian's word.")
    language: Language = Field(description="Of mails.")
    face_consent: FaceConsent
    create_time: Time
    revision: int


class PeopleQuery(PageQuery):
    """Which people: by part of a name, e-mail or student number, and by role."""

    query: str = Field(default="", max_length=200)
    role: PersonRole | None = None
    skip: int = Field(
        default=0,
        ge=0,
        le=SKIP_MAX,
        description="Leave out as many first, of those after `page_token`; beyond the end the page is empty.",
    )


class PersonPage(Page):
    """People by name; `total` counts all pages."""

    items: list[Person]
    total: int


class NewPerson(RequestModel):
    """A person to add."""

    display_name: Title
    email: Email
    student_number: StudentNumber = ""
    role: PersonRole
    group: Group = ""
    guardian: Guardian = Guardian()
    minor: bool = False
    language: Language = "en"
    request_id: RequestId


class NewPersonAnswer(ResponseModel):
    """The person added, and the activation link, which nobody can read again later."""

    person: Person
    activation_link: str = Field(description="Empty on a retry after the account was activated or the person shut out.")
    activation_expire_time: Time | None


class PersonPatch(RequestModel):
    """What to change of a person; absent fields stay. `revision` is that of the person who was looked at."""

    display_name: Title | None = None
    email: Email | None = None
    student_number: StudentNumber | None = None
    role: PersonRole | None = None
    group: Group | None = None
    guardian: Guardian | None = Field(default=None, description="Replaced as a whole.")
    minor: bool | None = None
    language: Language | None = None
    revision: Whole


class ActivationLink(ResponseModel):
    """A new activation link; earlier ones no longer work."""

    activation_link: str
    expire_time: Time


class ActiveRequest(RequestModel):
    """Whether the person may use the system."""

    active: bool


class ConsentRequest(RequestModel):
    """Grants or withdraws consent to the text with this version."""

    granted: bool
    text_version: str = Field(default="", max_length=64)
