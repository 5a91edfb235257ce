"""Between messages and the application's own types."""

import base64
import binascii
import json
from collections.abc import Sequence
from uuid import UUID

from presence.identity.v1 import device_service_pb2, identity_service_pb2, people_service_pb2

from services.common.errors import InvalidInput
from services.common.principal import Role
from services.common.timestamps import timestamp
from services.identity.app.minting import AccessToken
from services.identity.domain.device_key import DeviceKey, DeviceKind
from services.identity.domain.person import Consent, ConsentRecord, Person

PAGE_SIZE_DEFAULT = 50
PAGE_SIZE_MAX = 500

_ROLES = {
    Role.STUDENT: identity_service_pb2.ROLE_STUDENT,
    Role.TEACHER: identity_service_pb2.ROLE_TEACHER,
    Role.ADMIN: identity_service_pb2.ROLE_ADMIN,
    Role.CAMERA: identity_service_pb2.ROLE_CAMERA,
    Role.SERVICE: identity_service_pb2.ROLE_SERVICE,
    Role.KIOSK: identity_service_pb2.ROLE_KIOSK,
}
_KINDS = {
    DeviceKind.CAMERA: device_service_pb2.DEVICE_KIND_CAMERA,
    DeviceKind.KIOSK: device_service_pb2.DEVICE_KIND_KIOSK,
}
_FROM_ROLE: dict[int, Role] = {int(number): role for role, number in _ROLES.items()}


def role_of(number: int) -> Role | None:
    """None for ROLE_UNSPECIFIED and for what a newer client may send."""
    return _FROM_ROLE.get(number)


def uuid_of(field: str, text: str) -> UUID:
    """InvalidInput names the field."""
    try:
        return UUID(text)
    except ValueError:
        raise InvalidInput(field, "must be a UUID") from None


def page_size_of(asked: int) -> int:
    """50 when unset; more than 500 is answered with 500."""
    if asked < 0:
        raise InvalidInput("page_size", "must not be negative")
    return min(asked or PAGE_SIZE_DEFAULT, PAGE_SIZE_MAX)


def skip_of(asked: int) -> int:
    """How many to leave out; as many as one likes, for beyond the end there is nothing to read."""
    if asked < 0:
        raise InvalidInput("skip", "must not be negative")
    return asked


def page_token(place: Sequence[str] | None) -> str:
    """An opaque token for the place where the next page begins; empty at the end."""
    return base64.urlsafe_b64encode(json.dumps(place).encode()).decode() if place is not None else ""


def place_of(token: str, length: int) -> list[str] | None:
    """What `page_token` was given; None for an empty token."""
    if not token:
        return None
    try:
        place = json.loads(base64.urlsafe_b64decode(token.encode()))
    except (binascii.Error, ValueError):
        place = None
    if not isinstance(place, list) or len(place) != length or not all(isinstance(part, str) for part in place):
        raise InvalidInput("page_token", "is not one that this list gave")
    return place


def person_message(person: Person) -> people_service_pb2.Person:
    """All of a person; who may see it is decided before."""
    return people_service_pb2.Person(
        person_id=str(person.person_id),
        display_name=person.details.display_name,
        email=person.details.email,
        student_number=person.details.student_number,
        role=_ROLES[person.details.role],
        active=person.active,
        activated=person.activated,
        face_consent=_consent_message(person.consent),
        create_time=timestamp(person.create_time),
        revision=person.revision,
        group=person.details.group,
        guardian=people_service_pb2.Guardian(
            name=person.details.guardian.name,
            email=person.details.guardian.email,
            phone=person.details.guardian.phone,
        ),
        minor=person.details.minor,
        language=person.details.language,
    )


def token_message(access: AccessToken, refresh_token: str = "") -> identity_service_pb2.Token:
    """The access token with what its holder must know about it."""
    return identity_service_pb2.Token(
        access_token=access.token,
        expire_time=timestamp(access.claims.expire_time),
        refresh_token=refresh_token,
        subject=access.claims.subject,
        role=_ROLES[access.claims.role],
    )


def device_key_message(key: DeviceKey) -> device_service_pb2.DeviceKey:
    """A key without its secret."""
    return device_service_pb2.DeviceKey(
        key_id=str(key.key_id),
        camera_id=str(key.camera_id),
        label=key.label,
        create_time=timestamp(key.create_time),
        last_use_time=timestamp(key.last_use_time),
        revoke_time=timestamp(key.revoke_time),
        kind=_KINDS[key.kind],
    )


def consent_record_message(record: ConsentRecord) -> people_service_pb2.ConsentRecord:
    """One entry of a person's history."""
    return people_service_pb2.ConsentRecord(
        granted=record.granted,
        text_version=record.text_version,
        record_time=timestamp(record.record_time),
        recorded_by=record.recorded_by,
    )


def _consent_message(consent: Consent) -> people_service_pb2.Consent:
    return people_service_pb2.Consent(
        text_version=consent.text_version,
        grant_time=timestamp(consent.grant_time),
        withdraw_time=timestamp(consent.withdraw_time),
        granted=consent.granted,
        recorded_by=consent.recorded_by,
        awaits_guardian=consent.awaits_guardian,
    )
