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
_BETWEEN = re.compile(r";(?![^()]*\))")
"""A semicolon that is not in a remark."""


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
    not_in_gallery: frozenset[str]
    """Who is named but not to be enrolled."""


def read_videos(folder: Path, enrolled: frozenset[str]) -> tuple[LabelledVideo, ...]:
    """Every video of `folder`/videos.csv, () without such a file. LabelsUnusable names the line of the first mistake.

    `enrolled` are the labels that "everyone" and "all other enrolled people" stand for.
    """
    file = folder / VIDEOS
    if not file.is_file():
        return ()
    return tuple(_video(folder, file, line, row, enrolled) for line, row in read_rows(file, _COLUMNS))


def _video(folder: Path, file: Path, line: int, row: dict[str, str], enrolled: frozenset[str]) -> LabelledVideo:
    hard = tuple(_people(row["present_but_hard"]))
    hard_names = frozenset(person.identity for person in hard)
    must, all_must = _named(row["must_be_recognised"])
    must_not, all_must_not = _named(row["must_not_be_marked"])
    if all_must:
        must |= enrolled - hard_names - must_not
    present = must | hard_names
    if all_must_not:
        must_not |= enrolled if all_must else enrolled - present
    if both := must & must_not:
        raise LabelsUnusable(file, line, f"{', '.join(sorted(both))} must and must not be marked")
    if both := hard_names & must_not:
        raise LabelsUnusable(file, line, f"{', '.join(sorted(both))} may be hard to see and must not be marked")
    name = row["path"].strip()
    path = inside(folder, name, file, line)
    unlabelled = enrolled - present - must_not
    return LabelledVideo(path, name, must, hard, must_not & enrolled, unlabelled, (present | must_not) - enrolled)


def _named(field: str) -> tuple[frozenset[str], bool]:
    """Those who are named, and whether everybody else is meant as well."""
    names = {person.identity for person in _people(field)}
    others = {name for name in names if name.lower() in (_EVERYONE, _ALL_OTHERS)}
    return frozenset(names - others), bool(others)


def _people(field: str) -> list[HardPerson]:
    """Each with what is remarked of them."""
    found = []
    for text in filter(None, map(str.strip, _BETWEEN.split(field))):
        remark = _REMARK.search(text)
        found.append(HardPerson(_REMARK.sub("", text), remark.group(1) if remark else ""))
    return found
