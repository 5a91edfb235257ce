"""Judges one answer to a challenge, frame by frame. Pure: times are those of capture, prompts are told to it."""

from collections import deque
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

import numpy as np

from services.recognition.domain.liveness.challenge import Challenge, Position
from services.recognition.domain.liveness.geometry import Landmarks, Motion, mean_shape, motion
from services.recognition.domain.liveness.policy import LivenessPolicy

_SIDES = (Position.LEFT, Position.RIGHT)


class Refusal(StrEnum):
    """Why an answer is not believed."""

    NOBODY = "nobody"
    FLAT = "flat"
    WRONG_TURN = "wrong_turn"
    TOO_SLOW = "too_slow"
    TOO_EARLY = "too_early"
    LOST = "lost"
    JUMPED = "jumped"
    SHAPE = "shape"


@dataclass(frozen=True, slots=True, eq=False)
class FaceView:
    """One face of one frame, large and sharp enough to be judged."""

    at_seconds: float
    """Capture time."""
    landmarks: Landmarks
    """(5, 2) in pixels of the frame."""
    width_px: float
    """Of its box, in the same pixels."""


@dataclass(frozen=True, slots=True)
class Settling:
    """Nothing is asked yet: the face has to look straight into the camera for a moment."""

    straight: bool
    """Whether it does so in the newest frame."""


@dataclass(frozen=True, slots=True)
class Asking:
    """This position is asked for now."""

    position: Position
    step: int
    """From 1."""
    steps: int
    deadline_seconds: float
    """Capture time by which it must be answered."""


@dataclass(frozen=True, slots=True)
class Passed:
    """The face moved as a head does, when and where it was asked to."""

    depth: float
    """How far its nose stands out, on average over all turns."""


@dataclass(frozen=True, slots=True)
class Refused:
    """It did not."""

    refusal: Refusal


Verdict: TypeAlias = Settling | Asking | Passed | Refused


@dataclass(slots=True)
class _Seen:
    view: FaceView
    motion: Motion


