"""How a head is held, from five landmarks of a drawn face."""

from math import cos, radians, sin

import pytest

from services.recognition.domain.pose import Pose, pose_of

FRONT = ((40.0, 52.0), (72.0, 52.0), (56.0, 74.0), (43.0, 92.0), (69.0, 92.0))
"""Eyes, nose, mouth corners in pixels, as in a picture that is not mirrored."""


def held(nose_x: float = 0.0, nose_y: float = 0.0, roll_degrees: float = 0.0) -> Pose:
    """The pose of the face with its nose so many pixels off, the head tilted to a shoulder, in a wide picture."""
    moved = [(x + (nose_x if i == 2 else 0), y + (nose_y if i == 2 else 0)) for i, (x, y) in enumerate(FRONT)]
    turn = radians(roll_degrees)
    tilted = [
        (56 + (x - 56) * cos(turn) - (y - 70) * sin(turn), 70 + (x - 56) * sin(turn) + (y - 70) * cos(turn))
        for x, y in moved
    ]
    return pose_of([(x / 400, y / 200) for x, y in tilted], 400, 200)


@pytest.mark.parametrize("roll_degrees", [-25, 0, 25])
def test_poses_are_told_however_the_head_is_tilted(roll_degrees: float) -> None:
    assert held(roll_degrees=roll_degrees) is Pose.FRONT
    assert held(nose_x=7, roll_degrees=roll_degrees) is Pose.LEFT
    assert held(nose_x=-7, roll_degrees=roll_degrees) is Pose.RIGHT
    assert held(nose_y=-6, roll_degrees=roll_degrees) is Pose.UP
    assert held(nose_y=8, roll_degrees=roll_degrees) is Pose.DOWN


def test_a_head_that_is_turned_and_raised_counts_as_turned() -> None:
    assert held(nose_x=8, nose_y=-8) is Pose.LEFT
