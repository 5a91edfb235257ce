"""Whose face a track is: nobody inherits a name by standing where somebody stood."""

from datetime import timedelta

from tests.unit.recognition.synthetic import (
    ADA,
    BOB,
    GALLERY,
    START,
    Camera,
    Seen,
    ada,
    face_at,
    photo_of,
    scene,
    seconds,
    stranger,
)


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


def test_a_clock_that_was_set_back_begins_every_track_anew() -> None:
    camera = Camera(GALLERY)
    for index, second in enumerate(seconds(3, 5)):
        before = camera.show(second, ada(index))
    assert camera.stream.rest(START - timedelta(seconds=600)) is None
    assert camera.stream.still_reference(START - timedelta(seconds=600)) is None
    for index, second in enumerate(seconds(3, 5, start=-600)):
        after = camera.show(second, ada(100 + index))
    assert after.detections[0].person_id == "ada"
    assert after.detections[0].track_id != before.detections[0].track_id
    spans = [(s.first_seen, s.last_seen) for outcome in camera.outcomes for s in outcome.sightings]
    assert spans[-1][0] == START - timedelta(seconds=600)
    assert all(first <= last for first, last in spans)


def test_times_that_tremble_keep_the_track() -> None:
    camera = Camera(GALLERY)
    first = camera.show(1.0, ada(0)).detections[0].track_id
    assert camera.stream.rest(START + timedelta(seconds=0.9)) is None
    assert camera.show(0.9, ada(1)).detections[0].track_id == first
