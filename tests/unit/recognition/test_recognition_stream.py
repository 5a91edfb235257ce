"""A camera stream from faces to sightings."""

from datetime import timedelta
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.recognition.domain.errors import StaleFrame
from services.recognition.domain.faces import ENCODING_SIZE
from tests.unit.recognition.synthetic import (
    START,
    Camera,
    Seen,
    face_at,
    frame_of,
    gallery_of,
    person,
    photo_of,
    scene,
    seconds,
)

ADA, BOB = person(1), person(2)
GALLERY = gallery_of({"ada": ADA, "bob": BOB})


def ada(index: int, x: float = 0.5) -> Seen:
    return Seen(face_at(x), photo_of(ADA, index))


def stranger(index: int, x: float = 0.5) -> Seen:
    return Seen(face_at(x), photo_of(person(77), index))


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


def test_two_faces_of_one_frame_are_never_the_same_person() -> None:
    camera = Camera(GALLERY)
    twin = photo_of(ADA, 999, 0.5)
    for index, second in enumerate(seconds(6, 5)):
        outcome = camera.show(second, ada(index, 0.3), Seen(face_at(0.7), photo_of(twin, index, 0.4)))
        names = [detection.person_id for detection in outcome.detections if detection.person_id]
        assert len(names) == len(set(names))
    reviews = [review for outcome in camera.outcomes for review in outcome.reviews]
    assert camera.named == {"ada"}
    assert [review.candidates[0].person_id for review in reviews] == ["ada"]


def test_whoever_lost_a_name_to_a_nearer_face_does_not_inherit_it_when_that_face_leaves() -> None:
    camera = Camera(GALLERY)
    twin = photo_of(ADA, 999, 0.8)
    near = Seen(face_at(0.3), photo_of(ADA, 1, 0.3))
    for index, second in enumerate(seconds(4, 5)):
        camera.show(second, near, Seen(face_at(0.7), photo_of(twin, index, 0.3)))
    for index, second in enumerate(seconds(10, 5, start=4.2)):
        outcome = camera.show(second, Seen(face_at(0.7), photo_of(twin, 100 + index, 0.3)))
        assert [detection.person_id for detection in outcome.detections] == [None]


def walk_past_ada(camera: Camera) -> None:
    """Ada sits at 0.3 for twenty seconds; Bob walks past, hides her, takes her track with him and sits at 0.7."""
    for index, second in enumerate(seconds(20, 10)):
        camera.show(second, ada(index, 0.3))
    for index, second in enumerate(seconds(0.4, 10, start=20.0)):
        camera.show(second, Seen(face_at(0.3 + 0.02 * index), photo_of(BOB, index)))
    for index, second in enumerate(seconds(1.6, 10, start=20.4)):
        bob = Seen(face_at(min(0.7, 0.38 + 0.03 * index)), photo_of(BOB, 10 + index))
        camera.show(second, ada(200 + index, 0.3), bob)


def names_at(camera: Camera, start: float, length: float) -> list[str | None]:
    """Who Ada's and Bob's seats are said to be at the end of so many more seconds."""
    for index, second in enumerate(seconds(length, 10, start=start)):
        outcome = camera.show(second, ada(400 + index, 0.3), Seen(face_at(0.7), photo_of(BOB, 50 + index)))
    return [detection.person_id for detection in outcome.detections]


def test_whoever_walks_away_with_a_track_is_noticed_within_two_seconds() -> None:
    camera = Camera(GALLERY)
    walk_past_ada(camera)
    assert names_at(camera, 22.0, 0.2)[1] != "ada"


def test_somebody_hidden_by_a_passer_by_gets_the_name_back() -> None:
    camera = Camera(GALLERY)
    walk_past_ada(camera)
    assert names_at(camera, 22.0, 4.0) == ["ada", "bob"]


def test_a_scene_cut_ends_every_track_so_that_no_name_crosses_it() -> None:
    camera = Camera(GALLERY)
    for index, second in enumerate(seconds(3, 5)):
        before = camera.show(second, ada(index), thumbnail=scene(100))
    after = camera.show(3.2, stranger(1), thumbnail=scene(160))
    assert before.detections[0].person_id == "ada"
    assert after.detections[0].person_id is None
    assert after.detections[0].track_id != before.detections[0].track_id


def test_a_name_does_not_stay_on_a_track_that_somebody_else_has_taken_over() -> None:
    camera = Camera(GALLERY)
    for index, second in enumerate(seconds(3, 5)):
        camera.show(second, ada(index))
    for index, second in enumerate(seconds(8, 5, start=3.2)):
        outcome = camera.show(second, stranger(index))
    assert outcome.detections[0].person_id is None
    last_seen = max(s.last_seen for o in camera.outcomes for s in o.sightings)
    assert last_seen <= START + timedelta(seconds=3 + camera_recheck_seconds())


