"""Who of the faces in view gets a name: one person is one face at a time, in a picture and over all cameras."""

from collections import Counter
from collections.abc import Sequence
from uuid import UUID

import numpy as np
from scipy.optimize import linear_sum_assignment  # type: ignore[import-untyped]  # ships no types

from services.recognition.domain.claims import Claim, Claims, Objection
from services.recognition.domain.decision import Known
from services.recognition.domain.gallery import Gallery, Roster
from services.recognition.domain.policy import DecisionPolicy
from services.recognition.domain.subject import Subject
from services.recognition.domain.track_check import TrackCheck

_SAME_PICTURE = "somebody else in the same picture is more like this person"
_OUT_OF_REACH = 1e3


class Naming:
    """Gives out the names of one stream. A track that does not get the name it was decided for goes to review."""

    def __init__(
        self, stream_id: UUID, policy: DecisionPolicy, claims: Claims | None, check: TrackCheck | None
    ) -> None:
        self._stream_id = stream_id
        self._policy = policy
        self._claims = claims
        self._check = check
        self.room_id = ""

    def name(
        self, present: Sequence[Subject], gallery: Gallery, roster: Roster | None, at_seconds: float
    ) -> dict[str, Known]:
        """Track → name, of the subjects in view; who is held back is told why in `objection`."""
        self._lift_mistaken(present)
        decided = [(subject, subject.decision) for subject in present if isinstance(subject.decision, Known)]
        self._settle_contested([(s, d) for s, d in decided if d.person_id not in s.barred_from], gallery, roster)
        named = {}
        for subject, claim in decided:
            subject.objection = self._objection(subject, claim, gallery.encoder.spread, at_seconds)
            if subject.objection is None:
                named[subject.track_id] = claim
        return named

    def lift_bars(self, subjects: Sequence[Subject], track_id: str) -> None:
        """This track turned out to be somebody else: who lost a name to it may have lost their own."""
        for subject in subjects:
            subject.barred_from = {
                name: bar for name, bar in subject.barred_from.items() if bar.rival_track_id != track_id
            }
        if self._claims is not None:
            self._claims.mistake(track_id)

    def leave(self) -> None:
        """The stream is over."""
        if self._claims is not None:
            self._claims.leave(self._stream_id)

    def _lift_mistaken(self, present: Sequence[Subject]) -> None:
        if self._claims is None:
            return
        for subject in present:
            for name in [n for n, bar in subject.barred_from.items() if self._claims.mistaken(bar.rival_track_id)]:
                del subject.barred_from[name]

    def _settle_contested(self, decided: list[tuple[Subject, Known]], gallery: Gallery, roster: Roster | None) -> None:
        """Of several faces in one picture with one name, one keeps it: the one that the assignment of least total
        distance gives it to. The others never get it: whoever lost a name does not inherit it."""
        counts = Counter(claim.person_id for _, claim in decided)
        rivals = [(subject, claim) for subject, claim in decided if counts[claim.person_id] > 1]
        if not rivals:
            return
        given = _assign([subject for subject, _ in rivals], gallery, roster, self._policy)
        owners = {person_id: subject.track_id for (subject, _), person_id in zip(rivals, given, strict=True)}
        for (subject, claim), person_id in zip(rivals, given, strict=True):
            if person_id != claim.person_id:
                rival = owners.get(claim.person_id, subject.track_id)
                subject.barred_from.setdefault(claim.person_id, Objection(rival, _SAME_PICTURE))

    def _objection(self, subject: Subject, known: Known, spread: float, at_seconds: float) -> str | None:
        bar = subject.barred_from.get(known.person_id)
        if bar is not None:
            return bar.reason
        reason = self._check.objection(subject.track_id) if self._check is not None else None
        if reason is not None or self._claims is None:
            return reason
        claim = Claim(
            self._stream_id, self.room_id, subject.track_id, known.person_id, known.distance, subject.template(),
            spread, subject.first_seen_seconds, at_seconds,
        )  # fmt: skip
        objection = self._claims.objection(claim)
        if objection is not None:
            subject.barred_from[known.person_id] = objection
            return objection.reason
        self._claims.put(claim)
        return None


def _assign(
    subjects: Sequence[Subject], gallery: Gallery, roster: Roster | None, policy: DecisionPolicy
) -> list[str | None]:
    """Who each subject is when nobody can be two of them, by least total distance; None: none of those looked for."""
    templates = np.stack([subject.template() for subject in subjects])
    columns = [i for i, person_id in enumerate(gallery.person_ids) if roster is None or person_id in roster]
    limit = policy.calibration_of(gallery.encoder).threshold(gallery.size(roster))
    distances = gallery.distances(templates)[:, columns]
    # being nobody costs as much as being just near enough to somebody
    nobody = np.full((len(subjects), len(subjects)), limit)
    cost = np.concatenate([np.where(distances <= limit, distances, _OUT_OF_REACH), nobody], axis=1)
    rows, chosen = linear_sum_assignment(cost)
    given: list[str | None] = [None] * len(subjects)
    for row, column in zip(rows, chosen, strict=True):
        given[int(row)] = gallery.person_ids[columns[column]] if column < len(columns) else None
    return given
