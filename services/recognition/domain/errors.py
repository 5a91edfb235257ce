"""What can be wrong with a picture or with the models, in the words of whoever sent it."""

from dataclasses import dataclass

from services.common.errors import DomainError

# Raised in worker processes: always construct with positional arguments, or unpickling loses the fields.


@dataclass
class FrameUnreadable(DomainError):
    """The bytes are not a picture we read."""

    reason: str

    def __str__(self) -> str:
        return f"this picture cannot be read: {self.reason}"


@dataclass
class FrameTooLarge(DomainError):
    """The header announces more pixels than we decode; nothing was decoded."""

    width_px: int
    height_px: int
    max_pixels: int

    def __str__(self) -> str:
        return (
            f"this picture is {self.width_px} × {self.height_px} pixels; "
            f"at most {self.max_pixels / 1e6:.0f} million pixels are accepted"
        )


@dataclass
class CaptureTimeWrong(DomainError):
    """Nobody can say when the picture was taken."""

    reason: str

    def __str__(self) -> str:
        return self.reason


@dataclass
class ModelMissing(DomainError):
    """A weights file is not installed."""

    path: str
    install_command: str

    def __str__(self) -> str:
        return f"the model file {self.path} is missing; install it with: {self.install_command}"


@dataclass
class ModelDamaged(DomainError):
    """A weights file is installed but its sha256 is not the one this version was measured with."""

    path: str
    install_command: str

    def __str__(self) -> str:
        return f"the model file {self.path} is not the expected one; install it again with: {self.install_command}"


@dataclass
class ModelCacheUnusable(DomainError):
    """The converted weights cannot be kept."""

    folder: str
    reason: str

    def __str__(self) -> str:
        return f"cannot write to MODEL_CACHE {self.folder}: {self.reason}; name another folder"


@dataclass
class ExecutionProviderMissing(DomainError):
    """What models are to run on is not there."""

    asked_for: str
    available: str

    def __str__(self) -> str:
        return (
            f"EXECUTION_PROVIDER is {self.asked_for}, but ONNX Runtime has only {self.available} here; install "
            "onnxruntime-gpu with its CUDA libraries, or set it to auto or cpu"
        )


@dataclass
class PictureBreaksVision(DomainError):
    """A worker died twice over this picture, or did not come back from it; other pictures are looked at as before."""

    reason: str

    def __str__(self) -> str:
        return f"this picture cannot be looked at: {self.reason}"


@dataclass
class VisionOverloaded(DomainError):
    """Every place in the workers' queue is taken; the caller drops the frame and counts it."""

    max_jobs: int

    def __str__(self) -> str:
        return f"all {self.max_jobs} places for vision jobs are taken; try again in a moment"


@dataclass
class VisionUnavailable(DomainError):
    """There are no worker processes, or none starts."""

    reason: str

    def __str__(self) -> str:
        return f"face recognition is not working at the moment: {self.reason}"


@dataclass
class StaleFrame(DomainError):
    """A frame came again or out of order."""

    sequence: int
    last_sequence: int

    def __str__(self) -> str:
        return f"frame {self.sequence} came after frame {self.last_sequence}; frames must rise in sequence"


@dataclass
class CalibrationUnreadable(DomainError):
    """A file of thresholds is missing or not what `presence calibrate` writes."""

    path: str
    problem: str

    def __str__(self) -> str:
        return f"the calibration {self.path} cannot be used: {self.problem}"


@dataclass
class CalibrationOfAnotherModel(DomainError):
    """Thresholds for distances of another model would accept or refuse anybody."""

    path: str
    encoder: str
    measured_with: str
    in_use: str

    def __str__(self) -> str:
        return (
            f"the calibration {self.path} was measured with another {self.encoder} model ({self.measured_with[:12]}) "
            f"than the one in use ({self.in_use[:12]}); measure again with: presence calibrate --data DIR"
        )


@dataclass
class NoAccuracyReport(DomainError):
    """The file is not what `presence evaluate` writes."""

    reason: str

    def __str__(self) -> str:
        return f"this is no report.json of `presence evaluate`: {self.reason}"
