"""People, their consent and their activation links."""

from typing import Annotated

from pydantic import Field, StringConstraints

from gateway.models.accounts import FaceConsent, PersonRole
from gateway.models.base import Email, Page, PageQuery, RequestId, RequestModel, ResponseModel, Time, Title

StudentNumber = Annotated[str, StringConstraints(strip_whitespace=True, max_length=64)]


class Person(ResponseModel):
    """A person as administrators and teachers see them."""

    person_id: str
    display_name: str
    email: str
    student_number: str = Field(description="Empty unless a student.")
    role: PersonRole
    active: bool = Field(description="False: shut out.")
    activated: bool = Field(description="Has set a password.")
    face_consent: FaceConsent
    create_time: Time
    revision: int


class PeopleQuery(PageQuery):
    """Which people: by part of a name, e-mail or student number, and by role."""

    query: str = Field(default="", max_length=200)
    role: PersonRole | None = None


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
    request_id: RequestId


class NewPersonAnswer(ResponseModel):
    """The person added, and the activation link, which nobody can read again later."""

    person: Person
    activation_link: str = Field(description="Empty on a retry after the account was activated.")
    activation_expire_time: Time | None


class PersonPatch(RequestModel):
    """What to change of a person; absent fields stay. `revision` is that of the person who was looked at."""

    display_name: Title | None = None
    email: Email | None = None
    student_number: StudentNumber | None = None
    role: PersonRole | None = None
    revision: int


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
