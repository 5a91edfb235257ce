"""Reads a folder of labelled photos: `labels.csv` with path, identity, role, set, notes."""

import csv
import hashlib
import io
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from services.recognition.evaluation.errors import LabelsUnusable

LABELS = "labels.csv"
_COLUMNS = ("path", "identity", "role")


class Role(StrEnum):
    """What a photo is for."""

    GALLERY = "gallery"
    """Enrolled."""
    PROBE = "probe"
    """Another photo of somebody enrolled."""
    IMPOSTOR = "impostor"
    """Of somebody who is not enrolled."""
    SPOOF = "spoof"
    """Somebody enrolled, printed on paper or shown on a screen."""


@dataclass(frozen=True, slots=True)
class LabelledPhoto:
    """One row; `path` is absolute."""

    path: Path
    identity: str
    role: Role
    set_name: str
    sha256: str
    """Of the file."""


@dataclass(frozen=True, slots=True)
class Labels:
    """What labels.csv says, and what of it is left out."""

    photos: tuple[LabelledPhoto, ...]
    ignored: tuple[tuple[str, int], ...]
    """Roles that are not measured here, and how many rows have each."""
    same_person: tuple[tuple[str, str], ...]
    """Impostors left out because an enrolled person's label is made of the same words: impostor, enrolled."""
    not_in_gallery: tuple[str, ...]
    """Whose probes are left out: without a gallery photo they are neither enrolled nor, by their role, strangers."""
    enrolled_probes: int
    """Probes that are the very picture somebody is enrolled with: to recognise it is no art."""
    sha256: str
    """Over all rows that have a role of ours, and over the contents of their files."""

    def of(self, role: Role) -> list[LabelledPhoto]:
        return [photo for photo in self.photos if photo.role is role]


def read_labels(folder: Path) -> Labels:
    """Everything in `folder`/labels.csv. LabelsUnusable names the line of the first mistake."""
    file = folder / LABELS
    known: list[LabelledPhoto] = []
    ignored: Counter[str] = Counter()
    seen: dict[tuple[str, str], int] = {}
    for line, row in read_rows(file, _COLUMNS):
        name, identity, role = (row[column].strip() for column in _COLUMNS)
        if role not in {each.value for each in Role}:
            ignored[role or "(none)"] += 1
            continue
        if not identity:
            raise LabelsUnusable(file, line, "the identity is empty")
        path = inside(folder, name, file, line)
        if (name, role) in seen:
            raise LabelsUnusable(file, line, f"{name} is a {role} already in line {seen[name, role]}")
        seen[name, role] = line
        try:
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
        except OSError as error:
            raise LabelsUnusable(file, line, f"{name}: {_trouble(error)}") from error
        known.append(LabelledPhoto(path, identity, Role(role), row.get("set", "").strip() or "(none)", digest))
    kept, same = _without_doubles(known)
    enrolled = {photo.identity for photo in kept if photo.role is Role.GALLERY}
    lost = {photo.identity for photo in kept if photo.role is Role.PROBE} - enrolled
    kept = [photo for photo in kept if photo.role is not Role.PROBE or photo.identity in enrolled]
    pictures = {photo.sha256 for photo in kept if photo.role is Role.GALLERY}
    again = sum(photo.role is Role.PROBE and photo.sha256 in pictures for photo in kept)
    return Labels(
        tuple(kept), tuple(sorted(ignored.items())), tuple(same), tuple(sorted(lost)), again, data_sha256(known)
    )  # fmt: skip


def data_sha256(photos: Iterable[LabelledPhoto]) -> str:
    """One hash over labels and contents in their order, so that a result can name the data it was measured on."""
    digest = hashlib.sha256()
    for photo in photos:
        digest.update(f"{photo.path.name}:{photo.identity}:{photo.role.value}:".encode())
        digest.update(bytes.fromhex(photo.sha256))
    return digest.hexdigest()


def read_rows(file: Path, columns: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    """Line number and fields of every row that is not empty. LabelsUnusable when it is no csv with these columns."""
    try:
        text = file.read_text("utf-8-sig")
    except FileNotFoundError as error:
        raise LabelsUnusable(file, 0, "this file is missing") from error
    except OSError as error:
        raise LabelsUnusable(file, 0, _trouble(error)) from error
    except UnicodeDecodeError as error:
        raise LabelsUnusable(file, _line_of(file, error.start), "this is not UTF-8 text") from error
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    try:
        missing = [column for column in columns if column not in (reader.fieldnames or ())]
        if missing:
            raise LabelsUnusable(file, 1, f"the header has no column {', '.join(missing)}")
        for row in reader:
            if None in row or None in row.values():
                raise LabelsUnusable(file, reader.line_num, f"it has not {len(reader.fieldnames or ())} fields")
            yield reader.line_num, row
    except csv.Error as error:
        raise LabelsUnusable(file, reader.line_num, f"it cannot be read as csv: {error}") from error


def _line_of(file: Path, offset: int) -> int:
    """In which line a byte is."""
    return file.read_bytes()[:offset].count(b"\n") + 1


def inside(folder: Path, name: str, file: Path, line: int) -> Path:
    """The file that a row names; LabelsUnusable when it is none, or lies elsewhere."""
    if not name:
        raise LabelsUnusable(file, line, "the path is empty")
    try:
        path = (folder / name).resolve()
        there = path.is_file()
    except ValueError as error:
        raise LabelsUnusable(file, line, f"{name} is no name of a file") from error
    except OSError as error:
        raise LabelsUnusable(file, line, f"{name}: {_trouble(error)}") from error
    if not path.is_relative_to(folder.resolve()):
        raise LabelsUnusable(file, line, f"{name} is outside of the folder")
    if not there:
        raise LabelsUnusable(file, line, f"there is no file {name}")
    return path


def _trouble(error: OSError) -> str:
    return (error.strerror or str(error)).lower()


def _without_doubles(photos: list[LabelledPhoto]) -> tuple[list[LabelledPhoto], list[tuple[str, str]]]:
    """Impostors whose label has the words of an enrolled person's are that person: a mistake of the labels."""
    enrolled = {_words(photo.identity): photo.identity for photo in photos if photo.role is Role.GALLERY}
    kept: list[LabelledPhoto] = []
    same: list[tuple[str, str]] = []
    for photo in photos:
        other = enrolled.get(_words(photo.identity)) if photo.role is Role.IMPOSTOR else None
        if other is None:
            kept.append(photo)
        elif (photo.identity, other) not in same:
            same.append((photo.identity, other))
    return kept, same


def _words(identity: str) -> tuple[str, ...]:
    """The same for "Ann Lee" and "lee_ann"; numbers in another order are somebody else."""
    words = identity.lower().replace("-", "_").replace(" ", "_").split("_")
    return tuple(words if any(word.isdigit() for word in words) else sorted(words))
