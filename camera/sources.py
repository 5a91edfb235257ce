"""Where pictures come from: a device, a network stream, a video file or a folder of pictures. All calls block."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import cv2
import numpy as np
import numpy.typing as npt

from services.common.film import FrameTimes

Image = npt.NDArray[np.uint8]

PICTURES = {".jpg", ".jpeg", ".png", ".bmp", ".webp"}
OPEN_TIMEOUT_MS = 10_000
READ_TIMEOUT_MS = 10_000
_ROUNDING_SECONDS = 1e-6


class SourceError(Exception):
    """The source cannot be opened, or stopped giving pictures; the text is for the person at the terminal."""


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """What a source shows next."""

    image: Image
    """(height, width, 3) BGR."""
    after_seconds: float
    """Of the source's own time since its last picture; 0 for a live camera, which has waited for it."""


class Source(Protocol):
    """Gives one picture after another; used by one thread."""

    @property
    def waits(self) -> bool:
        """Whether it stands still while nobody wants frames, as a file does and a camera does not."""
        ...

    def next(self, seconds: float) -> Picture | None:
        """The first new picture `seconds` or more after the last one; None at the end."""
        ...

    def close(self) -> None:
        """Let the device or file go."""
        ...


def open_source(source: str, *, loop: bool = False) -> Source:
    """Open a device index, an RTSP or HTTP address, a video file or a folder. Raises SourceError."""
    if source.isdecimal():
        return LiveSource(int(source))
    if "://" in source:
        return LiveSource(source)
    path = Path(source)
    if path.is_dir():
        return FolderSource(path, loop=loop)
    if path.is_file():
        return VideoFile(path, loop=loop)
    raise SourceError(f"there is no device, address, file or folder {source!r}")


class LiveSource:
    """A USB device or a network camera: pictures come whether wanted or not, so those not wanted are thrown away."""

    waits = False

    def __init__(self, address: int | str) -> None:
        self._address = address
        if isinstance(address, int):
            self._capture = cv2.VideoCapture(address)
        else:
            timeouts = [
                cv2.CAP_PROP_OPEN_TIMEOUT_MSEC,
                OPEN_TIMEOUT_MS,
                cv2.CAP_PROP_READ_TIMEOUT_MSEC,
                READ_TIMEOUT_MS,
            ]
            self._capture = cv2.VideoCapture(address, cv2.CAP_FFMPEG, timeouts)
        if not self._capture.isOpened():
            raise SourceError(f"cannot open camera {_without_password(address)}")
        self._due = time.monotonic()

    def next(self, seconds: float) -> Picture | None:
        self._due = max(self._due + seconds, time.monotonic() - seconds)
        while True:
            if not self._capture.grab():
                raise SourceError(f"camera {_without_password(self._address)} stopped giving pictures")
            if time.monotonic() >= self._due:
                good, image = self._capture.retrieve()
                if good:
                    return Picture(np.asarray(image, np.uint8), after_seconds=0.0)

    def close(self) -> None:
        self._capture.release()


class VideoFile:
    """A film, played at its own speed: no picture is given twice, however many are wanted a second."""

    waits = True

    def __init__(self, path: Path, *, loop: bool) -> None:
        self._path, self._loop = path, loop
        self._capture = cv2.VideoCapture(str(path))
        if not self._capture.isOpened():
            raise SourceError(f"cannot read {path} as a video")
        self._times = FrameTimes(self._capture.get(cv2.CAP_PROP_FPS))
        self._shown_seconds = 0.0
        self._due_seconds = float("-inf")

    def next(self, seconds: float) -> Picture | None:
        self._due_seconds = max(self._due_seconds + seconds, self._shown_seconds)
        while self._capture.grab() or (self._loop and self._rewind()):
            second = self._times.next(self._capture.get(cv2.CAP_PROP_POS_MSEC) / 1000)
            if second + _ROUNDING_SECONDS < self._due_seconds:
                continue
            good, image = self._capture.retrieve()
            if good:
                after_seconds = second - self._shown_seconds
                self._shown_seconds = second
                return Picture(np.asarray(image, np.uint8), after_seconds)
        return None

    def _rewind(self) -> bool:
        self._times.again()
        self._capture.release()
        self._capture = cv2.VideoCapture(str(self._path))
        return self._capture.isOpened() and self._capture.grab()

    def close(self) -> None:
        self._capture.release()


class FolderSource:
    """Pictures of a folder by name, one each time a frame is wanted."""

    waits = True

    def __init__(self, folder: Path, *, loop: bool) -> None:
        self._paths = sorted(path for path in folder.iterdir() if path.suffix.lower() in PICTURES)
        if not self._paths:
            raise SourceError(f"folder {folder} holds no pictures ({', '.join(sorted(PICTURES))})")
        self._loop = loop
        self._remaining: Iterator[Path] = iter(self._paths)

    def next(self, seconds: float) -> Picture | None:
        while True:
            path = next(self._remaining, None)
            if path is None:
                if not self._loop:
                    return None
                self._remaining = iter(self._paths)
                continue
            image = cv2.imread(str(path))
            if image is not None:
                return Picture(np.asarray(image, np.uint8), after_seconds=seconds)
            self._paths = [other for other in self._paths if other != path]  # not a picture after all
            if not self._paths:
                raise SourceError(f"none of the files of {path.parent} can be read as a picture")

    def close(self) -> None:
        self._remaining = iter(())


def _without_password(address: int | str) -> str:
    text = str(address)
    scheme, _, rest = text.rpartition("://")
    return f"{scheme}://{rest.rpartition('@')[2]}" if scheme else text
