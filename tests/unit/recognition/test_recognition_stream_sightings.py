"""What a stream gives out, how far it has decided, and what a replay of it says."""

from datetime import timedelta

import numpy as np
import pytest

from services.recognition.domain.errors import StaleFrame
from tests.unit.recognition.synthetic import (
    ADA,
    ENCODER,
    GALLERY,
    START,
    Camera,
    Seen,
    ada,
    face_at,
    frame_of,
    photo_of,
    seconds,
    stranger,
)


def test_a_sighting_grows_and_keeps_its_id() -> None:
    camera = Camera(GALLERY)
    for index, second in enumerate(seconds(6, 5)):
        camera.show(second, ada(index))
    camera.outcomes.append(camera.stream.flush())
    given_out = [sighting for outcome in camera.outcomes for sighting in outcome.sightings]
    assert len({sighting.sighting_id for sighting in given_out}) == 1
    assert given_out[-1].first_seen == START
    assert given_out[-1].last_seen == START + timedelta(seconds=6)
    assert 4 <= len(given_out) <= 8


def test_a_replay_finds_the_same_tracks_and_sightings() -> None:
    ids = []
    for _ in range(2):
        camera = Camera(GALLERY)
        for index, second in enumerate(seconds(3, 5)):
            camera.show(second, ada(index), stranger(index, 0.8))
        ids.append([s.sighting_id for o in camera.outcomes for s in o.sightings])
    assert ids[0] == ids[1] != []


def test_the_watermark_waits_for_the_undecided_and_passes_the_decided() -> None:
    camera = Camera(GALLERY)
    undecided = camera.show(0.0, ada(0))
    assert undecided.undecided_since_sequence == 1
    for index, second in enumerate(seconds(3, 5, start=0.2)):
        last = camera.show(second, ada(index))
        if last.sightings:
            assert last.undecided_since_sequence is None
        else:
            assert last.undecided_since_sequence is not None
    assert camera.stream.flush().undecided_since_sequence is None


def test_a_face_never_good_enough_does_not_hold_the_watermark_for_ever() -> None:
    camera = Camera(GALLERY)
    for second in seconds(60, 2):
        outcome = camera.show(second, Seen(face_at(0.5, width_px=15), ADA))
    assert outcome.undecided_since_sequence is not None
    assert outcome.sequence - outcome.undecided_since_sequence <= 20 * 2


def test_a_stranger_who_is_settled_holds_no_watermark() -> None:
    camera = Camera(GALLERY)
    for index, second in enumerate(seconds(6, 5)):
        outcome = camera.show(second, stranger(index))
    assert outcome.undecided_since_sequence is None


def test_frames_must_rise_in_sequence() -> None:
    camera = Camera(GALLERY)
    camera.show(0.0)
    with pytest.raises(StaleFrame):
        camera.stream.plan(1, START, frame_of())


def test_encodings_may_arrive_after_the_next_plan() -> None:
    camera = Camera(GALLERY)
    times = seconds(3, 5)
    plans = []
    for index, second in enumerate(times):
        plans.append((index, camera.stream.plan(index, START + timedelta(seconds=second), frame_of(face_at(0.5)))))
        if len(plans) == 2:
            number, plan = plans.pop(0)
            encodings = np.array([photo_of(ADA, number)] * len(plan.encode), np.float32).reshape(-1, ENCODER.size)
            camera.outcomes.append(camera.stream.apply(plan, encodings))
    assert camera.named == {"ada"}


def test_an_outcome_is_the_same_whatever_the_clock_says_between_frames() -> None:
    early, late = Camera(GALLERY), Camera(GALLERY)
    for index, second in enumerate(seconds(3, 5)):
        early.show(second, ada(index))
        late.show(second + 86_400, ada(index))
    assert [len(o.sightings) for o in early.outcomes] == [len(o.sightings) for o in late.outcomes]
