"""From a camera's faces to names: enough evidence names somebody, too little nobody."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.recognition.synthetic import (
    ADA,
    GALLERY,
    Camera,
    Seen,
    ada,
    face_at,
    gallery_of,
    person,
    photo_of,
    scene,
    seconds,
    stranger,
)


@pytest.mark.parametrize("frames_per_second", [1, 2, 5, 10, 30])
def test_somebody_well_visible_for_three_seconds_is_named_at_any_frame_rate(frames_per_second: int) -> None:
    camera = Camera(GALLERY)
    for index, second in enumerate(seconds(3, frames_per_second)):
        camera.show(second, ada(index))
    assert camera.named == {"ada"}


def test_two_and_a_half_seconds_are_enough() -> None:
    camera = Camera(GALLERY)
    for index, second in enumerate(seconds(2.5, 5)):
        camera.show(second, ada(index))
    assert camera.named == {"ada"}


def test_one_lucky_frame_of_a_stranger_names_nobody() -> None:
    camera = Camera(GALLERY)
    for index, second in enumerate(seconds(20, 5)):
        camera.show(second, ada(index) if index == 3 else stranger(index))
    assert camera.named == set()


def test_a_single_glimpse_names_nobody_however_near() -> None:
    camera = Camera(GALLERY)
    for index, second in enumerate(seconds(0.8, 30)):
        camera.show(second, ada(index))
    assert camera.named == set()


def test_frames_that_are_near_nobody_count_against_a_name() -> None:
    camera = Camera(GALLERY)
    for index, second in enumerate(seconds(10, 2)):
        # a third of the frames are Ada's, the others nobody's but near enough to be the same face
        encoding = photo_of(ADA, index, 1.14) if index % 3 else photo_of(ADA, index, 0.6)
        camera.show(second, Seen(face_at(0.5), encoding))
    assert camera.named == set()


@settings(max_examples=30, deadline=None)
@given(
    seed=st.integers(100, 10_000),
    frames_per_second=st.sampled_from([1, 3, 10]),
    spread=st.floats(0.2, 0.9),
    drift=st.floats(-0.1, 0.1),
)
def test_strangers_are_never_named(seed: int, frames_per_second: int, spread: float, drift: float) -> None:
    people = {f"person {i}": person(i) for i in range(30)}
    camera = Camera(gallery_of(people))
    for index, second in enumerate(seconds(8, frames_per_second)):
        face = face_at(0.5 + drift * second / 8)
        camera.show(second, Seen(face, photo_of(person(seed), index, spread)))
    assert camera.named == set()


def test_pictures_of_a_folder_add_up_although_each_is_a_new_scene() -> None:
    camera = Camera(GALLERY)
    for index in range(4):
        camera.show(2.0 * index, ada(index, 0.2 + 0.2 * index), thumbnail=scene(40 + 60 * (index % 2)))
    assert camera.named == {"ada"}


def test_pictures_of_different_strangers_do_not_add_up() -> None:
    camera = Camera(GALLERY)
    for index in range(40):
        encoding = photo_of(ADA, index, 0.95) if index in (5, 20) else person(500 + index)
        camera.show(2.0 * index, Seen(face_at(0.5), encoding), thumbnail=scene(40 + 60 * (index % 2)))
    assert camera.named == set()