def camera_recheck_seconds() -> float:
    """A decided track is looked at again after this long at the latest, and two frames settle it."""
    return 3.0 + 2 * 0.4


def test_a_short_absence_keeps_the_track_and_a_long_one_ends_it() -> None:
    camera = Camera(GALLERY)
    first = camera.show(0.0, ada(0)).detections[0].track_id
    camera.show(0.5)
    assert camera.show(1.0, ada(1)).detections[0].track_id == first
    camera.show(2.0)
    camera.show(3.0)
    assert camera.show(4.0, ada(2)).detections[0].track_id != first


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


def test_a_still_room_keeps_who_is_in_it_without_being_searched() -> None:
    camera = Camera(GALLERY)
    assert camera.stream.still_reference(START) is None
    for index, second in enumerate(seconds(3, 5)):
        camera.show(second, ada(index))
    at = START + timedelta(seconds=3.2)
    assert camera.stream.still_reference(at) is not None
    plan = camera.stream.plan(camera.sequence + 1, at, frame_of(still=True))
    outcome = camera.stream.apply(plan, np.zeros((0, ENCODING_SIZE), np.float32))
    assert [detection.person_id for detection in outcome.detections] == ["ada"]
    assert camera.stream.still_reference(START + timedelta(seconds=4.1)) is None


def test_an_undecided_face_is_looked_at_even_when_nothing_moves() -> None:
    camera = Camera(GALLERY)
    camera.show(0.0, ada(0))
    assert camera.stream.still_reference(START + timedelta(seconds=0.2)) is None


def test_frames_must_rise_in_sequence() -> None:
    camera = Camera(GALLERY)
    camera.show(0.0)
    with pytest.raises(StaleFrame):
        camera.stream.plan(1, START, frame_of())


def test_only_people_of_the_roster_are_named() -> None:
    camera = Camera(GALLERY, roster=frozenset({"bob"}))
    for index, second in enumerate(seconds(5, 5)):
        camera.show(second, ada(index))
    assert camera.named == set()


def test_a_roster_that_changes_in_mid_stream_is_used_at_once() -> None:
    camera = Camera(GALLERY, roster=frozenset({"bob"}))
    for index, second in enumerate(seconds(3, 5)):
        camera.show(second, ada(index))
    camera.stream.set_roster(frozenset({"ada"}))
    assert [s.person_id for s in camera.show(3.2, ada(99)).sightings] == ["ada"]


def test_a_new_gallery_names_whoever_was_enrolled_since() -> None:
    camera = Camera(gallery_of({"bob": BOB}))
    for index, second in enumerate(seconds(3, 5)):
        camera.show(second, ada(index))
    assert camera.named == set()
    camera.stream.set_gallery(gallery_of({"ada": ADA, "bob": BOB}, version=2))
    sighting = camera.show(3.2, ada(99)).sightings[0]
    assert (sighting.person_id, sighting.gallery_version) == ("ada", 2)


def test_somebody_erased_from_the_gallery_loses_their_name_at_once() -> None:
    camera = Camera(GALLERY)
    for index, second in enumerate(seconds(3, 5)):
        camera.show(second, ada(index))
    camera.stream.set_gallery(gallery_of({"bob": BOB}, version=2))
    outcome = camera.show(3.2, ada(99))
    assert outcome.detections[0].person_id is None
    assert outcome.sightings == camera.stream.flush().sightings == ()


def test_a_gallery_of_another_model_forgets_all_evidence() -> None:
    camera = Camera(GALLERY)
    for index, second in enumerate(seconds(3, 5)):
        camera.show(second, ada(index))
    camera.stream.set_gallery(gallery_of({"ada": ADA, "bob": BOB}, version=2, model_hash="another"))
    assert camera.show(3.2, ada(99)).detections[0].person_id is None


def test_encodings_may_arrive_after_the_next_plan() -> None:
    camera = Camera(GALLERY)
    times = seconds(3, 5)
    plans = []
    for index, second in enumerate(times):
        plans.append((index, camera.stream.plan(index, START + timedelta(seconds=second), frame_of(face_at(0.5)))))
        if len(plans) == 2:
            number, plan = plans.pop(0)
            encodings = np.array([photo_of(ADA, number)] * len(plan.encode), np.float32).reshape(-1, ENCODING_SIZE)
            camera.outcomes.append(camera.stream.apply(plan, encodings))
    assert camera.named == {"ada"}


def test_an_outcome_is_the_same_whatever_the_clock_says_between_frames() -> None:
    early, late = Camera(GALLERY), Camera(GALLERY)
    for index, second in enumerate(seconds(3, 5)):
        early.show(second, ada(index))
        late.show(second + 86_400, ada(index))
    assert [len(o.sightings) for o in early.outcomes] == [len(o.sightings) for o in late.outcomes]
