"""What runs in a worker process of an evaluation: photos and videos, by Presence or by the reference loop."""

import ctypes
import os
import signal
from dataclasses import dataclass
from functools import cache
from pathlib import Path

for _variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_variable, "1")  # before the numeric libraries load: CPU time of one thread is what is told

import cv2  # noqa: E402  the threads are set above

from services.recognition.app.pod import StreamLimits  # noqa: E402  the threads are set above
from services.recognition.domain.encoder import Encoder  # noqa: E402  the threads are set above
from services.recognition.domain.errors import FrameTooLarge, FrameUnreadable  # noqa: E402  the same
from services.recognition.evaluation.frames import camera_frames  # noqa: E402  the threads are set above
from services.recognition.evaluation.kiosk import hold_up  # noqa: E402  the threads are set above
from services.recognition.evaluation.liveness.report import LivenessReport, liveness_report  # noqa: E402  the same
from services.recognition.evaluation.motion import in_motion  # noqa: E402  the threads are set above
from services.recognition.evaluation.production import GalleryIdentifier, Photos  # noqa: E402  the same
from services.recognition.evaluation.system import Identifier, PhotoEncoder, PhotoResult, Purpose  # noqa: E402  the same
from services.recognition.evaluation.watch import Watched, watch, watch_with_reference  # noqa: E402  the same
from services.recognition.vision.decode import decode_photo  # noqa: E402  the threads are set above

_SEED = 7
_FILM_PX = 800
_PR_SET_PDEATHSIG = 1  # linux/prctl.h

_model_cache: Path | None = None


@dataclass(frozen=True, slots=True)
class PhotoJob:
    """One photo to look at."""

    path: Path
    purpose: Purpose
    encoder: Encoder | None
    """None: the reference loop's."""


@dataclass(frozen=True, slots=True, eq=False)
class VideoJob:
    """One video to watch."""

    path: Path
    identifier: Identifier


@dataclass(frozen=True, slots=True, eq=False)
class TrackJob:
    """Photos to set in motion and watch, each for itself."""

    identifier: Identifier
    first: int
    """Number of the first of them, which decides how it moves."""
    paths: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class KioskJob:
    """One picture to hold up."""

    path: Path
    encoder: Encoder


def load(model_cache: Path, parent_pid: int) -> None:
    """Initialise this process: tie its life to the parent's. Models load with the first job that needs them."""
    global _model_cache  # noqa: PLW0603  the pool's initialiser has no other way to hand state to its jobs
    _model_cache = model_cache
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent_pid:  # it died before prctl took hold
        os._exit(1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent decides when we end
    cv2.setNumThreads(1)


@cache
def presence(encoder: Encoder) -> Photos:
    """Presence's models, loaded once."""
    if _model_cache is None:
        raise RuntimeError("the worker process was not initialised")
    return Photos(_model_cache, encoder)


@cache
def _reference() -> PhotoEncoder:
    from services.recognition.evaluation.reference import ReferencePhotos  # its weights load with it

    return ReferencePhotos()


def look(job: PhotoJob) -> PhotoResult:
    """The result of one photo."""
    encoder = presence(job.encoder) if job.encoder else _reference()
    return encoder.look(job.path.read_bytes(), job.purpose)


def watch_video(job: VideoJob) -> Watched:
    """What a video came to."""
    frames = camera_frames(job.path, StreamLimits())
    if isinstance(job.identifier, GalleryIdentifier):
        return watch(frames, presence(job.identifier.gallery.encoder), job.identifier)
    return watch_with_reference(frames, job.identifier)


def watch_tracks(job: TrackJob) -> tuple[frozenset[str] | None, ...]:
    """Who is marked in the film of each photo; None where it is no picture."""
    return tuple(_watch_track(job.identifier, path, job.first + i) for i, path in enumerate(job.paths))


def _watch_track(identifier: Identifier, path: Path, number: int) -> frozenset[str] | None:
    try:
        film = in_motion(decode_photo(path.read_bytes(), _FILM_PX), number)
    except (FrameUnreadable, FrameTooLarge):
        return None
    if isinstance(identifier, GalleryIdentifier):
        return frozenset(watch(film, presence(identifier.gallery.encoder), identifier, alone=False).marked)
    return frozenset(watch_with_reference(film, identifier).marked)


def try_liveness(runs: int) -> LivenessReport:
    """Generated attacks and heads, each kind so many times."""
    return liveness_report(_SEED, runs)


def hold_up_at_kiosk(job: KioskJob) -> str:
    """The verdict of the kiosk's judge."""
    return hold_up(job.path, presence(job.encoder))
