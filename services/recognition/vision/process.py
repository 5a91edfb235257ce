"""What runs inside a worker process: one Inference, loaded once, ended with its parent."""

import ctypes
import os
import signal

import cv2

from services.common.errors import DomainError
from services.recognition.domain.encoder import Encoder
from services.recognition.domain.enrolment import EnrolmentVerdict
from services.recognition.domain.execution import ExecutionProvider
from services.recognition.domain.faces import Box, Crops, Detector, Encodings, FrameFaces, Thumbnail
from services.recognition.vision.cut_out import cut_out as cut_out_face
from services.recognition.vision.inference import Inference
from services.recognition.vision.models import ModelFiles
from services.recognition.vision.session import use

_PR_SET_PDEATHSIG = 1  # linux/prctl.h

_inference: Inference | None = None
_failure: DomainError | None = None


def load(files: ModelFiles, parent_pid: int, provider: ExecutionProvider) -> None:
    """Initialise this process: tie its life to the parent's and load the models."""
    global _inference, _failure  # noqa: PLW0603  the pool's initialiser has no other way to hand state to its jobs
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent_pid:  # it died before prctl took hold
        os._exit(1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent decides when we end
    cv2.setNumThreads(1)
    try:
        use(provider)
        _inference = Inference(files)
    except DomainError as error:  # raised here it would only break the pool: the first job tells it
        _failure = error


def _ready() -> Inference:
    if _failure is not None:
        raise _failure
    if _inference is None:
        raise RuntimeError("the worker process was not initialised")
    return _inference


def introduce() -> tuple[int, str]:
    """This worker's process id and what it runs on; also proves that it has loaded its models."""
    return os.getpid(), _ready().runs_on


def detect(
    jpeg: bytes, detector: Detector, max_width_px: int, still_reference: Thumbnail | None, tiles: tuple[Box, ...]
) -> FrameFaces:
    return _ready().detect(jpeg, detector, max_width_px, still_reference, tiles)


def cut_out(jpeg: bytes, box: Box) -> bytes:
    _ready()
    return cut_out_face(jpeg, box)


def encode(crops: Crops, encoder: Encoder, thorough: bool) -> Encodings:
    return _ready().encode(crops, encoder, thorough=thorough)


def judge(image: bytes, encoder: Encoder) -> EnrolmentVerdict:
    return _ready().judge(image, encoder)
