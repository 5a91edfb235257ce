"""What is stored about a person, as the services' messages say it."""

from uuid import UUID

from presence.identity.v1 import personal_data_service_pb2 as pb

from services.common.errors import InvalidInput, NotAllowed
from services.common.personal_data import Counted, Kept
from services.common.personal_files import Part
from services.common.principal import Role, require

_KEPT = {
    Kept.DAYS: pb.PERSONAL_DATA_KEPT_DAYS,
    Kept.PERSON: pb.PERSONAL_DATA_KEPT_PERSON,
    Kept.CONSENT: pb.PERSONAL_DATA_KEPT_CONSENT,
    Kept.USE: pb.PERSONAL_DATA_KEPT_USE,
    Kept.RECORD: pb.PERSONAL_DATA_KEPT_RECORD,
}


def own_or_administrators(person_id: str, *, to: str) -> UUID:
    """The person's id, if it is the caller's own or the caller is an administrator."""
    caller = require(Role.STUDENT, Role.TEACHER, Role.ADMIN, to=to)
    if caller.role is not Role.ADMIN and caller.subject != person_id:
        raise NotAllowed(to)
    try:
        return UUID(person_id)
    except ValueError:
        raise InvalidInput("person_id", "must be a UUID") from None


def data_set_message(counted: Counted) -> pb.PersonalDataSet:
    """One kind of thing that is stored."""
    one = counted.data_set
    return pb.PersonalDataSet(name=one.name, entries=counted.entries, kept=_KEPT[one.kept], kept_days=one.kept_days)


def part_message(part: Part) -> pb.PersonalDataPart:
    """A piece of a file."""
    return pb.PersonalDataPart(file_name=part.file_name, chunk=part.chunk)
