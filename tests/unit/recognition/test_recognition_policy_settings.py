"""Thresholds of one's own instead of those that ship."""

from dataclasses import replace
from pathlib import Path

import pytest

from services.recognition.adapters.calibration_file import stream_policy
from services.recognition.domain.calibrations import packaged_calibration
from services.recognition.domain.encoder import Encoder
from services.recognition.domain.errors import CalibrationOfAnotherModel, CalibrationUnreadable
from tests.fakes.recognition_vision import SyntheticVision

VISION = SyntheticVision()


def own_file(folder: Path, model_hash: str) -> Path:
    file = folder / "own.json"
    measured = replace(packaged_calibration(Encoder.DLIB), model_hash=model_hash, target_fpir=1e-2)
    file.write_text(measured.dump())
    return file


def test_without_a_file_the_thresholds_that_ship_are_used_at_the_wanted_rate() -> None:
    policy = stream_policy(None, 1e-2, VISION).decision
    assert policy.calibration_of(Encoder.FUSED) == packaged_calibration(Encoder.FUSED).aimed_at(1e-2)
    assert stream_policy(None, None, VISION).decision.target_fpir == 1e-3


def test_a_file_of_ones_own_counts_for_its_encoder_with_its_target(tmp_path: Path) -> None:
    policy = stream_policy(own_file(tmp_path, VISION.model_hash_of(Encoder.DLIB)), None, VISION).decision
    assert policy.calibration_of(Encoder.DLIB).model_hash == VISION.model_hash_of(Encoder.DLIB)
    assert policy.calibration_of(Encoder.SFACE) == packaged_calibration(Encoder.SFACE).aimed_at(1e-2)


def test_the_setting_of_the_target_goes_before_the_files(tmp_path: Path) -> None:
    policy = stream_policy(own_file(tmp_path, VISION.model_hash_of(Encoder.DLIB)), 1e-4, VISION).decision
    assert policy.calibration_of(Encoder.DLIB).target_fpir == 1e-4


def test_a_file_for_another_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CalibrationOfAnotherModel, match=r"own\.json was measured with another dlib model"):
        stream_policy(own_file(tmp_path, "e" * 64), None, VISION)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CalibrationUnreadable, match=r"nowhere\.json cannot be used"):
        stream_policy(tmp_path / "nowhere.json", None, VISION)
