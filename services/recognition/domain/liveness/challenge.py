"""What is asked of somebody who checks in alone: positions of the head in an order nobody can know before."""

from collections.abc import Callable
from enum import StrEnum
from typing import TypeAlias

RandomIndex: TypeAlias = Callable[[int], int]
"""A number from 0 up to, not including, the argument; `secrets.randbelow` where it matters."""

STEPS = 6


class Position(StrEnum):
    """Where the head points, by the person's own left and right."""

    MIDDLE = "middle"
    LEFT = "left"
    RIGHT = "right"


Challenge: TypeAlias = tuple[Position, ...]


def draw_challenge(random_index: RandomIndex, steps: int = STEPS) -> Challenge:
    """A walk from the middle: each step to one of the two other positions, both sides asked at least once.

    All `sequences(steps)` walks are equally likely. One that ends at a side is led back to the middle.
    """
    while True:
        walk: list[Position] = []
        at = Position.MIDDLE
        for _ in range(steps):
            at = [position for position in Position if position is not at][random_index(2)]
            walk.append(at)
        # without both sides the answer would show one half of a head alone
        if {Position.LEFT, Position.RIGHT} <= set(walk):
            return tuple(walk) if at is Position.MIDDLE else (*walk, Position.MIDDLE)


def sequences(steps: int = STEPS) -> int:
    """How many walks there are: two choices a step, less the two that never leave one side and the middle."""
    return (1 << steps) - 2
