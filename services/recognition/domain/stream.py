"""One camera stream from faces to sightings: tracks, evidence, decisions. Pure, serial, owned by one task."""

from collections import deque
from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid5

from services.recognition.domain import gate as quality
from services.recognition.domain.appearances import Appearances
from services.recognition.domain.asking import Asking
from services.recognition.domain.claims import Claims
from services.recognition.domain.decision import Evidence, Known, Review, Undecided, confirms, decide
from services.recognition.domain.errors import StaleFrame
from services.recognition.domain.face_change import look_of
from services.recognition.domain.faces import Box, Encodings, FrameFaces, Thumbnail
from services.recognition.domain.gallery import Gallery, Roster
from services.recognition.domain.naming import Naming
from services.recognition.domain.outcome import Detection, FaceState, FrameOutcome, FramePlan
from services.recognition.domain.policy import StreamPolicy
from services.recognition.domain.subject import Memory, Subject, state_of
from services.recognition.domain.track_check import TrackCheck
from services.recognition.domain.tracker import Tracker


class StreamRecogniser:
    """The state of one camera stream. Call plan, then apply, frame after frame; not safe for two tasks at once.

    The plan of the next frame may be drawn before the encodings of this one are applied, as long as outcomes are
    applied in the order of the frames.
    """

    def __init__(
        self,
        stream_id: UUID,
        gallery: Gallery,
        roster: Roster | None = None,
        policy: StreamPolicy | None = None,
        *,
        claims: Claims | None = None,
        check: TrackCheck | None = None,
    ) -> None:
        """`roster` None: everyone in the gallery is looked for. `claims` are shared with the other cameras' streams;
        `check` is asked before a track is named."""
        self._stream_id = stream_id
        self._gallery = gallery
        self._roster = roster
        self._written = policy or StreamPolicy()
        self._policy = self._written.for_encoder(gallery.encoder)
        self._tracker = Tracker(stream_id, self._policy.tracker)
        self._subjects: dict[str, Subject] = {}
        self._naming = Naming(stream_id, self._policy.decision, claims, check)
        self._asking = Asking(stream_id, self._policy.review_grow_every_seconds)
        self._check = check
        self._memory = Memory(self._policy)
        self._appearances = Appearances(stream_id, self._policy.grow_every_seconds)
        self._shown: tuple[Detection, ...] = ()
        self._looked: tuple[float, Thumbnail] | None = None
        self._rested: FrameFaces | None = None
        self._last_sequence: int | None = None
        # frames young enough to hold the camera's spool; one entry a frame, gone after undecided_seconds
        self._recent: deque[tuple[float, int]] = deque()

    def set_gallery(self, gallery: Gallery) -> None:
        """Swap the gallery between frames; live tracks are decided again with it. A gallery of another model forgets
        all evidence, because encodings of two models mean nothing to each other."""
        if gallery.model_hash != self._gallery.model_hash:
            for subject in self._subjects.values():
                subject.evidence, subject.suspects = [], []
            self._policy = self._written.for_encoder(gallery.encoder)
            self._memory = Memory(self._policy)
        self._gallery = gallery
        self._appearances.forget_erased(self._subjects.values(), gallery)
        self._decide_all_again()

    def set_roster(self, roster: Roster | None) -> None:
        """Look for other people from the next frame on."""
        self._roster = roster
        self._decide_all_again()

    def set_room(self, room_id: str) -> None:
        """Which room the camera hangs in: nobody is in two at once."""
        self._naming.room_id = room_id

    def still_reference(self, captured_at: datetime) -> Thumbnail | None:
        """The thumbnail to pass to `vision.detect`, or None when this frame must be looked at whatever moved:
        a track still needs evidence, or the last look was `look_every_seconds` ago."""
        if self._looked is None or not all(subject.settled for subject in self._subjects.values()):
            return None
        looked_at, thumbnail = self._looked
        return thumbnail if 0 <= captured_at.timestamp() - looked_at < self._policy.look_every_seconds else None

    def rest(self, captured_at: datetime) -> FrameFaces | None:
        """What to plan with instead of looking at a frame at all: faces were looked at a moment ago, a little longer
        when everybody in view is settled. None when this frame must be looked at."""
        if self._looked is None or self._rested is None:
            return None
        settled = all(subject.settled for subject in self._subjects.values())
        wait = self._policy.settled_look_seconds if settled else self._policy.unsettled_look_seconds
        return self._rested if 0 <= captured_at.timestamp() - self._looked[0] < wait else None

    def plan(self, sequence: int, captured_at: datetime, frame: FrameFaces) -> FramePlan:
        """Put the faces of a frame on tracks and choose which to encode: never all of them in every frame.

        Raises StaleFrame for a frame that does not rise in sequence.
        """
        if self._last_sequence is not None and sequence <= self._last_sequence:
            raise StaleFrame(sequence, self._last_sequence)
        self._last_sequence = sequence
        now = captured_at.timestamp()
        if self._looked is not None and self._looked[0] - now > self._policy.tracker.max_gap_seconds:
            self._begin_anew(self._looked[0])
        self._recent.append((now, sequence))
        while now - self._recent[0][0] > self._policy.undecided_seconds:
            self._recent.popleft()
        if frame.still:
            present = self._tracker.hold(now)
            for track_id in present:
                self._see(track_id, sequence, now, None)
            return FramePlan(sequence, captured_at, frame, present, ())
        self._looked = (now, frame.thumbnail)
        self._rested = replace(frame, faces=(), crops=frame.crops[:0], still=True, glance=None)
        update = self._tracker.update(sequence, now, tuple(face.box for face in frame.faces), frame.thumbnail)
        for track_id in update.ended:
            self._end(track_id, now)
        for index, track_id in enumerate(update.track_ids):
            self._see(track_id, sequence, now, index)
            self._show_to_check(track_id, frame, index, now)
        encode = tuple(i for i, track_id in enumerate(update.track_ids) if self._wants(track_id, frame, i, now))
        return FramePlan(sequence, captured_at, frame, update.track_ids, encode)

    def apply(self, plan: FramePlan, encodings: Encodings) -> FrameOutcome:
        """Weigh the (len(plan.encode), 128) encodings of a plan and say what is decided now."""
        now = plan.captured_at.timestamp()
        track_ids = list(plan.track_ids)
        for index, encoding in zip(plan.encode, encodings, strict=True):
            face = plan.frame.faces[index]
            evidence = Evidence(plan.sequence, now, encoding, quality.weight(face.quality))
            track_ids[index] = self._add(track_ids[index], evidence)
        for subject in self._subjects.values():
            self._decide(subject)
        present = [self._subjects[i] for i in track_ids if i in self._subjects]
        named = self._naming.name(present, self._gallery, self._roster, now)
        sightings = self._appearances.grow(present, named, plan.sequence, now, self._gallery.version)
        if not plan.frame.still:
            boxes = zip(track_ids, plan.frame.faces, strict=True)
            self._shown = tuple(self._detection(i, face.box, named) for i, face in boxes)
        return FrameOutcome(
            plan.sequence, self._shown, sightings, self._asking.requests(present, named, plan),
            self._asking.changes(present, named, now), self._gallery.version, self._undecided_since(),
        )  # fmt: skip

    def flush(self) -> FrameOutcome:
        """End all tracks: the last growth of every sighting. Call when the stream ends or the pod drains."""
        now = self._looked[0] if self._looked else 0.0
        for track_id in list(self._subjects):
            self._end(track_id, now)
        self._memory.clear()
        self._naming.leave()
        self._asking.over()
        return FrameOutcome(
            self._last_sequence or 0, (), self._appearances.farewells(), (), self._asking.changes((), {}, now),
            self._gallery.version, None,
        )  # fmt: skip

    def _begin_anew(self, until: float) -> None:
        """The clock was set back: whatever is remembered would wait for a time that has been."""
        for track_id in list(self._subjects):
            self._end(track_id, until)
        self._tracker.forget()
        self._memory.clear()
        self._recent.clear()
        self._looked = self._rested = None

    def _see(self, track_id: str, sequence: int, now: float, face_index: int | None) -> None:
        subject = self._subjects.get(track_id)
        if subject is None:
            subject = self._subjects[track_id] = Subject(track_id, sequence, now, now)
        if now - subject.last_seen_seconds > self._policy.gate.out_of_sight_seconds:
            subject.confirmations = 0
        subject.last_seen_seconds, subject.face_index = now, face_index

    def _show_to_check(self, track_id: str, frame: FrameFaces, index: int, now: float) -> None:
        subject = self._subjects[track_id]
        if self._check is not None and now - subject.checked_at_seconds >= self._policy.check_every_seconds:
            subject.checked_at_seconds = now
            self._check.see(track_id, frame, index, now)

    def _wants(self, track_id: str, frame: FrameFaces, index: int, now: float) -> bool:
        """Whether a face is worth encoding now; asking counts, so that an overlapping plan does not ask again."""
        subject, face, gate = self._subjects[track_id], frame.faces[index], self._policy.gate
        if not quality.is_good_enough(face, gate):
            return False
        better = subject.best_weight > 0 and quality.weight(face.quality) >= gate.better_by * subject.best_weight
        wait = quality.wait_seconds(
            subject.decision, len(subject.evidence), subject.confirmations, subject.in_doubt, gate
        )
        soon = better or subject.has_moved(face.box, gate.moved_widths)
        waited, look = now - subject.asked_at_seconds, None
        if waited < (gate.independent_after_seconds if soon else wait):
            since_compared = now - max(subject.asked_at_seconds, subject.compared_at_seconds)
            if since_compared < gate.changed_after_seconds or not subject.settled:
                return False
            subject.compared_at_seconds = now
            look = look_of(frame.crops[index])
            if not subject.has_changed(look, gate.changed_below):
                return False
        subject.asked_at_seconds, subject.asked_at_box = now, face.box
        subject.asked_look = look_of(frame.crops[index]) if look is None else look
        return True

    def _add(self, track_id: str, evidence: Evidence) -> str:
        """Give a track one encoded frame; returns the track it is on afterwards."""
        subject = self._subjects.get(track_id)
        if subject is None:  # the track ended while its face was being encoded
            return track_id
        if not subject.evidence:
            subject.take_up(self._memory.recall(evidence.encoding, evidence.captured_at_seconds), self._policy)
        others = subject.add(evidence, self._policy)
        if not others:
            return track_id
        other_id = str(uuid5(self._stream_id, f"{track_id}:{evidence.sequence}"))
        self._end(track_id, others[0].captured_at_seconds)
        self._naming.lift_bars(list(self._subjects.values()), track_id)
        self._tracker.replace(track_id, other_id)
        other = Subject(other_id, others[0].sequence, others[0].captured_at_seconds, evidence.captured_at_seconds)
        other.face_index = subject.face_index
        other.asked_at_seconds, other.asked_at_box = subject.asked_at_seconds, subject.asked_at_box
        other.asked_look = subject.asked_look
        for item in others:
            other.add(item, self._policy)
        self._subjects[other_id] = other
        return other_id

    def _end(self, track_id: str, now: float) -> None:
        subject = self._subjects.pop(track_id, None)
        if subject is not None:
            self._appearances.end(subject, self._gallery.version)
            self._asking.end(subject)
            if self._check is not None:
                self._check.forget(track_id)
            self._memory.keep(subject, now)

    def _decide(self, subject: Subject) -> None:
        if not subject.stale:
            return
        subject.stale = False
        before, policy = subject.decision, self._policy.decision
        after = decide(tuple(subject.evidence), self._gallery, self._roster, policy)
        if isinstance(before, Known) and isinstance(after, Review | Undecided) and after.nearest is not None:
            limit = policy.review_limit(self._gallery.encoder, self._gallery.size(self._roster))
            # a name, once earned, is not lost to one poor frame
            if after.nearest.person_id == before.person_id and after.nearest.distance <= limit:
                return
        subject.confirmations = subject.confirmations + 1 if confirms(before, after) else 0
        subject.decision = after

    def _decide_all_again(self) -> None:
        for subject in self._subjects.values():
            subject.stale = True

    def _detection(self, track_id: str, box: Box, named: dict[str, Known]) -> Detection:
        subject, claim = self._subjects.get(track_id), named.get(track_id)
        nearest = subject.nearest if subject else None
        return Detection(
            box=box,
            track_id=track_id,
            person_id=claim.person_id if claim else None,
            distance=nearest.distance if nearest else None,
            state=FaceState.KNOWN if claim else state_of(subject.decision) if subject else FaceState.DECIDING,
        )

    def _undecided_since(self) -> int | None:
        held = [
            self._memory.since_sequence(),
            *(subject.undecided_since_sequence for subject in self._subjects.values()),
        ]
        earliest = min((sequence for sequence in held if sequence is not None), default=None)
        return None if earliest is None else max(earliest, self._recent[0][1])
