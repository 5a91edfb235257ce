"""How thresholds are chosen: strangers searched in galleries of many sizes, and the tail of their distances."""

import numpy as np
import pytest

from services.recognition.calibration.calibrate import Photos, choose
from services.recognition.calibration.searches import Faces, Searches, search
from services.recognition.calibration.tail import limits
from services.recognition.domain.encoder import Encoder
from services.recognition.evaluation.errors import NothingToMeasure
from tests.unit.recognition.synthetic import person, photo_of


def people(first: int, count: int) -> dict[str, np.ndarray]:
    return {f"p{i:04}": np.stack([photo_of(person(i), i, 0.5)]) for i in range(first, first + count)}


FACES = Faces(Encoder.SFACE, people(0, 30), people(1000, 140))


def test_nobody_is_searched_in_a_gallery_that_holds_them() -> None:
    found = search(FACES, 60, draws=3)
    assert found.people == 60
    assert len(found.distances) == 3 * (140 - 30)  # thirty strangers were enrolled to make sixty
    assert found.distances.min() > 0.7  # their own photo would be at 0


def test_the_limit_lets_about_the_wanted_share_of_strangers_pass() -> None:
    random = np.random.default_rng(3)
    drawn = Searches(10, 1.2 + 0.05 * random.normal(size=20_000), np.arange(20_000))
    for rate, limit in zip((1e-2, 1e-3), limits(drawn, np.array([1e-2, 1e-3])), strict=True):
        assert rate / 3 < (drawn.distances <= limit).mean() <= 1.15 * rate


def test_strangers_seen_often_count_once() -> None:
    random = np.random.default_rng(3)
    few = random.normal(1.2, 0.05, 60)
    often = limits(Searches(10, np.repeat(few, 50), np.repeat(np.arange(60), 50)), np.array([1e-2]))
    once = limits(Searches(10, random.normal(1.2, 0.05, 3000), np.arange(3000)), np.array([1e-2]))
    assert often[0] < once[0]  # fewer people say less, so the limit is more careful


def test_thresholds_fall_with_people_and_with_the_rate() -> None:
    found = choose(Photos(FACES, {}, "d" * 64), 1e-3)
    assert (found.people, found.impostors, found.data_sha256) == (30, 140, "d" * 64)
    sizes = [point.people for point in found.curve]
    assert sizes == sorted(sizes)
    assert sizes[-1] == 10_000
    for point, larger in zip(found.curve, found.curve[1:], strict=False):
        assert all(a >= b for a, b in zip(point.max_distances, larger.max_distances, strict=True))
        assert list(point.max_distances) == sorted(point.max_distances, reverse=True)


def test_too_few_strangers_are_refused_in_words() -> None:
    with pytest.raises(NothingToMeasure, match="at least 100 strangers"):
        choose(Photos(Faces(Encoder.SFACE, people(0, 30), people(1000, 40)), {}, ""), 1e-3)
