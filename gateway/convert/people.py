"""People and accounts."""

from collections.abc import Mapping

from presence.identity.v1 import identity_service_pb2 as identity
from presence.identity.v1 import people_service_pb2 as people

from gateway.convert.common import time_if_set, time_of
from gateway.models.accounts import FaceConsent, Language, Me, PersonRole
from gateway.models.people import Guardian, Person

ROLE_TO_PROTO: Mapping[PersonRole, identity.Role.ValueType] = {
    "student": identity.ROLE_STUDENT,
    "teacher": identity.ROLE_TEACHER,
    "admin": identity.ROLE_ADMIN,
}
_ROLE_FROM_PROTO: Mapping[identity.Role.ValueType, PersonRole] = {value: key for key, value in ROLE_TO_PROTO.items()}


def language_of(language: str) -> Language:
    """In which language somebody gets mails; English when they have not chosen."""
    return "ne" if language == "ne" else "en"


def guardian_message(guardian: Guardian) -> people.Guardian:
    """Who speaks for a minor, for identity."""
    return people.Guardian(name=guardian.name, email=guardian.email, phone=guardian.phone)


def consent_of(consent: people.Consent) -> FaceConsent:
    """What a person agreed to."""
    return FaceConsent(
        granted=consent.granted,
        text_version=consent.text_version,
        grant_time=time_if_set(consent, "grant_time"),
        withdraw_time=time_if_set(consent, "withdraw_time"),
        recorded_by=consent.recorded_by,
        awaits_guardian=consent.awaits_guardian,
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
        group=person.group,
        guardian=Guardian(name=person.guardian.name, email=person.guardian.email, phone=person.guardian.phone),
        minor=person.minor,
        language=language_of(person.language),
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
        group=person.group,
        minor=person.minor,
        language=language_of(person.language),
        face_consent=consent_of(person.face_consent),
    )
