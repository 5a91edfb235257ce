"""Reads `videos.csv`: who must, may and must not be marked in each video."""

import re
from dataclasses import dataclass
from pathlib import Path

from services.recognition.evaluation.errors import LabelsUnusable
from services.recognition.evaluation.labels import inside, read_rows

VIDEOS = "videos.csv"
_COLUMNS = ("path", "must_be_recognised", "present_but_hard", "must_not_be_marked")
_EVERYONE = "everyone"
_ALL_OTHERS = "all other enrolled people"
_REMARK = re.compile(r"\s*\(([^()]*)\)\s*$")


@dataclass(frozen=True, slots=True)
class HardPerson:
    """Somebody who is there, but whom nobody is blamed for not recognising."""

    identity: str
    why: str


@dataclass(frozen=True, slots=True)
class LabelledVideo:
    """One row; `path` is absolute."""

    path: Path
    name: str
    """As in the csv."""
    must: frozenset[str]
    hard: tuple[HardPerson, ...]
    must_not: frozenset[str]
    """Enrolled people who are not in it; marking one of them is a false mark."""
    unlabelled: frozenset[str]
    """Enrolled people of whom nothing is said."""


def read_videos(folder: Path, enrolled: frozenset[str]) -> tuple[LabelledVideo, ...]:
    """Every video of `folder`/videos.csv, () without such a file. LabelsUnusable names the line of the first mistake.

    `enrolled` are the labels that "everyone" and "all other enrolled people" stand for.
    """
    file = folder / VIDEOS
    if not file.is_file():
        return ()
    return tuple(_video(folder, file, line, row, enrolled) for line, row in read_rows(file, _COLUMNS))


def _video(folder: Path, file: Path, line: int, row: dict[str, str], enrolled: frozenset[str]) -> LabelledVideo:
    must = frozenset(_names(row["must_be_recognised"]))
    hard = tuple(_hard(name) for name in _names(row["present_but_hard"]))
    present = must | {person.identity for person in hard}
    stated = set(_names(row["must_not_be_marked"]))
    must_not = frozenset(stated - {_EVERYONE, _ALL_OTHERS})
    if stated & {_EVERYONE, _ALL_OTHERS}:
        must_not |= enrolled - present
    if both := must & must_not:
        raise LabelsUnusable(file, line, f"{', '.join(sorted(both))} must and must not be marked")
    name = row["path"].strip()
    path = inside(folder, name, file, line)
    return LabelledVideo(path, name, must, hard, must_not & enrolled, enrolled - present - must_not)


def _names(field: str) -> list[str]:
    return [name.strip() for name in field.split(";") if name.strip()]


def _hard(text: str) -> HardPerson:
    remark = _REMARK.search(text)
    return HardPerson(_REMARK.sub("", text), remark.group(1) if remark else "")
