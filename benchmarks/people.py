"""Who is enrolled, and who is seen: people of packaged photos, or of a folder that `presence evaluate` reads too."""

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from benchmarks.scenes import head
from cli.demo.faces import PEOPLE, fetch
from services.recognition.evaluation.labels import Role, read_labels
from services.recognition.vision.decode import Image, decode_photo

_PACKAGED_STRANGERS = ("group_2", "group_5", "tom")
_SEATED, _STRANGERS = 18, 6
_PHOTOS_A_PERSON = 3


@dataclass(frozen=True, slots=True, eq=False)
class People:
    """What a benchmark draws its scenes of."""

    photos: dict[str, list[bytes]]
    """Enrolled person → photos to enrol them with."""
    heads: dict[str, Image]
    """Who is seen, enrolled or not → BGR head and shoulders, another photo than those where there is one."""

    @property
    def present(self) -> set[str]:
        """Enrolled people who are seen."""
        return set(self.photos) & set(self.heads)


def packaged() -> People:
    """Ten people, three of them strangers; only one has different photos to be enrolled and to be seen with."""
    files = fetch()
    known = [person for person in PEOPLE if person.key not in _PACKAGED_STRANGERS]
    return People(
        {person.key: [files[photo].read_bytes() for photo in person.enrol] for person in known},
        {person.key: head(files[person.seen].read_bytes(), person.head_px) for person in PEOPLE},
    )


def labelled(folder: Path) -> People:
    """Everybody of the gallery enrolled; 18 of them and 6 strangers seen, each with the first photo of another kind."""
    labels = read_labels(folder)
    photos: dict[str, list[bytes]] = defaultdict(list)
    for photo in labels.of(Role.GALLERY):
        if len(photos[photo.identity]) < _PHOTOS_A_PERSON:
            photos[photo.identity].append(photo.path.read_bytes())
    seen = {photo.identity: photo.path for photo in reversed(labels.of(Role.PROBE))}
    strangers = {photo.identity: photo.path for photo in labels.of(Role.IMPOSTOR)}
    chosen = [*sorted(seen.items())[:_SEATED], *sorted(strangers.items())[:_STRANGERS]]
    return People(dict(photos), {name: _upright(path) for name, path in chosen})


def _upright(path: Path) -> Image:
    """With a border, as if there were a room around the head."""
    image = decode_photo(path.read_bytes())
    border = max(image.shape[:2]) // 8
    padded = cv2.copyMakeBorder(image, border, border, border, border, cv2.BORDER_REPLICATE)
    return np.asarray(padded, np.uint8)
