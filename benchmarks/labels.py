"""Reads a folder of labelled photos: `labels.csv` with path, identity, role, set, notes."""

import csv
import hashlib
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class LabelledPhoto:
    """One row; `path` is absolute."""

    path: Path
    identity: str
    role: str
    """gallery, probe, impostor, spoof or group."""


def read_labels(folder: Path) -> tuple[LabelledPhoto, ...]:
    """The rows of `folder`/labels.csv in their order."""
    with (folder / "labels.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    return tuple(LabelledPhoto(folder / row["path"], row["identity"], row["role"]) for row in rows)


def sha256_of(photos: tuple[LabelledPhoto, ...]) -> str:
    """One hash over labels and contents, so that a result can name the data it was measured on."""
    digest = hashlib.sha256()
    for photo in photos:
        digest.update(f"{photo.path.name}:{photo.identity}:{photo.role}:".encode())
        digest.update(hashlib.sha256(photo.path.read_bytes()).digest())
    return digest.hexdigest()
