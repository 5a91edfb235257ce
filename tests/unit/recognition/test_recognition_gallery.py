"""The gallery: templates, rosters, margins."""

import numpy as np
import pytest

from services.recognition.domain.gallery import Gallery
from services.recognition.domain.templates import fuse
from tests.unit.recognition.synthetic import ENCODER, MODEL, gallery_of, person, photo_of, unit

ADA, BOB, CARA = person(1), person(2), person(3)


def test_the_nearest_and_the_second_person_are_found_with_their_distances() -> None:
    match = gallery_of({"ada": ADA, "bob": BOB, "cara": CARA}).match(photo_of(ADA, 1, 0.5)[None])[0]
    assert match.best is not None
    assert match.second is not None
    assert match.best.person_id == "ada"
    assert match.best.distance == pytest.approx(0.5, abs=1e-3)
    assert match.margin == pytest.approx(match.second.distance - match.best.distance)


def test_the_best_of_many_is_the_best_of_all_distances() -> None:
    people = {f"{i}": person(i) for i in range(7)}  # so few that nobody's likeness to many is taken off
    gallery = gallery_of(people)
    for seed in range(20):
        query = person(1000 + seed)
        distances = {name: float(np.linalg.norm(query - encoding)) for name, encoding in people.items()}
        nearest = sorted(distances, key=distances.__getitem__)[:2]
        match = gallery.match(query[None])[0]
        assert match.best is not None
        assert match.second is not None
        assert [match.best.person_id, match.second.person_id] == nearest


def test_people_off_the_roster_are_never_best_but_their_nearness_is_told() -> None:
    match = gallery_of({"ada": ADA, "bob": BOB}).match(photo_of(ADA, 1, 0.5)[None], frozenset({"bob"}))[0]
    assert match.best is not None
    assert match.best.person_id == "bob"
    assert match.second is None
    assert match.outsider_distance == pytest.approx(0.5, abs=1e-3)


def test_an_empty_gallery_or_roster_matches_nobody() -> None:
    assert Gallery.empty().match(ADA[None])[0].best is None
    gallery = gallery_of({"ada": ADA})
    assert gallery.match(ADA[None], frozenset())[0].best is None
    assert gallery.size(frozenset({"ada", "not enrolled"})) == 1


def test_a_person_without_samples_is_left_out() -> None:
    gallery = Gallery.build(3, ENCODER, MODEL, {"ada": [ADA, photo_of(ADA, 1)], "nobody": []})
    assert (gallery.person_ids, len(gallery.samples), list(gallery.sample_owners)) == (("ada",), 2, [0, 0])


def test_a_template_is_nearer_to_the_person_than_its_samples() -> None:
    samples = np.stack([photo_of(ADA, i, 0.8) for i in range(4)])
    gallery = Gallery.build(1, ENCODER, MODEL, {"ada": samples})
    assert np.linalg.norm(gallery.templates[0] - ADA) < 0.6


def test_the_arrays_of_a_gallery_cannot_be_written() -> None:
    with pytest.raises(ValueError, match="read-only"):
        gallery_of({"ada": ADA}).templates[0, 0] = 1


def test_fusion_leans_to_the_heavier_face_and_has_unit_length() -> None:
    fused = fuse(np.stack([ADA, BOB]), np.array([3.0, 1.0]))
    assert np.linalg.norm(fused) == pytest.approx(1, abs=1e-5)
    assert np.linalg.norm(fused - ADA) < np.linalg.norm(fused - BOB)


def test_nothing_cannot_be_fused() -> None:
    with pytest.raises(ValueError, match="nothing to fuse"):
        fuse(np.zeros((0, 128), np.float32))


def crowd() -> Gallery:
    """A hundred people, and one whose enrolled face is a mixture of the first thirty."""
    people = {f"{i:03}": person(i) for i in range(100)}
    everyman = unit(np.sum([person(i) for i in range(30)], axis=0) + person(500))
    return gallery_of({**people, "everyman": everyman})


def test_a_face_that_is_like_many_is_not_so_near_to_each() -> None:
    gallery = crowd()
    blurred = unit(np.sum([person(i) for i in range(30)], axis=0))
    plain = np.linalg.norm(gallery.templates - blurred, axis=1)
    assert (gallery.distances(blurred[None])[0] > plain).all()
    clear = photo_of(person(50), 1, 0.7)
    assert gallery.distances(clear[None])[0][50] == pytest.approx(0.7, abs=0.05)


def test_somebody_who_is_like_many_must_be_nearer() -> None:
    gallery = crowd()
    row = gallery.person_ids.index("everyman")
    alike = photo_of(gallery.templates[row], 3, 0.8)
    ordinary = photo_of(person(60), 3, 0.8)
    ordinary_row = gallery.person_ids.index("060")
    assert gallery.distances(alike[None])[0][row] > gallery.distances(ordinary[None])[0][ordinary_row] + 0.01


def test_a_person_is_a_little_nearer_to_whoever_looks_like_one_of_their_photos() -> None:
    samples = [photo_of(ADA, i, 0.9) for i in range(3)]
    gallery = Gallery.build(1, ENCODER, MODEL, {"ada": samples, "bob": [BOB]})
    plain = float(np.linalg.norm(gallery.templates[0] - samples[1]))
    assert 0.6 * plain < gallery.distances(samples[1][None])[0][0] < 0.8 * plain


def test_people_of_different_numbers_of_photos_keep_their_own() -> None:
    rng = np.random.default_rng(4)
    people = {f"{i:02}": [photo_of(person(i), 10 * i + k, 0.6) for k in range(rng.integers(1, 4))] for i in range(40)}
    gallery = Gallery.build(1, ENCODER, MODEL, people)
    for i in range(40):
        match = gallery.match(photo_of(person(i), 999, 0.6)[None])[0]
        assert match.best is not None
        assert match.best.person_id == f"{i:02}"
