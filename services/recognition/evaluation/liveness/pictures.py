"""Check-ins and attacks drawn as pictures and looked at by the detector: photographs of people, held and turned."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from services.recognition.domain.liveness.challenge import Position
from services.recognition.domain.liveness.geometry import Landmarks
from services.recognition.evaluation.liveness.actors import Turning
from services.recognition.evaluation.liveness.heads import Points, Pose
from services.recognition.evaluation.liveness.rendered import (
    PIXELS_BETWEEN_EYES,
    Image,
    Sheet,
    as_flat,
    as_surface,
    noisy,
    on_head,
)


class FindLandmarks(Protocol):
    """The detector: the largest face's (5, 2) landmarks in pixels; None when there is none."""

    def __call__(self, image: Image) -> Landmarks | None: ...


Draw = Callable[[Sheet, Pose], Image]


@dataclass(slots=True)
class Drawn:
    """A photo held before a camera as somebody would who answers what is asked, frame by frame through the detector."""

    sheet: Sheet
    draw: Draw
    find: FindLandmarks
    random: np.random.Generator
    turning: Turning
    pitch_degrees: float = 0.0
    """Up and down besides, as a hand does."""
    distance: float = 9.0

    def hear(self, position: Position, at_seconds: float) -> None:
        self.turning.drop_later_moves(at_seconds)
        self.turning.hear(position, at_seconds)

    def landmarks(self, at_seconds: float) -> Landmarks:
        found = self.find(self.picture(at_seconds))
        return np.zeros((5, 2)) if found is None else found

    def picture(self, at_seconds: float) -> Image:
        """The frame of that moment."""
        yaw = self.turning.degrees(at_seconds)
        tremble = self.random.normal(0, 0.5, 3)
        pose = Pose(
            yaw + tremble[0], self.pitch_degrees * np.sin(at_seconds) + tremble[1], tremble[2],
            0.05 * np.sin(0.7 * at_seconds), 0.0, self.distance,
        )  # fmt: skip
        return noisy(self.draw(self.sheet, pose), self.random)


def photograph(sheet: Sheet, find: FindLandmarks, random: np.random.Generator) -> Drawn:
    """A print or a screen, turned as asked, far enough for anything to show."""
    turning = Turning(random, float(random.uniform(30, 55)), float(random.uniform(50, 68)))
    return Drawn(sheet, as_flat, find, random, turning, float(random.uniform(0, 25)), float(random.uniform(6, 12)))


def bent_photograph(sheet: Sheet, find: FindLandmarks, random: np.random.Generator) -> Drawn:
    """A print bent around an upright cylinder of 5 to 10 cm radius."""
    depth = cylinder(sheet, float(random.uniform(0.8, 1.6)))

    def draw(of: Sheet, pose: Pose) -> Image:
        return as_surface(of, pose, depth)

    turning = Turning(random, float(random.uniform(30, 45)), float(random.uniform(45, 60)))
    return Drawn(sheet, draw, find, random, turning, 0.0, float(random.uniform(6, 10)))


def head(sheet: Sheet, find: FindLandmarks, random: np.random.Generator) -> Drawn:
    """The photo on a head of average shape: the nearest to somebody honest that can be drawn from one photo."""
    turning = Turning(random, float(random.normal(30, 4)), 42.0)
    return Drawn(sheet, on_head(sheet), find, random, turning, 2.0, float(random.uniform(8, 11)))


def cylinder(sheet: Sheet, radius: float) -> Points:
    """(side, side) depth of a sheet bent back on both sides of the nose; its width is left as it is."""
    side = sheet.image.shape[0]
    x = (np.arange(side) - sheet.middle) / PIXELS_BETWEEN_EYES
    depth = np.sqrt(np.clip(radius**2 - np.clip(np.abs(x), 0, 0.98 * radius) ** 2, 0.0, None)) - radius
    return np.asarray(np.broadcast_to(depth, (side, side)), np.float64)