class LivenessJudge:
    """One answer, from the first frame to a verdict; not to be used again."""

    def __init__(self, challenge: Challenge, policy: LivenessPolicy | None = None) -> None:
        self._challenge = challenge
        self._policy = policy or LivenessPolicy()
        self._began_seconds: float | None = None
        self._last: FaceView | None = None
        self._last_motion: Motion | None = None
        self._settling: deque[FaceView] = deque(maxlen=64)
        self._reference: Landmarks | None = None
        self._held: list[_Seen] = []
        self._step = 0
        self._asked_at_seconds = 0.0
        self._wrong_frames = 0
        self._paused_since: float | None = None
        self._depths: list[float] = []
        self._most_parallax = 0.0
        self._least_foreshortening = 1.0
        self.verdict: Verdict = Settling(straight=False)

    @property
    def over(self) -> bool:
        """Whether the verdict is final."""
        return isinstance(self.verdict, Passed | Refused)

    @property
    def position(self) -> Position:
        """Where the head was led last: the middle before anything was asked."""
        return Position.MIDDLE if self._step == 0 else self._challenge[self._step - 1]

    @property
    def at(self) -> Position | None:
        """Where the newest frame's head points, by its own turn; None on the way between two positions."""
        if self._reference is None:
            return Position.MIDDLE if isinstance(self.verdict, Settling) and self.verdict.straight else None
        return None if self._last_motion is None else self._zone(self._last_motion)

    @property
    def progress(self) -> float:
        """How far the head is on its way to what is asked for, 0..1."""
        if self._last_motion is None or not isinstance(self.verdict, Asking):
            return 0.0
        x, target = self._last_motion.parallax_x, self.verdict.position
        if target is Position.MIDDLE:
            return float(np.clip(1.5 - abs(x) / self._policy.turned, 0.0, 1.0))
        return float(np.clip((x if target is Position.LEFT else -x) / self._policy.turned, 0.0, 1.0))

    def see(self, view: FaceView) -> Verdict:
        """Take in the face of the next frame; frames must rise in time."""
        if not self.over:
            self.verdict = self._continuity(view) or self._judge(view)
            self._last = view
        return self.verdict

    def miss(self, at_seconds: float) -> Verdict:
        """A frame without a face that can be judged."""
        if self.over:
            return self.verdict
        self._held.clear()
        if self._began_seconds is None:
            self._began_seconds = at_seconds
        if self._reference is None:
            self._settling.clear()
            self._last = None
            self.verdict = self._too_long_unsettled(at_seconds) or Settling(straight=False)
        elif self._last is not None and at_seconds - self._last.at_seconds > self._policy.max_gap_seconds:
            self.verdict = Refused(Refusal.LOST)
        return self.verdict

    def _continuity(self, view: FaceView) -> Refused | None:
        """What lies between two frames must be a face that moves, not one picture changed for another."""
        if self._last is None or self._reference is None:
            return None
        policy, gap = self._policy, view.at_seconds - self._last.at_seconds
        if gap > policy.max_gap_seconds:
            return Refused(Refusal.LOST)
        moved = float(np.hypot(*(view.landmarks.mean(0) - self._last.landmarks.mean(0)))) / self._last.width_px
        growth = max(view.width_px / self._last.width_px, self._last.width_px / view.width_px)
        far = moved > policy.max_jump_widths + policy.jump_widths_a_second * gap
        if far or growth > policy.max_growth + policy.growth_a_second * gap:
            return Refused(Refusal.JUMPED)
        return None

    def _judge(self, view: FaceView) -> Verdict:
        if self._began_seconds is None:
            self._began_seconds = view.at_seconds
        if self._reference is None:
            return self._settle(view)
        seen = motion(self._reference, view.landmarks)
        if seen is None:  # beyond profile
            self._held.clear()
            return self._in_time(view.at_seconds)
        before, gap = self._last_motion, view.at_seconds - (self._last or view).at_seconds
        self._last_motion = seen
        limit = self._policy.max_step_parallax + self._policy.parallax_a_second * gap
        if before is not None and abs(seen.parallax_x - before.parallax_x) > limit:
            return Refused(Refusal.JUMPED)
        self._most_parallax = max(self._most_parallax, abs(seen.parallax_x))
        self._least_foreshortening = min(self._least_foreshortening, seen.foreshortening)
        return self._answer(_Seen(view, seen))

    def _settle(self, view: FaceView) -> Verdict:
        policy = self._policy
        straight = turn_of(view.landmarks) <= policy.max_reference_turn
        if not straight:
            self._settling.clear()
            return self._too_long_unsettled(view.at_seconds) or Settling(straight=False)
        self._settling.append(view)
        frames = [item for item in self._settling if view.at_seconds - item.at_seconds <= 2 * policy.reference_seconds]
        lasted = view.at_seconds - frames[0].at_seconds
        if len(frames) < policy.reference_frames or lasted < policy.reference_seconds:
            return self._too_long_unsettled(view.at_seconds) or Settling(straight=True)
        shape = mean_shape([item.landmarks for item in frames])
        motions = [motion(shape, item.landmarks) for item in frames]
        if any(item is None or item.parallax > policy.max_reference_spread for item in motions):
            return self._too_long_unsettled(view.at_seconds) or Settling(straight=True)
        self._reference = shape
        self._asked_at_seconds = view.at_seconds
        return self._asking()

    def _too_long_unsettled(self, now: float) -> Refused | None:
        late = self._began_seconds is not None and now - self._began_seconds > self._policy.settle_seconds
        return Refused(Refusal.NOBODY) if late else None

    def _answer(self, seen: _Seen) -> Verdict:
        target, at = self._challenge[self._step], self._zone(seen.motion)
        now = seen.view.at_seconds
        if at is target:
            self._wrong_frames, self._paused_since = 0, None
            early = now - self._asked_at_seconds < self._policy.least_reaction_seconds
            if early and target in _SIDES:
                return Refused(Refusal.TOO_EARLY)
            self._held.append(seen)
            return self._held_long_enough() or self._in_time(now)
        self._held.clear()
        if at in _SIDES and at is not self.position:
            self._wrong_frames += 1
            if self._wrong_frames > 1:  # one frame may be noise
                return Refused(Refusal.WRONG_TURN)
        if at is Position.MIDDLE and self.position in _SIDES and target in _SIDES:
            self._paused_since = now if self._paused_since is None else self._paused_since
            if now - self._paused_since > self._policy.pause_seconds:
                return Refused(Refusal.WRONG_TURN)
        elif at is not None:
            self._paused_since = None
        return self._in_time(now)

    def _held_long_enough(self) -> Verdict | None:
        policy, held = self._policy, self._held
        lasted = held[-1].view.at_seconds - held[0].view.at_seconds
        if len(held) < policy.hold_frames or lasted < policy.hold_seconds:
            return None
        assert self._reference is not None
        mean = motion(self._reference, mean_shape([item.view.landmarks for item in held]))
        target = self._challenge[self._step]
        if mean is None or self._zone(mean) is not target:
            return None
        if target in _SIDES:
            depth = depth_of(mean)
            if depth < policy.min_depth:
                return Refused(Refusal.SHAPE)
            self._depths.append(depth)
        self._held = []
        self._step += 1
        if self._step == len(self._challenge):
            depth = float(np.mean(self._depths))
            return Passed(depth) if depth >= policy.min_mean_depth else Refused(Refusal.SHAPE)
        self._asked_at_seconds = held[-1].view.at_seconds
        return self._asking()

    def _zone(self, seen: Motion) -> Position | None:
        """Where the head points; None between two positions."""
        if abs(seen.parallax_x) <= self._policy.straight:
            return Position.MIDDLE
        if abs(seen.parallax_x) < self._policy.turned:
            return None
        return Position.LEFT if seen.parallax_x > 0 else Position.RIGHT

    def _in_time(self, now: float) -> Verdict:
        if now - self._asked_at_seconds <= self._policy.step_seconds:
            return self._asking()
        tilted = self._least_foreshortening < self._policy.flat_foreshortening
        flat = tilted and self._most_parallax < self._policy.turned
        return Refused(Refusal.FLAT if flat else Refusal.TOO_SLOW)

    def _asking(self) -> Asking:
        deadline = self._asked_at_seconds + self._policy.step_seconds
        return Asking(self._challenge[self._step], self._step + 1, len(self._challenge), deadline)


def depth_of(seen: Motion) -> float:
    """How far the nose stands out of the plane of eyes and mouth, in distances between the eyes: parallax grows with
    the sine of a turn whose cosine is the foreshortening."""
    sine = float(np.sqrt(max(0.0, 1.0 - min(1.0, seen.foreshortening) ** 2)))
    return abs(seen.parallax_x) / max(sine, 1e-3)


def turn_of(points: Landmarks) -> float:
    """How far aside of the eyes' and the mouth's middle the nose stands, in halves of the distance between the eyes."""
    eyes = points[1] - points[0]
    between = max(float(np.hypot(*eyes)), 1e-6)
    return abs(float((points[2] - points[[0, 1, 3, 4]].mean(0)) @ eyes) / between) / (between / 2)
