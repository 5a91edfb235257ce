"""Names that last over time made into sightings: begun, grown and ended."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from uuid import UUID, uuid5

from services.recognition.domain.decision import Known
from services.recognition.domain.gallery import Gallery
from services.recognition.domain.outcome import Sighting
from services.recognition.domain.subject import Appearance, Subject


class Appearances:
    """The sightings of one stream."""

    def __init__(self, stream_id: UUID, grow_every_seconds: float) -> None:
        self._stream_id = stream_id
        self._grow_every_seconds = grow_every_seconds
        self._farewells: list[Sighting] = []

    def grow(
        self, present: Sequence[Subject], named: Mapping[str, Known], sequence: int, now: float, gallery_version: int
    ) -> tuple[Sighting, ...]:
        """Let the names of this frame last until now; what grew enough is given out, and what ended before."""
        grown = []
        for subject in present:
            claim = named.get(subject.track_id)
            if subject.appearance and (claim is None or claim.person_id != subject.appearance.person_id):
                self.end(subject, gallery_version)
                subject.appearance = None
            if claim is None or subject.in_doubt:
                continue
            if subject.appearance is None:
                subject.appearance = Appearance(claim.person_id, subject.first_seen_seconds, now, claim.distance)
                subject.appearance.ungiven_since_sequence = subject.first_sequence
            seen = subject.appearance
            seen.last_seen_seconds, seen.distance = now, claim.distance
            if seen.ungiven_since_sequence is None:
                seen.ungiven_since_sequence = sequence
            if seen.given_until_seconds is None or now - seen.given_until_seconds >= self._grow_every_seconds:
                grown.append(self._sighting(subject, seen, gallery_version))
        return (*self.farewells(), *grown)

    def end(self, subject: Subject, gallery_version: int) -> None:
        """The name, or the track, is over: what was not given out of it is given out with the next frame."""
        if subject.appearance and subject.appearance.ungiven_since_sequence is not None:
            self._farewells.append(self._sighting(subject, subject.appearance, gallery_version))

    def farewells(self) -> tuple[Sighting, ...]:
        """The last growth of what has ended."""
        farewells, self._farewells = self._farewells, []
        return tuple(farewells)

    def forget_erased(self, subjects: Iterable[Subject], gallery: Gallery) -> None:
        """Nothing more is said of people who left the gallery, not even what was waiting to be said."""
        known = set(gallery.person_ids)
        self._farewells = [sighting for sighting in self._farewells if sighting.person_id in known]
        for subject in subjects:
            if subject.appearance and subject.appearance.person_id not in known:
                subject.appearance = None

    def _sighting(self, subject: Subject, seen: Appearance, gallery_version: int) -> Sighting:
        seen.given_until_seconds, seen.ungiven_since_sequence = seen.last_seen_seconds, None
        return Sighting(
            sighting_id=str(uuid5(self._stream_id, f"{subject.track_id}/{seen.person_id}")),
            track_id=subject.track_id,
            person_id=seen.person_id,
            first_seen=datetime.fromtimestamp(seen.first_seen_seconds, UTC),
            last_seen=datetime.fromtimestamp(seen.last_seen_seconds, UTC),
            distance=seen.distance,
            gallery_version=gallery_version,
            evidence_frames=len(subject.evidence),
        )
