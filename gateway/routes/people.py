"""People, their consent and their activation links."""

from presence.identity.v1 import identity_service_pb2 as identity
from presence.identity.v1 import people_service_pb2 as people

from gateway.convert.common import time_if_set, time_of
from gateway.convert.people import ROLE_TO_PROTO, guardian_message, person_of
from gateway.models.base import Nothing
from gateway.models.people import (
    ActivationLink,
    ActiveRequest,
    ConsentRequest,
    NewPerson,
    NewPersonAnswer,
    PeopleQuery,
    Person,
    PersonPage,
    PersonPatch,
)
from gateway.routes.route import ADMINS, EVERYBODY, STAFF, Call, Route, Routes


async def list_people(call: Call[PeopleQuery]) -> PersonPage:
    """A page of people."""
    query = call.input
    answer = await call.ask(
        call.services.people.ListPeople,
        people.ListPeopleRequest(
            query=query.query,
            role=ROLE_TO_PROTO[query.role] if query.role else identity.ROLE_UNSPECIFIED,
            page_size=query.page_size,
            page_token=query.page_token,
            skip=query.skip,
        ),
    )
    return PersonPage(
        items=[person_of(person) for person in answer.people],
        next_page_token=answer.next_page_token,
        total=answer.total,
    )


async def create_person(call: Call[NewPerson]) -> NewPersonAnswer:
    """Adds a person."""
    new = call.input
    person = people.Person(
        display_name=new.display_name,
        email=new.email,
        student_number=new.student_number,
        role=ROLE_TO_PROTO[new.role],
        group=new.group,
        guardian=guardian_message(new.guardian),
        minor=new.minor,
        language=new.language,
    )
    answer = await call.ask(
        call.services.people.CreatePerson, people.CreatePersonRequest(person=person, request_id=str(new.request_id))
    )
    return NewPersonAnswer(
        person=person_of(answer.person),
        activation_link=answer.activation_link,
        activation_expire_time=time_if_set(answer, "activation_expire_time"),
    )


async def get_person(call: Call[Nothing]) -> Person:
    """One person."""
    return person_of(await _person(call))


async def update_person(call: Call[PersonPatch]) -> Person:
    """Changes the fields that are given; the revision decides whether what was looked at still holds."""
    person = await _person(call)
    patch = call.input
    if patch.display_name is not None:
        person.display_name = patch.display_name
    if patch.email is not None:
        person.email = patch.email
    if patch.student_number is not None:
        person.student_number = patch.student_number
    if patch.role is not None:
        person.role = ROLE_TO_PROTO[patch.role]
    if patch.group is not None:
        person.group = patch.group
    if patch.guardian is not None:
        person.guardian.CopyFrom(guardian_message(patch.guardian))
    if patch.minor is not None:
        person.minor = patch.minor
    if patch.language is not None:
        person.language = patch.language
    person.revision = patch.revision
    answer = await call.ask(call.services.people.UpdatePerson, people.UpdatePersonRequest(person=person))
    return person_of(answer.person)


async def delete_person(call: Call[Nothing]) -> None:
    """Deletes a person; photos and encodings are erased everywhere."""
    await call.ask(call.services.people.DeletePerson, people.DeletePersonRequest(person_id=call.id("person_id")))


async def issue_activation(call: Call[Nothing]) -> ActivationLink:
    """A new activation link."""
    answer = await call.ask(
        call.services.people.IssueActivation, people.IssueActivationRequest(person_id=call.id("person_id"))
    )
    return ActivationLink(activation_link=answer.activation_link, expire_time=time_of(answer.expire_time))


async def revoke_activation(call: Call[Nothing]) -> None:
    """Voids the activation link."""
    await call.ask(
        call.services.people.RevokeActivation, people.RevokeActivationRequest(person_id=call.id("person_id"))
    )


async def set_person_active(call: Call[ActiveRequest]) -> Person:
    """Shuts a person out, or lets them in again."""
    answer = await call.ask(
        call.services.people.SetPersonActive,
        people.SetPersonActiveRequest(person_id=call.id("person_id"), active=call.input.active),
    )
    return person_of(answer.person)


async def set_consent(call: Call[ConsentRequest]) -> Person:
    """Grants or withdraws consent to face recognition."""
    answer = await call.ask(
        call.services.people.SetConsent,
        people.SetConsentRequest(
            person_id=call.id("person_id"), granted=call.input.granted, text_version=call.input.text_version
        ),
    )
    return person_of(answer.person)


async def _person(call: Call[Nothing] | Call[PersonPatch]) -> people.Person:
    answer = await call.ask(call.services.people.GetPerson, people.GetPersonRequest(person_id=call.id("person_id")))
    return answer.person


ONE = "/people/{person_id}"

ROUTES: Routes = (
    Route("GET", "/people", list_people, PeopleQuery, PersonPage, "List people", STAFF),
    Route("POST", "/people", create_person, NewPerson, NewPersonAnswer, "Add a person", ADMINS, status=201),
    Route("GET", ONE, get_person, Nothing, Person, "One person", EVERYBODY),
    Route("PATCH", ONE, update_person, PersonPatch, Person, "Change a person", ADMINS),
    Route("DELETE", ONE, delete_person, Nothing, None, "Delete a person and all that is kept of them", ADMINS),
    Route("POST", f"{ONE}/activation", issue_activation, Nothing, ActivationLink, "Issue an activation link", ADMINS),
    Route("DELETE", f"{ONE}/activation", revoke_activation, Nothing, None, "Revoke the activation link", ADMINS),
    Route("PUT", f"{ONE}/active", set_person_active, ActiveRequest, Person, "Shut out or let in again", ADMINS),
    Route("PUT", f"{ONE}/consent", set_consent, ConsentRequest, Person, "Record or withdraw consent", EVERYBODY),
)
