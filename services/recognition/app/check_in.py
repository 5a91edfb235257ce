"""One person's check-in at a kiosk: somebody live, and somebody of this class, on one unbroken track of frames."""

import asyncio
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID, uuid5

from services.common.errors import PeerUnavailable
from services.recognition.app.check_in_messages import (
    Accepted,
    Ack,
    Control,
    Guidance,
    Guide,
    Messages,
    NotAccepted,
    Prompt,
    Reason,
)
from services.recognition.app.check_in_words import WHY, WORDS
from services.recognition.app.errors import CreditExceeded
from services.recognition.app.frames import MAX_JPEG_BYTES, CapturedFrame
from services.recognition.app.meant_face import meant_face, view_of
from services.recognition.app.pod import Pod
from services.recognition.app.reports import SightingReport
from services.recognition.app.watermark import Watermark
from services.recognition.domain import gate
from services.recognition.domain.decision import Evidence, Known, Review, Undecided
from services.recognition.domain.errors import FrameTooLarge, FrameUnreadable, PictureBreaksVision, VisionOverloaded
from services.recognition.domain.faces import Detector, FrameFaces
from services.recognition.domain.liveness.challenge import Challenge
from services.recognition.domain.liveness.judge import Asking, LivenessJudge, Passed, Refused, Settling
from services.recognition.domain.liveness.same_face import SameFace
from services.recognition.domain.outcome import Sighting

_MAX_OVERDRAFT = 64
_STRAIGHT_TURN = 0.4


@dataclass(frozen=True, slots=True)
class CheckInSetup:
    """Which kiosk, and by what id what comes of it is known."""

    camera_id: str
    stream_id: UUID
    skew_seconds: float
    """To be added to the kiosk's times to have the pod's."""


@dataclass(frozen=True, slots=True)
class CheckInLimits:
    """How long a check-in may take."""

    time_limit_seconds: float = 60.0
    more_frames_seconds: float = 3.0
    """How long somebody who turned as asked is looked at further, where it is not yet clear who it is."""
    stored_seconds: float = 4.0
    """How long an accepted person waits for attendance's word."""


