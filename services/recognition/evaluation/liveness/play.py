"""One check-in played through: an actor before the judge, frame by frame."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from services.recognition.domain.liveness.challenge import Challenge
from services.recognition.domain.liveness.geometry import Landmarks
from services.recognition.domain.liveness.judge import Asking, FaceView, LivenessJudge, Passed, Refusal, Refused
from services.recognition.domain.liveness.policy import LivenessPolicy
from services.recognition.evaluation.liveness.actors import Actor

# Of the detector, per landmark and axis, in distances between the eyes: measured on photos of people who are in no
# report, drawn 64 px between the eyes with a webcam's noise (docs/decisions/liveness.md).
LANDMARK_NOISE = 0.02
MOST_SECONDS = 60.0


@dataclass(frozen=True, slots=True, eq=False)
class Played:
    """How it ended, and the film of it."""

    passed: bool
    refusal: Refusal | None
    seconds: float
    asked_at_seconds: float
    film: Callable[[float], Landmarks]
    """Capture time → landmarks, as a camera filmed them; straight lines between the frames."""


def play(
    actor: Actor,
    challenge: Challenge,
    random: np.random.Generator,
    *,
    noise: float = LANDMARK_NOISE,
    policy: LivenessPolicy | None = None,
    fps: float = 8.0,
) -> Played:
    """Let the actor answer. Prompts reach them 0.15 s after the frame they follow from. `noise` is 0 where the
    landmarks are the detector's own; all zero, they are of a frame without a face."""
    judge, at, step = LivenessJudge(challenge, policy), 0.0, 0
    times: list[float] = []
    frames: list[Landmarks] = []
    asked_at = 0.0
    while not judge.over and at < MOST_SECONDS:
        at += float(random.uniform(0.8, 1.2)) / fps
        clean = actor.landmarks(at)
        if not clean.any():
            judge.miss(at)
            continue
        between = float(np.hypot(*(clean[1] - clean[0])))
        landmarks = clean + random.normal(0, noise * max(between, 30.0), clean.shape)
        times.append(at)
        frames.append(clean)
        verdict = judge.see(FaceView(at, landmarks, _width(landmarks)))
        if isinstance(verdict, Asking) and verdict.step != step:
            step = verdict.step
            asked_at = asked_at or at
            actor.hear(verdict.position, at + 0.15)
    refusal = judge.verdict.refusal if isinstance(judge.verdict, Refused) else None
    return Played(isinstance(judge.verdict, Passed), refusal, at, asked_at, _film(times, frames))


def _width(landmarks: Landmarks) -> float:
    """About as wide as a detector's box: eyes and mouth take up half of it."""
    height = float(np.hypot(*((landmarks[3] + landmarks[4] - landmarks[0] - landmarks[1]) / 2)))
    return 1.8 * height


def _film(times: list[float], frames: list[Landmarks]) -> Callable[[float], Landmarks]:
    at, values = np.array(times or [0.0]), np.stack(frames or [np.zeros((5, 2))]).reshape(-1, 10)

    def film(second: float) -> Landmarks:
        columns = [np.interp(second, at, values[:, column]) for column in range(10)]
        return np.array(columns, np.float64).reshape(5, 2)

    return film
