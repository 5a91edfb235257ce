"""The collision matrix of a gallery: exact, whatever the blocks it is computed in."""

from itertools import combinations

import numpy as np
import pytest

from services.recognition.domain import look_alikes
from services.recognition.domain.faces import Encodings
from services.recognition.domain.look_alikes import find_look_alikes


def people(count: int, spread: float) -> tuple[list[str], Encodings]:
    """Unit templates around one direction: the smaller the spread, the closer they are."""
    rng = np.random.default_rng(3)
    raw = rng.normal(size=128) / np.sqrt(128) + spread * rng.normal(size=(count, 128)) / np.sqrt(128)
    return [f"p{i:04}" for i in range(count)], (raw / np.linalg.norm(raw, axis=1, keepdims=True)).astype(np.float32)


@pytest.mark.parametrize("cells", [1, 700, 2**24])
def test_every_close_pair_is_found_and_no_other(monkeypatch: pytest.MonkeyPatch, cells: int) -> None:
    monkeypatch.setattr(look_alikes, "_BLOCK_CELLS", cells)
    ids, templates = people(150, 0.9)
    limit = 0.86
    exact = {
        (ids[a], ids[b]): float(np.linalg.norm(templates[a] - templates[b])) for a, b in combinations(range(150), 2)
    }
    close = {pair for pair, distance in exact.items() if distance <= limit}
    assert 50 < len(close) < len(exact) / 2
    found = find_look_alikes(ids, templates, limit)
    assert {(pair.first_person_id, pair.second_person_id) for pair in found} == close
    for pair in found:
        assert pair.distance == pytest.approx(exact[pair.first_person_id, pair.second_person_id], abs=1e-4)
        assert pair.margin == pytest.approx((limit - pair.distance) / 2, abs=1e-6)
    assert [pair.distance for pair in found] == sorted(pair.distance for pair in found)


def test_of_too_many_pairs_the_nearest_are_kept() -> None:
    ids, templates = people(60, 0.3)
    everybody = find_look_alikes(ids, templates, 2.0)
    assert len(everybody) == 60 * 59 / 2
    assert find_look_alikes(ids, templates, 2.0, most=10) == everybody[:10]


def test_nobody_and_one_look_like_nobody() -> None:
    assert find_look_alikes([], np.zeros((0, 128), np.float32), 1.0) == ()
    ids, templates = people(1, 1.0)
    assert find_look_alikes(ids, templates, 2.0) == ()
