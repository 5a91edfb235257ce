"""Where pictures come from: a device, a network stream, a video file or a folder of pictures. All calls block."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import cv2
import numpy as np
import numpy.typing as npt

Image = npt.NDArray[np.uint8]

PICTURES = {".jpg", ".jpeg", ".png", ".bmp", ".webp"}
OPEN_TIMEOUT_MS = 10_000
READ_TIMEOUT_MS = 10_000


class SourceError(Exception):
    """The source cannot be opened, or stopped giving pictures; the text is for the person at the terminal."""


class Source(Protocol):
    """Gives one picture after another; used by one thread."""

    @property
    def waits(self) -> bool:
        """Whether it stands still while nobody wants frames, as a file does and a camera does not."""
        ...

    def next(self, seconds: float) -> Image | None:
        """The picture due `seconds` after the last one, (height, width, 3) BGR; None at the end."""
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

    def next(self, seconds: float) -> Image | None:
        self._due = max(self._due + seconds, time.monotonic() - seconds)
        while True:
            if not self._capture.grab():
                raise SourceError(f"camera {_without_password(self._address)} stopped giving pictures")
            if time.monotonic() >= self._due:
                good, image = self._capture.retrieve()
                if good:
                    return np.asarray(image, np.uint8)

    def close(self) -> None:
        self._capture.release()


class VideoFile:
    """A film, played at its own speed."""

    waits = True

    def __init__(self, path: Path, *, loop: bool) -> None:
        self._path, self._loop = path, loop
        self._capture = cv2.VideoCapture(str(path))
        if not self._capture.isOpened():
            raise SourceError(f"cannot read {path} as a video")
        rate = self._capture.get(cv2.CAP_PROP_FPS)
        self._frame_seconds = 1 / rate if 1 <= rate <= 240 else 1 / 25
        self._media_seconds = 0.0  # of the frame grabbed last
        self._wanted_seconds = 0.0

    def next(self, seconds: float) -> Image | None:
        self._wanted_seconds += seconds
        while self._media_seconds < self._wanted_seconds:
            if not self._capture.grab():
                if not self._loop or not self._rewind():
                    return None
                continue
            self._media_seconds += self._frame_seconds
        good, image = self._capture.retrieve()
        return np.asarray(image, np.uint8) if good else None

    def _rewind(self) -> bool:
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

    def next(self, seconds: float) -> Image | None:
        while True:
            path = next(self._remaining, None)
            if path is None:
                if not self._loop:
                    return None
                self._remaining = iter(self._paths)
                continue
            image = cv2.imread(str(path))
            if image is not None:
                return np.asarray(image, np.uint8)
            self._paths = [other for other in self._paths if other != path]  # not a picture after all
            if not self._paths:
                raise SourceError(f"none of the files of {path.parent} can be read as a picture")

    def close(self) -> None:
        self._remaining = iter(())


def _without_password(address: int | str) -> str:
    text = str(address)
    scheme, _, rest = text.rpartition("://")
    return f"{scheme}://{rest.rpartition('@')[2]}" if scheme else text
