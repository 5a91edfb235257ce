"""What happens in a session and what is killed in it, drawn by a number: the same in every run."""

from __future__ import annotations

import random
from dataclasses import dataclass

from presence.attendance.v1 import attendance_service_pb2 as pb

FILM_SECONDS = 11.0
PODS, ATTENDANCE, POSTGRES = "recognition", "attendance", "postgres"

# Who sits in the room from when to when, in seconds. All stay long enough to be recognised by two frames a second.
FILMS: tuple[dict[str, tuple[float, float]], ...] = (
    {"barack": (0.2, 11.0), "group_3": (0.4, 11.0)},
    {"barack": (0.2, 11.0), "group_4": (0.2, 8.5)},
    {"group_3": (0.2, 11.0), "group_6": (2.0, 11.0)},
    {"barack": (0.2, 8.0), "group_4": (0.4, 11.0), "group_6": (1.0, 11.0)},
    {"group_3": (0.2, 8.5), "group_4": (1.5, 11.0)},
)
NEVER_COMES = "joe"


@dataclass(frozen=True)
class Kill:
    """So many seconds after the first frame was sent."""

    at_seconds: float
    victim: str


@dataclass(frozen=True)
class Word:
    """What the teacher says of a student, so many seconds after the first frame was sent."""

    at_seconds: float
    student: str
    status: pb.MarkStatus.ValueType


@dataclass(frozen=True)
class Script:
    """One session."""

    number: int
    film: int
    kills: tuple[Kill, ...]  # by time
    words: tuple[Word, ...]  # by time; no student twice


def drawn(number: int, seed: int) -> Script:
    """Every second session kills the pod, every session something; often two."""
    chance = random.Random(seed * 10_000 + number)  # noqa: S311 - it draws moments
    others = [ATTENDANCE, POSTGRES]
    chance.shuffle(others)
    victims = [PODS, *others[: chance.randrange(3)]] if number % 2 == 0 else others[: chance.randrange(1, 3)]
    film = number % len(FILMS)
    # a kill may meet the end of the session, and what comes after it
    kills = sorted((Kill(chance.uniform(0.0, FILM_SECONDS + 1.5), victim) for victim in victims), key=_time)
    words = [(NEVER_COMES, pb.MARK_STATUS_EXCUSED), (next(iter(FILMS[film])), pb.MARK_STATUS_LATE)]
    spoken = sorted((Word(chance.uniform(0.5, FILM_SECONDS), *word) for word in words), key=_time)
    return Script(number, film, tuple(kills), tuple(spoken))


def _time(one: Kill | Word) -> float:
    return one.at_seconds
