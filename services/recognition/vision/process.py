"""What runs inside a worker process: one Inference, loaded once, ended with its parent."""

import ctypes
import os
import signal

import cv2

from services.recognition.domain.enrolment import EnrolmentVerdict
from services.recognition.domain.faces import Crops, Detector, Encodings, FrameFaces, Thumbnail
from services.recognition.vision.inference import Inference
from services.recognition.vision.models import ModelFiles

_PR_SET_PDEATHSIG = 1  # linux/prctl.h

_inference: Inference | None = None


def load(files: ModelFiles, parent_pid: int) -> None:
    """Initialise this process: tie its life to the parent's and load the models."""
    global _inference  # noqa: PLW0603  the pool's initialiser has no other way to hand state to its jobs
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent_pid:  # it died before prctl took hold
        os._exit(1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent decides when we end
    cv2.setNumThreads(1)
    _inference = Inference(files)


def _ready() -> Inference:
    if _inference is None:
        raise RuntimeError("the worker process was not initialised")
    return _inference


def pid() -> int:
    """Of this worker; also proves that it has loaded its models."""
    _ready()
    return os.getpid()


def detect(jpeg: bytes, detector: Detector, max_width_px: int, still_reference: Thumbnail | None) -> FrameFaces:
    return _ready().detect(jpeg, detector, max_width_px, still_reference)


def encode(crops: Crops) -> Encodings:
    return _ready().encode(crops)


def judge(image: bytes) -> EnrolmentVerdict:
    return _ready().judge(image)
