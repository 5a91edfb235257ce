"""How often a face is encoded and a still room is searched."""

from datetime import timedelta
from itertools import pairwise

import numpy as np

from tests.unit.recognition.synthetic import ADA, ENCODER, GALLERY, START, Camera, Seen, ada, face_at, frame_of, seconds


def test_faces_are_not_encoded_in_every_frame() -> None:
    camera = Camera(GALLERY)
    for index, second in enumerate(seconds(30, 30)):
        camera.show(second, ada(index))
    assert camera.named == {"ada"}
    assert camera.encoded <= 4 + 30 / 3


def test_a_settled_face_is_encoded_less_and_less_often() -> None:
    camera = Camera(GALLERY)
    encoded = []
    for index, second in enumerate(seconds(60, 5)):
        before = camera.encoded
        camera.show(second, ada(index))
        if camera.encoded > before:
            encoded.append(second)
    gaps = [round(b - a) for a, b in pairwise(encoded) if b - a > 1]
    assert gaps[:3] == [3, 6, 12]
    assert max(gaps) == 12


def test_a_settled_face_that_was_out_of_sight_is_looked_at_again_soon() -> None:
    camera = Camera(GALLERY)
    for index, second in enumerate(seconds(30, 5)):
        camera.show(second, ada(index))
    before = camera.encoded
    for index, second in enumerate(seconds(3, 5, start=31.2)):
        camera.show(second, ada(index))
    assert camera.encoded > before


def test_a_poor_face_is_followed_but_not_encoded() -> None:
    camera = Camera(GALLERY)
    for second in seconds(3, 5):
        outcome = camera.show(second, Seen(face_at(0.5, width_px=15), ADA))
    assert camera.encoded == 0
    assert outcome.detections[0].distance is None


def test_a_still_room_keeps_who_is_in_it_without_being_searched() -> None:
    camera = Camera(GALLERY)
    assert camera.stream.still_reference(START) is None
    for index, second in enumerate(seconds(3, 5)):
        camera.show(second, ada(index))
    at = START + timedelta(seconds=3.2)
    assert camera.stream.still_reference(at) is not None
    plan = camera.stream.plan(camera.sequence + 1, at, frame_of(still=True))
    outcome = camera.stream.apply(plan, np.zeros((0, ENCODER.size), np.float32))
    assert [detection.person_id for detection in outcome.detections] == ["ada"]
    assert camera.stream.still_reference(START + timedelta(seconds=4.1)) is None


def test_an_undecided_face_is_looked_at_even_when_nothing_moves() -> None:
    camera = Camera(GALLERY)
    camera.show(0.0, ada(0))
    assert camera.stream.still_reference(START + timedelta(seconds=0.2)) is None


def test_while_everybody_is_settled_some_frames_are_not_looked_at_at_all() -> None:
    camera = Camera(GALLERY)
    camera.show(0.0, ada(0))
    assert camera.stream.rest(START + timedelta(seconds=0.03)) is not None
    assert camera.stream.rest(START + timedelta(seconds=0.1)) is None  # a name is still to be found
    for index, second in enumerate(seconds(3, 10)):
        camera.show(second + 0.1, ada(index))
    last = START + timedelta(seconds=3.1)
    rest = camera.stream.rest(last + timedelta(seconds=0.1))
    assert rest is not None
    assert rest.still
    outcome = camera.stream.apply(
        camera.stream.plan(camera.sequence + 1, last + timedelta(seconds=0.1), rest),
        np.zeros((0, ENCODER.size), np.float32),
    )
    assert [detection.person_id for detection in outcome.detections] == ["ada"]
    assert camera.stream.rest(last + timedelta(seconds=0.3)) is None


def test_whoever_comes_ends_the_rest() -> None:
    camera = Camera(GALLERY)
    for index, second in enumerate(seconds(3, 10)):
        camera.show(second, ada(index))
    camera.show(3.3, ada(40), Seen(face_at(0.2), ADA))
    assert camera.stream.rest(START + timedelta(seconds=3.4)) is None