class CheckIn:
    """Owned by the call that serves it: `offer` as the kiosk sends, `messages` back, `run` in between.

    At most `max_in_flight` frames wait; when another comes, the oldest is let go and acknowledged. A kiosk that goes on
    so for 64 frames in a row is cut off.
    """

    def __init__(self, setup: CheckInSetup, pod: Pod, challenge: Challenge, limits: CheckInLimits) -> None:
        self.setup = setup
        self.messages = Messages(pod.limits.heartbeat_seconds)
        self.refused_as: Reason | None = None
        """Set once it ended without anybody being checked in."""
        self._pod = pod
        self._limits = limits
        self._policy = pod.policy.for_encoder(pod.encoder)
        self._gallery = pod.galleries.current  # one gallery from beginning to end: a newer one comes with the next
        self._judge = LivenessJudge(challenge)
        self._face = SameFace(self._policy)
        self._encoded_at = float("-inf")
        self._live_since: float | None = None
        self._waiting: deque[CapturedFrame] = deque()
        self._changed = asyncio.Event()
        self._last_sequence = 0
        self._overdraft = 0
        self._finished = False
        limit = pod.limits
        self.messages.put(
            Control(
                limit.max_in_flight, limit.max_fps, limit.max_width_px, limit.heartbeat_seconds,
                limits.time_limit_seconds,
            )
        )  # fmt: skip

    def offer(self, frame: CapturedFrame) -> None:
        """Take a frame from the kiosk; never waits. One that does not rise in sequence is let go."""
        if frame.sequence <= self._last_sequence:
            return
        self._last_sequence = frame.sequence
        self._overdraft = 0 if not self._waiting else self._overdraft
        while len(self._waiting) >= self._pod.limits.max_in_flight:
            self.messages.put(Ack(self._waiting.popleft().sequence))
            self._overdraft += 1
        if self._overdraft > _MAX_OVERDRAFT:
            self.messages.end(CreditExceeded(self._pod.limits.max_in_flight))
        self._waiting.append(frame)
        self._changed.set()

    def finish(self) -> None:
        """The kiosk sends no more."""
        self._finished = True
        self._changed.set()

    async def run(self) -> None:
        """Look at frames until there is a result; the call that serves it raises what goes wrong."""
        try:
            try:
                async with asyncio.timeout(self._limits.time_limit_seconds):
                    decided = await self._decided()
            except TimeoutError:
                decided = self._refuse(Reason.NOBODY if isinstance(self._judge.verdict, Settling) else Reason.TOO_SLOW)
            # who is known by then has answered in time, however long attendance takes
            self.messages.finish(decided if isinstance(decided, NotAccepted) else await self._accept(*decided))
        except Exception as error:
            self.messages.end(error)

    async def _decided(self) -> NotAccepted | tuple[Known, CapturedFrame]:
        while True:
            frame = await self._next()
            if frame is None:
                return self._refuse(Reason.FACE_LOST)
            async with self._pod.turns:
                result = await self._look(frame)
            self.messages.put(Ack(frame.sequence))
            if isinstance(result, Known):
                return result, frame
            if result is not None:
                return result

    async def _next(self) -> CapturedFrame | None:
        while not self._waiting:
            if self._finished:
                return None
            self._changed.clear()
            await self._changed.wait()
        return self._waiting.popleft()

    async def _look(self, frame: CapturedFrame) -> NotAccepted | Known | None:
        """What one frame decides; None: nothing yet."""
        at_seconds = frame.captured_at.timestamp()
        try:
            if len(frame.jpeg) > MAX_JPEG_BYTES:
                raise FrameUnreadable(f"it has {len(frame.jpeg)} bytes, at most {MAX_JPEG_BYTES} are accepted")
            width = self._pod.limits.search_width_px
            seen = await self._pod.vision.detect(frame.jpeg, Detector.YUNET, width)
        except (FrameUnreadable, FrameTooLarge, PictureBreaksVision, VisionOverloaded):
            return self._heed(at_seconds, Guidance.HOLD_STILL)
        index = meant_face(seen)
        if isinstance(index, Guidance):
            return self._heed(at_seconds, index)
        before = self._judge.verdict
        verdict = self._judge.see(view_of(seen, index, at_seconds))
        if isinstance(verdict, Refused):
            return self._refuse(WHY[verdict.refusal])
        moved_on = (isinstance(verdict, Passed) and self._live_since is None) or (
            isinstance(before, Asking) and isinstance(verdict, Asking) and before.step != verdict.step
        )
        await self._encode(seen, index, frame.sequence, at_seconds, needed=moved_on)
        if self._face.changed():
            return self._refuse(Reason.FACE_CHANGED)
        self._show(verdict, at_seconds)
        return self._identity(at_seconds) if isinstance(verdict, Passed) else None

    def _heed(self, at_seconds: float, guidance: Guidance) -> NotAccepted | None:
        verdict = self._judge.miss(at_seconds)
        if isinstance(verdict, Refused):
            return self._refuse(WHY[verdict.refusal])
        if isinstance(verdict, Settling):
            self.messages.put(Guide(guidance))
        return None

    async def _encode(self, seen: FrameFaces, index: int, sequence: int, at_seconds: float, *, needed: bool) -> None:
        """Encode the face when its last encoding is old enough, and where a step was answered in any case."""
        face = seen.faces[index]
        waited = at_seconds - self._encoded_at >= self._policy.gate.independent_after_seconds
        position = self._judge.at
        # once the last turn was answered the judge looks no more: a face that turned away again says nothing
        away = self._live_since is not None and face.quality.turn > _STRAIGHT_TURN
        if position is None or away or not (waited or needed) or not gate.is_good_enough(face, self._policy.gate):
            return
        self._encoded_at = at_seconds
        encodings = await self._pod.vision.encode(seen.crops[[index]], self._gallery.encoder)
        weight = gate.weight(face.quality)
        self._face.add(position, Evidence(sequence, at_seconds, encodings[0], weight))

    def _show(self, verdict: object, at_seconds: float) -> None:
        match verdict:
            case Settling(straight=straight):
                self.messages.put(Guide(Guidance.HOLD_STILL if straight else Guidance.LOOK_STRAIGHT))
            case Asking():
                left = max(0.0, verdict.deadline_seconds - at_seconds)
                turned = self._judge.progress
                self.messages.put(Prompt(verdict.position, verdict.step, verdict.steps, left, turned))

    def _identity(self, at_seconds: float) -> Known | NotAccepted | None:
        """The head moved as asked: whose is it? A few more frames may be needed to say so."""
        self._live_since = at_seconds if self._live_since is None else self._live_since
        if not self._face.whole():
            return self._refuse(Reason.FACE_CHANGED)
        roster = self._pod.assignments.of(self.setup.camera_id).roster
        decision = self._face.decide(self._gallery, roster)
        if isinstance(decision, Known):
            return decision
        if isinstance(decision, Undecided) and at_seconds - self._live_since < self._limits.more_frames_seconds:
            self.messages.put(Guide(Guidance.HOLD_STILL))
            return None
        unsure = isinstance(decision, Review | Undecided)
        return self._refuse(Reason.UNSURE if unsure else Reason.NOT_RECOGNISED)

    async def _accept(self, known: Known, frame: CapturedFrame) -> Accepted:
        stored = asyncio.Event()
        sighting = Sighting(
            sighting_id=str(uuid5(self.setup.stream_id, f"kiosk/{known.person_id}")),
            track_id=str(self.setup.stream_id),
            person_id=known.person_id,
            first_seen=datetime.fromtimestamp(self._face.first_seen_seconds, UTC),
            last_seen=frame.captured_at,
            distance=known.distance,
            gallery_version=self._gallery.version,
            evidence_frames=self._face.frames,
        )
        report = SightingReport(self.setup.camera_id, sighting, self._pod.model, self._face.frames, checked_in=True)
        try:
            async with asyncio.timeout(self._limits.stored_seconds):
                await self._pod.outbox.room()
        except TimeoutError:
            raise PeerUnavailable from None  # nothing is on its way yet: whoever is told so tries again
        self._pod.outbox.put(report, Watermark(0, stored.set), urgent=True)
        with suppress(TimeoutError):
            async with asyncio.timeout(self._limits.stored_seconds):
                await stored.wait()
        return Accepted(known.person_id, frame.captured_at, stored=stored.is_set())

    def _refuse(self, reason: Reason) -> NotAccepted:
        self.refused_as = reason
        return NotAccepted(reason, WORDS[reason])


NewChallenge = Callable[[], Challenge]
"""Draws what is asked of the next person."""
