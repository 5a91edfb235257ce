"""People and accounts."""

from collections.abc import Mapping

from presence.identity.v1 import identity_service_pb2 as identity
from presence.identity.v1 import people_service_pb2 as people

from gateway.convert.common import time_if_set, time_of
from gateway.models.accounts import FaceConsent, Me, PersonRole
from gateway.models.people import Person

ROLE_TO_PROTO: Mapping[PersonRole, identity.Role.ValueType] = {
    "student": identity.ROLE_STUDENT,
    "teacher": identity.ROLE_TEACHER,
    "admin": identity.ROLE_ADMIN,
}
_ROLE_FROM_PROTO: Mapping[identity.Role.ValueType, PersonRole] = {value: key for key, value in ROLE_TO_PROTO.items()}


def consent_of(consent: people.Consent) -> FaceConsent:
    """What a person agreed to."""
    return FaceConsent(
        granted=consent.granted,
        text_version=consent.text_version,
        grant_time=time_if_set(consent, "grant_time"),
        withdraw_time=time_if_set(consent, "withdraw_time"),
    )


def person_of(person: people.Person) -> Person:
    """A person as staff see them."""
    return Person(
        person_id=person.person_id,
        display_name=person.display_name,
        email=person.email,
        student_number=person.student_number,
        role=_ROLE_FROM_PROTO[person.role],
        active=person.active,
        activated=person.activated,
        face_consent=consent_of(person.face_consent),
        create_time=time_of(person.create_time),
        revision=person.revision,
    )


def me_of(person: people.Person) -> Me:
    """Whoever is logged in."""
    return Me(
        person_id=person.person_id,
        display_name=person.display_name,
        email=person.email,
        role=_ROLE_FROM_PROTO[person.role],
        student_number=person.student_number,
        face_consent=consent_of(person.face_consent),
    )
