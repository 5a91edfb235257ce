"""The seal of a mark: what of a student's sightings it rests on, as one digest."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

# The first line of what is hashed. Another way of writing sightings takes another, so that old seals stay provable.
FORMAT = "presence-seal-1"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True)
class SealedSighting:
    """A sighting as far as it counts in one session: cut to a window of its camera."""

    sighting_id: UUID
    camera_id: UUID
    start: datetime
    end: datetime
    confirmed_by: UUID | None


def seal_of(sightings: Iterable[SealedSighting]) -> bytes:
    """SHA-256 of FORMAT and a line for each sighting, sorted: `SIGHTING CAMERA START END CONFIRMED_BY`.

    UUIDs in lower-case hex, times in microseconds since 1970 UTC, `-` for nobody; every line ends in a line feed.
    """
    lines = sorted(map(_line, sightings))
    return hashlib.sha256("\n".join((FORMAT, *lines, "")).encode()).digest()


def _line(one: SealedSighting) -> str:
    start, end = ((time - _EPOCH) // _MICROSECOND for time in (one.start, one.end))
    return f"{one.sighting_id} {one.camera_id} {start} {end} {one.confirmed_by or '-'}"


UNSEEN = seal_of(())  # of a mark that rests on no sighting
