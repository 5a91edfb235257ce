"""The decision on one track and the thresholds it rests on."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from services.recognition.domain.calibrations import Calibration, checked, packaged_calibration
from services.recognition.domain.decision import (
    Evidence,
    Known,
    Outsider,
    Review,
    Undecided,
    Unknown,
    confirms,
    decide,
    identify,
)
from services.recognition.domain.encoder import Encoder
from services.recognition.domain.errors import CalibrationOfAnotherModel, CalibrationUnreadable
from services.recognition.domain.faces import Encodings
from services.recognition.domain.gallery import Gallery
from services.recognition.domain.policy import DecisionPolicy
from tests.unit.recognition.synthetic import CALIBRATION, ENCODER, MODEL, gallery_of, person, photo_of, unit

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


def test_somebody_who_is_enrolled_but_not_looked_for_is_an_outsider_without_a_name() -> None:
    sister = photo_of(ADA, 5, 0.6)
    gallery = gallery_of({"ada": ADA, "sister": sister})
    decision = decide(track(*[photo_of(sister, 1, 0.3)] * 5), gallery, frozenset({"ada"}), POLICY)
    assert isinstance(decision, Outsider)
    assert "sister" not in repr(decision)
    assert isinstance(decide(track(*[photo_of(sister, 1, 0.3)] * 4), gallery, frozenset({"ada"}), POLICY), Undecided)


def test_somebody_between_a_person_looked_for_and_one_who_is_not_is_for_a_person_to_decide() -> None:
    gallery = gallery_of({"ada": ADA, "bob": BOB})
    nearly_bob = unit(ADA + 1.005 * BOB)
    decision = decide(track(*[nearly_bob] * 5), gallery, frozenset({"ada"}), POLICY)
    assert isinstance(decision, Review)
    assert [candidate.person_id for candidate in decision.candidates] == ["ada"]


def test_frames_of_many_people_make_no_outsider() -> None:
    cara, dan = person(3), person(4)
    gallery = gallery_of({"ada": ADA, "bob": BOB, "cara": cara, "dan": dan})
    decision = decide(track(BOB, BOB, cara, dan, person(98)), gallery, frozenset({"ada"}), POLICY)
    assert isinstance(decision, Unknown)


def test_an_outsider_who_stays_is_confirmed() -> None:
    assert confirms(Outsider(None, "bob"), Outsider(None, "bob"))
    assert not confirms(Outsider(None, "bob"), Outsider(None, "cara"))
    assert not confirms(Outsider(None, "bob"), Unknown(None))


def test_a_look_alike_must_be_left_further_behind() -> None:
    sister = photo_of(ADA, 5, 0.7)
    people = {"ada": [ADA], "sister": [sister]}
    seen = photo_of(ADA, 1, 0.3)
    free = Gallery.build(1, ENCODER, MODEL, people)
    assert isinstance(identify(seen, free, None, POLICY), Known)
    held = Gallery.build(1, ENCODER, MODEL, people, margins={frozenset({"ada", "sister"}): 0.5})
    decision = identify(seen, held, None, POLICY)
    assert isinstance(decision, Review)
    assert decision.reason == "two people are almost equally near"
    off_the_roster = identify(seen, held, frozenset({"ada"}), POLICY)
    assert isinstance(off_the_roster, Review)


def test_a_margin_of_people_who_are_not_enrolled_holds_nobody_back() -> None:
    gallery = Gallery.build(1, ENCODER, MODEL, {"ada": [ADA]}, margins={frozenset({"ada", "gone"}): 0.5})
    assert isinstance(identify(photo_of(ADA, 1, 0.3), gallery, None, POLICY), Known)


def test_a_face_like_one_that_was_refused_is_not_that_person() -> None:
    double = photo_of(ADA, 5, 0.7)
    gallery = Gallery.build(1, ENCODER, MODEL, {"ada": [ADA], "bob": [BOB]}, refused={"ada": double[None]})
    assert isinstance(identify(photo_of(double, 1, 0.2), gallery, None, POLICY), Unknown)
    assert isinstance(identify(photo_of(ADA, 1, 0.2), gallery, None, POLICY), Known)


def test_one_photo_alone_is_identified_at_once() -> None:
    decision = identify(photo_of(ADA, 1), GALLERY, None, POLICY)
    assert isinstance(decision, Known)
    assert decision.person_id == "ada"
    assert isinstance(identify(person(99), GALLERY, None, POLICY), Unknown)
    assert isinstance(identify(photo_of(BOB, 1), GALLERY, frozenset({"ada"}), POLICY), Outsider)


def test_an_empty_roster_makes_whoever_is_enrolled_an_outsider_and_others_unknown() -> None:
    assert isinstance(decide(track(*[ADA] * 5), GALLERY, frozenset(), POLICY), Outsider)
    assert isinstance(decide(track(*[person(99)] * 5), GALLERY, frozenset(), POLICY), Unknown)


def test_a_track_without_a_good_face_is_undecided() -> None:
    assert isinstance(decide((), GALLERY, None, POLICY), Undecided)


@pytest.mark.parametrize("encoder", list(Encoder))
@pytest.mark.parametrize("target_fpir", [1e-2, 1e-3, 1e-4])
def test_the_threshold_falls_with_the_number_of_people(encoder: Encoder, target_fpir: float) -> None:
    calibration = packaged_calibration(encoder).aimed_at(target_fpir)
    limits = [calibration.threshold(people) for people in (1, 5, 10, 24, 60, 300, 2_000, 5_000, 20_000)]
    assert limits == sorted(limits, reverse=True)
    assert 0 < limits[-1] < limits[0] < 1.2


@pytest.mark.parametrize("people", [10, 40, 1500])
def test_the_threshold_falls_with_the_share_of_strangers_that_may_be_taken_for_somebody(people: int) -> None:
    limits = [packaged_calibration().aimed_at(rate).threshold(people) for rate in (0.05, 1e-2, 2e-3, 1e-3, 1e-5)]
    assert limits == sorted(limits, reverse=True)
    assert len(set(limits)) == 5


def test_between_two_measured_sizes_the_threshold_lies_between_theirs() -> None:
    assert CALIBRATION.threshold(3) == pytest.approx(1.05)
    assert CALIBRATION.threshold(100) == pytest.approx(1.0)
    assert 1.0 < CALIBRATION.threshold(50) < 1.05
    assert CALIBRATION.threshold(1000) == pytest.approx(0.95)


def test_a_policy_takes_the_thresholds_of_the_gallerys_encoder() -> None:
    assert POLICY.calibration_of(ENCODER) == CALIBRATION
    assert POLICY.calibration_of(Encoder.DLIB) == packaged_calibration(Encoder.DLIB)
    assert DecisionPolicy(target_fpir=1e-2).calibration_of(ENCODER).target_fpir == 1e-2


def test_a_calibration_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "calibration.json"
    path.write_text(packaged_calibration().dump())
    assert Calibration.load(path) == packaged_calibration()


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text[:-20],
        lambda text: text.replace('"rates"', '"rate"'),
        lambda text: text.replace('"encoder": "sface"', '"encoder": "nobody"'),
        lambda text: text.replace('"people": 20,', '"people": 2000,'),
        lambda text: text.replace("0.03,\n    0.01,", "0.01,"),
        lambda text: "[]",
    ],
)
def test_a_damaged_calibration_is_refused_by_name(tmp_path: Path, damage: Callable[[str], str]) -> None:
    path = tmp_path / "mine.json"
    path.write_text(damage(packaged_calibration().dump()))
    with pytest.raises(CalibrationUnreadable, match=r"the calibration .*mine\.json cannot be used"):
        Calibration.load(path)


def test_a_calibration_of_another_model_is_refused_with_the_command_that_makes_a_new_one() -> None:
    assert checked(CALIBRATION, MODEL, "mine.json") is CALIBRATION
    with pytest.raises(
        CalibrationOfAnotherModel, match=r"mine\.json was measured with another sface model.*presence calibrate"
    ):
        checked(replace(CALIBRATION, model_hash="f" * 64), MODEL, "mine.json")
