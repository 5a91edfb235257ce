"""The decision on one track and the thresholds it rests on."""

import json
from pathlib import Path

import pytest

from services.recognition.domain.decision import Evidence, Known, Review, Undecided, Unknown, decide
from services.recognition.domain.faces import Encodings
from services.recognition.domain.policy import Calibration, DecisionPolicy, packaged_calibration
from tests.unit.recognition.synthetic import CALIBRATION, gallery_of, person, photo_of, unit

ADA, BOB = person(1), person(2)
GALLERY = gallery_of({"ada": ADA, "bob": BOB})
POLICY = DecisionPolicy(calibration=CALIBRATION)


def track(*encodings: Encodings, every_seconds: float = 0.5) -> tuple[Evidence, ...]:
    return tuple(Evidence(i, i * every_seconds, encoding, 1.0) for i, encoding in enumerate(encodings))


def test_three_agreeing_frames_over_a_second_name_a_person() -> None:
    decision = decide(track(*(photo_of(ADA, i) for i in range(3))), GALLERY, None, POLICY)
    assert isinstance(decision, Known)
    assert decision.person_id == "ada"
    assert decision.vote_share == 1.0
    assert decision.distance < 0.7


def test_three_frames_within_half_a_second_are_not_enough() -> None:
    decision = decide(track(*(photo_of(ADA, i) for i in range(3)), every_seconds=0.2), GALLERY, None, POLICY)
    assert isinstance(decision, Undecided)
    assert decision.missing == "the face was seen too briefly"


def test_two_frames_are_not_enough_however_long() -> None:
    decision = decide(track(ADA, ADA, every_seconds=9), GALLERY, None, POLICY)
    assert isinstance(decision, Undecided)


def test_somebody_near_nobody_is_unknown_after_five_frames() -> None:
    stranger = person(99)
    assert isinstance(decide(track(*[stranger] * 4), GALLERY, None, POLICY), Undecided)
    assert isinstance(decide(track(*[stranger] * 5), GALLERY, None, POLICY), Unknown)


def test_somebody_just_beyond_the_threshold_is_for_a_person_to_decide() -> None:
    decision = decide(track(*[photo_of(ADA, 1, 1.08)] * 5), GALLERY, None, POLICY)
    assert isinstance(decision, Review)
    assert decision.nearest.person_id == "ada"


def test_somebody_between_two_people_is_for_a_person_to_decide() -> None:
    between = unit(ADA + BOB)
    decision = decide(track(*[between] * 5), GALLERY, None, POLICY)
    assert isinstance(decision, Review)
    assert decision.reason == "two people are almost equally near"
    assert {candidate.person_id for candidate in decision.candidates} == {"ada", "bob"}


def test_somebody_nearer_to_a_person_off_the_roster_is_unknown() -> None:
    sister = photo_of(ADA, 5, 0.6)
    gallery = gallery_of({"ada": ADA, "sister": sister})
    decision = decide(track(*[photo_of(sister, 1, 0.3)] * 5), gallery, frozenset({"ada"}), POLICY)
    assert isinstance(decision, Unknown)


def test_an_empty_roster_makes_everybody_unknown() -> None:
    assert isinstance(decide(track(*[ADA] * 5), GALLERY, frozenset(), POLICY), Unknown)


def test_a_track_without_a_good_face_is_undecided() -> None:
    assert isinstance(decide((), GALLERY, None, POLICY), Undecided)


def test_the_threshold_falls_with_the_number_of_people() -> None:
    calibration = packaged_calibration()
    limits = [calibration.threshold(people) for people in (1, 5, 10, 24, 60, 300, 2_000, 5_000, 20_000)]
    assert limits == sorted(limits, reverse=True)
    assert 0 < limits[-1] < limits[0] < 1.1


def test_between_two_measured_sizes_the_threshold_lies_between_theirs() -> None:
    assert CALIBRATION.threshold(100) == pytest.approx(1.0)
    assert 1.0 < CALIBRATION.threshold(50) < 1.05
    assert CALIBRATION.threshold(1000) == pytest.approx(0.95)


def test_a_calibration_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "calibration.json"
    path.write_text(
        json.dumps(
            {
                "model_hash": "m", "data_sha256": "d", "target_fpir": 0.001, "people": 3, "impostors": 4,
                "comparisons": 12, "method": "counted", "min_margin": 0.02,
                "curve": [{"people": 10, "max_distance": 1.0}],
            }
        )
    )  # fmt: skip
    calibration = Calibration.load(path)
    assert (calibration.model_hash, calibration.threshold(7), calibration.min_margin) == ("m", 1.0, 0.02)
