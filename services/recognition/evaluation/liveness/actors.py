"""Who stands before a kiosk, honest or not, as a function of time and of what is asked."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from services.recognition.domain.liveness.challenge import Position
from services.recognition.domain.liveness.geometry import Landmarks
from services.recognition.evaluation.liveness.heads import Points, Pose, neck, seen

_SIGN = {Position.LEFT: 1.0, Position.RIGHT: -1.0, Position.MIDDLE: 0.0}


class Actor(Protocol):
    """Answers prompts, or pretends to."""

    def hear(self, position: Position, at_seconds: float) -> None:
        """This is asked for, from now on."""

    def landmarks(self, at_seconds: float) -> Landmarks:
        """(5, 2) pixels, without the detector's noise."""
        ...


@dataclass(slots=True)
class Turning:
    """How far something is turned over time, by somebody who reacts to what is asked and takes a while to turn."""

    random: np.random.Generator
    turn_degrees: float
    further_degrees: float
    """As far as it is turned when the first turn did not do; the ring on the screen shows that it did not."""
    _moves: list[tuple[float, float, float]] = field(default_factory=list)
    """Begin, duration, and the angle at the end."""

    def hear(self, position: Position, at_seconds: float) -> None:
        reaction = float(np.clip(self.random.lognormal(np.log(0.45), 0.3), 0.22, 1.5))
        duration = float(self.random.uniform(0.35, 0.8))
        target = _SIGN[position] * float(self.random.normal(self.turn_degrees, 4.0))
        begin = at_seconds + reaction
        self._moves = [*self._moves, (begin, duration, target)][-3:]
        if position is not Position.MIDDLE:
            further = _SIGN[position] * self.further_degrees
            self._moves.append((begin + duration + 1.0, 0.5, further))

    def degrees(self, at_seconds: float) -> float:
        """The angle at that moment; smooth, as limbs and necks move (Flash & Hogan 1985)."""
        angle = 0.0
        for index, (begin, duration, target) in enumerate(self._moves):
            following = self._moves[index + 1 :]
            end = min([at_seconds, *(other[0] for other in following)])
            share = float(np.clip((end - begin) / duration, 0.0, 1.0))
            angle += (target - angle) * share**3 * (10 - 15 * share + 6 * share**2)
        return angle

    def drop_later_moves(self, at_seconds: float) -> None:
        """What was not begun when something new is asked is not done."""
        self._moves = [move for move in self._moves if move[0] <= at_seconds]


class Held:
    """Something turned before the camera: a head about its neck, or a picture in the hand."""

    def __init__(
        self, points: Points, random: np.random.Generator, turn_degrees: float, further_degrees: float, *, head: bool
    ) -> None:
        self._points = points
        self._pivot = neck() if head else None
        self._turning = Turning(random, turn_degrees, further_degrees)
        self._distance = float(random.uniform(6.5, 13.0))
        self._sway = random.uniform(0.3, 1.4, 4)
        self._phase = random.uniform(0, 6.28, 4)
        # nobody turns about exactly the upright axis
        self._nod, self._lean = random.normal(0, 0.12, 2)
        self._unrest = 1.0 if head else 2.0

    def hear(self, position: Position, at_seconds: float) -> None:
        self._turning.drop_later_moves(at_seconds)
        self._turning.hear(position, at_seconds)

    def landmarks(self, at_seconds: float) -> Landmarks:
        yaw = self._turning.degrees(at_seconds)
        a, b, c, d = self._unrest * np.sin(self._sway * at_seconds + self._phase)
        pose = Pose(
            yaw_degrees=yaw + 1.0 * a, pitch_degrees=self._nod * abs(yaw) + 1.5 * b, roll_degrees=self._lean * yaw + c,
            x=0.06 * d, y=0.05 * a, distance=self._distance * (1 + 0.01 * b),
        )  # fmt: skip
        return seen(self._points, pose, 64.0, self._pivot)


class Swung:
    """A photo that is swung about in all directions without regard to what is asked."""

    def __init__(self, points: Points, random: np.random.Generator) -> None:
        self._points = points
        self._amplitude = random.uniform(15, 60, 2)
        self._pace = random.uniform(1.0, 4.0, 4)
        self._phase = random.uniform(0, 6.28, 4)
        self._distance = float(random.uniform(5, 14))
        self._begun: float | None = None

    def hear(self, position: Position, at_seconds: float) -> None:
        self._begun = at_seconds if self._begun is None else self._begun

    def landmarks(self, at_seconds: float) -> Landmarks:
        began = 0.0 if self._begun is None else min(1.0, at_seconds - self._begun)
        a, b, c, d = began * np.sin(self._pace * at_seconds + self._phase)
        pose = Pose(
            self._amplitude[0] * a, self._amplitude[1] * b, 12 * c, 0.4 * d, 0.2 * c, self._distance * (1 + 0.2 * d)
        )
        return seen(self._points, pose, 64.0)


class Replayed:
    """A film of an honest answer to another challenge, on a screen that is held still and begun when asked first."""

    def __init__(self, film: Callable[[float], Landmarks], asked_at_seconds: float) -> None:
        self._film = film
        self._asked_in_film = asked_at_seconds
        self._offset: float | None = None

    def hear(self, position: Position, at_seconds: float) -> None:
        self._offset = at_seconds - self._asked_in_film if self._offset is None else self._offset

    def landmarks(self, at_seconds: float) -> Landmarks:
        # until it is asked, the film stands at its first, straight picture
        return self._film(at_seconds - self._offset if self._offset is not None else 0.0)
