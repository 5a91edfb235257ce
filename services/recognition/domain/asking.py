"""Whom people are asked about: each student once a session, nobody whom a track was sure of, and every conflict."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from uuid import UUID, uuid5

from services.recognition.domain.decision import Known, Review
from services.recognition.domain.gallery import Candidate
from services.recognition.domain.outcome import FramePlan, ReviewChange, ReviewGrown, ReviewRequest, ReviewSettled
from services.recognition.domain.subject import AskedReview, Subject


class Asking:
    """The reviews of one stream."""

    def __init__(self, stream_id: UUID, grow_every_seconds: float) -> None:
        self._stream_id = stream_id
        self._grow_every_seconds = grow_every_seconds
        self._farewells: list[ReviewChange] = []
        self._sure: set[str] = set()
        self._asked: set[str] = set()

    def requests(
        self, present: Sequence[Subject], named: Mapping[str, Known], plan: FramePlan
    ) -> tuple[ReviewRequest, ...]:
        """What is asked from this frame on, of faces that it shows."""
        requests = []
        self._sure.update(known.person_id for known in named.values())
        for subject in present:
            asked = _doubtful(subject, named)
            # without a face in this frame there is nothing to show: ask with the next
            if asked is None or subject.face_index is None or plan.frame.still or not subject.evidence:
                continue
            candidates, reason = asked
            nearest = candidates[0].person_id
            if subject.review is not None and subject.review.nearest == nearest:
                continue
            if nearest not in subject.barred_from:  # of two faces with one name either may be the right one
                if nearest in self._asked or nearest in self._sure:
                    continue  # whatever came of it, the mark would be the same
                self._asked.add(nearest)
            now = plan.captured_at.timestamp()
            review_id = str(uuid5(self._stream_id, f"{subject.root_track_id}/review/{nearest}"))
            subject.review = AskedReview(review_id, nearest, now)
            requests.append(
                ReviewRequest(
                    review_id=review_id,
                    track_id=subject.track_id,
                    sequence=plan.sequence,
                    captured_at=plan.captured_at,
                    candidates=candidates,
                    reason=reason,
                    box=plan.frame.faces[subject.face_index].box,
                    encoding=subject.template(),
                    first_seen=datetime.fromtimestamp(subject.first_seen_seconds, UTC),
                    last_seen=plan.captured_at,
                    evidence_frames=len(subject.evidence),
                )
            )
        return tuple(requests)

    def changes(self, present: Sequence[Subject], named: Mapping[str, Known], now: float) -> tuple[ReviewChange, ...]:
        """What happened to tracks that somebody was asked about before."""
        changes, self._farewells = self._farewells, []
        for subject in present:
            asked = subject.review
            if asked is None:
                continue
            if subject.track_id in named:
                changes.append(ReviewSettled(asked.review_id))
                subject.review = None
            elif now - asked.told_until_seconds >= self._grow_every_seconds:
                asked.told_until_seconds = now
                changes.append(ReviewGrown(asked.review_id, datetime.fromtimestamp(now, UTC)))
        return tuple(changes)

    def over(self) -> None:
        """The session has ended; in the next one everybody may be asked about again."""
        self._sure.clear()
        self._asked.clear()

    def end(self, subject: Subject) -> None:
        """The track is over: its review grows no more, unless the same face comes back."""
        asked = subject.review
        if asked is not None and subject.last_seen_seconds > asked.told_until_seconds:
            asked.told_until_seconds = subject.last_seen_seconds
            self._farewells.append(ReviewGrown(asked.review_id, datetime.fromtimestamp(subject.last_seen_seconds, UTC)))


def _doubtful(subject: Subject, named: Mapping[str, Known]) -> tuple[tuple[Candidate, ...], str] | None:
    """Whom a track may show, the nearest first, and why nobody was sure; None when nobody need be asked."""
    decision, nearest = subject.decision, subject.nearest
    if nearest is None or subject.track_id in named:
        return None
    if isinstance(decision, Review):
        return decision.candidates, decision.reason
    if isinstance(decision, Known) and subject.objection is not None:
        return (nearest,), subject.objection
    return None
