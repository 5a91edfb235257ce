"""Heads, photographs and masks as five points in space, and the camera that sees them. No pictures."""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from services.recognition.domain.liveness.geometry import Landmarks

Points: TypeAlias = NDArray[np.float64]
"""(5, 3): x to the right of the picture, y down, z towards the camera, in distances between the eyes."""

# Eyes, tip of the nose and mouth corners of the mean face that MediaPipe publishes as its canonical model (Apache-2.0),
# in distances between its eyes (6.3 cm), from the eyes' middle; the tip stands 0.56 out of the plane of the others.
MEAN_HEAD: Points = np.array(
    [[-0.5, 0.0, 0.0], [0.5, 0.0, 0.0], [0.0, 0.54, 0.60], [-0.39, 1.10, 0.08], [0.39, 1.10, 0.08]]
)
# Standard deviations between people: noses and faces differ by about a tenth (Farkas, Anthropometry of the Head and
# Face, 1994), and hardly anybody is symmetrical.
_SPREAD: Points = np.array(
    [[0.015, 0.012, 0.015], [0.015, 0.012, 0.015], [0.02, 0.05, 0.06], [0.03, 0.06, 0.04], [0.03, 0.06, 0.04]]
)
_NECK = np.array([0.0, 0.9, -1.4])
"""What a head turns about."""


@dataclass(frozen=True, slots=True)
class Pose:
    """How something is held before the camera."""

    yaw_degrees: float = 0.0
    """To the right of the picture, which is the person's left."""
    pitch_degrees: float = 0.0
    roll_degrees: float = 0.0
    x: float = 0.0
    """Where its middle is beside the camera's axis, in distances between the eyes; y downwards."""
    y: float = 0.0
    distance: float = 9.0
    """From the camera, in distances between the eyes: 9 is 57 cm for a life-sized face."""


def a_head(random: np.random.Generator) -> Points:
    """Somebody."""
    return MEAN_HEAD + random.normal(size=(5, 3)) * _SPREAD


def a_photograph(of: Points, distance: float = 12.0) -> Points:
    """A flat picture of somebody taken from the front."""
    depth = distance / (distance - of[:, 2])
    return np.column_stack([of[:, 0] * depth, of[:, 1] * depth, np.zeros(5)])


def bent(photograph: Points, radius: float, axis_degrees: float = 0.0) -> Points:
    """Bent around a cylinder of that radius, in distances between the eyes, whose axis is upright or turned so far."""
    angle = np.radians(axis_degrees)
    along = np.array([np.cos(angle), np.sin(angle)])
    across = photograph[:, :2] @ along
    flat = photograph[:, :2] + np.outer(radius * np.sin(across / radius) - across, along)
    return np.column_stack([flat, radius * (np.cos(across / radius) - 1)])


def folded(photograph: Points, angle_degrees: float) -> Points:
    """Folded along the nose, each half turned back by that angle: the strongest thing that can be done to paper."""
    angle, x = np.radians(angle_degrees), photograph[:, 0]
    return np.column_stack([x * np.cos(angle), photograph[:, 1], -np.abs(x) * np.sin(angle)])


def warped_nose(photograph: Points, aside: float) -> Points:
    """A picture in which the nose was moved aside: another flat picture."""
    moved = photograph.copy()
    moved[2, 0] += aside
    return moved


def raised_nose(photograph: Points, height: float) -> Points:
    """A paper mask whose nose is cut out and raised so far: no longer flat."""
    raised = photograph.copy()
    raised[2, 2] += height
    return raised


def seen(points: Points, pose: Pose, eye_distance_px: float, pivot: Points | None = None) -> Landmarks:
    """(5, 2) pixels of a pinhole camera for which an upright face at 9 distances has its eyes that many pixels apart.

    `pivot` (3,) is what it turns about: the neck for a head; None for the middle of what is held in the hand.
    """
    centre = points.mean(0) if pivot is None else pivot
    turned = (points - centre) @ rotation(pose).T + centre
    z = pose.distance - turned[:, 2]
    focal = eye_distance_px * 9.0
    return np.column_stack([(turned[:, 0] + pose.x) / z, (turned[:, 1] + pose.y) / z]) * focal


def rotation(pose: Pose) -> NDArray[np.float64]:
    """(3, 3): roll in the picture, then pitch, then yaw."""
    yaw, pitch, roll = np.radians([pose.yaw_degrees, pose.pitch_degrees, pose.roll_degrees])
    about_y = np.array([[np.cos(yaw), 0, np.sin(yaw)], [0, 1, 0], [-np.sin(yaw), 0, np.cos(yaw)]])
    about_x = np.array([[1, 0, 0], [0, np.cos(pitch), np.sin(pitch)], [0, -np.sin(pitch), np.cos(pitch)]])
    about_z = np.array([[np.cos(roll), -np.sin(roll), 0], [np.sin(roll), np.cos(roll), 0], [0, 0, 1]])
    return np.asarray(about_z @ about_x @ about_y, np.float64)


def neck() -> Points:
    """(3,) what a head turns about."""
    return _NECK.copy()
