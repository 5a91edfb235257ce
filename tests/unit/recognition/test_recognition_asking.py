"""What a person is asked about: once a face, with the evidence, for as long as it is in view."""

from datetime import timedelta

import numpy as np

from services.recognition.domain.faces import CROP_SIZE_PX
from services.recognition.domain.outcome import FaceState, ReviewGrown, ReviewRequest, ReviewSettled
from tests.unit.recognition.synthetic import (
    ADA,
    CALIBRATION,
    GALLERY,
    START,
    Camera,
    Seen,
    ada,
    face_at,
    frame_of,
    person,
    photo_of,
    scene,
    seconds,
)

LIMIT = CALIBRATION.threshold(2)
ALMOST = photo_of(ADA, 4711, LIMIT + 0.03)  # just not near enough


def almost(index: int, x: float = 0.5) -> Seen:
    """The face of somebody who is almost Ada."""
    return Seen(face_at(x), photo_of(ALMOST, index, 0.2))


def asked(camera: Camera) -> list[ReviewRequest]:
    return [review for outcome in camera.outcomes for review in outcome.reviews]


def changes(camera: Camera) -> list[object]:
    return [change for outcome in camera.outcomes for change in outcome.review_changes]


def test_a_face_that_is_almost_somebody_is_asked_about_once() -> None:
    camera = Camera(GALLERY)
    for index, second in enumerate(seconds(30, 5)):
        camera.show(second, almost(index))
    (review,) = asked(camera)
    assert review.candidates[0].person_id == "ada"
    assert review.candidates[0].distance > LIMIT
    assert review.reason == "the nearest person is not near enough"
    assert review.box == face_at(0.5).box
    assert np.linalg.norm(review.encoding - ALMOST) < 0.2
    assert review.first_seen == START


def test_a_replay_asks_by_the_same_id() -> None:
    ids = []
    for _ in range(2):
        camera = Camera(GALLERY)
        for index, second in enumerate(seconds(6, 5)):
            camera.show(second, almost(index))
        ids.append([review.review_id for review in asked(camera)])
    assert ids[0] == ids[1] != []


def test_a_review_grows_while_its_face_is_in_view_and_ends_with_it() -> None:
    camera = Camera(GALLERY)
    for index, second in enumerate(seconds(30, 5)):
        camera.show(second, almost(index))
    camera.outcomes.append(camera.stream.flush())
    grown = [change for change in changes(camera) if isinstance(change, ReviewGrown)]
    assert len(grown) == 3  # twice in half a minute, and at the end
    assert grown[-1].last_seen == START + timedelta(seconds=30)
    assert {change.review_id for change in grown} == {asked(camera)[0].review_id}


def test_a_face_that_comes_and_goes_is_one_review() -> None:
    camera = Camera(GALLERY)
    for visit in range(5):
        for index, second in enumerate(seconds(6, 5, start=visit * 20.0)):
            camera.show(second, almost(100 * visit + index))
        camera.show(visit * 20.0 + 8.0)  # nobody there: the track ends
    assert len(asked(camera)) == 1
    assert isinstance(changes(camera)[-1], ReviewGrown)
    assert changes(camera)[-1].last_seen >= START + timedelta(seconds=80)  # type: ignore[attr-defined]  # just asserted


def test_who_is_recognised_after_all_need_not_be_looked_at() -> None:
    camera = Camera(GALLERY)
    for index, second in enumerate(seconds(6, 5)):
        camera.show(second, almost(index))
    (review,) = asked(camera)
    for index, second in enumerate(seconds(20, 5, start=6.2)):
        camera.show(second, Seen(face_at(0.5), photo_of(ADA, index, 0.3)))
    assert camera.named == {"ada"}
    assert ReviewSettled(review.review_id) in changes(camera)


def test_nothing_is_asked_about_a_face_that_the_picture_does_not_show() -> None:
    camera = Camera(GALLERY, roster=frozenset())
    for index, second in enumerate(seconds(6, 5)):
        camera.show(second, almost(index))
    camera.stream.set_roster(frozenset({"ada"}))
    plan = camera.stream.plan(camera.sequence + 1, START + timedelta(seconds=6.2), frame_of(still=True))
    still = camera.stream.apply(plan, np.zeros((0, len(ADA)), np.float32))
    assert still.reviews == ()
    camera.sequence += 1
    assert len(camera.show(7.0, almost(90)).reviews) == 1


def test_strangers_far_from_everybody_are_not_asked_about() -> None:
    camera = Camera(GALLERY)
    for index, second in enumerate(seconds(10, 5)):
        camera.show(second, Seen(face_at(0.5), photo_of(person(77), index)))
    assert asked(camera) == []


def test_somebody_enrolled_who_is_not_of_this_class_is_shown_so_and_never_named_asked_about_or_reported() -> None:
    camera = Camera(GALLERY, roster=frozenset({"bob"}))
    for index, second in enumerate(seconds(10, 5)):
        outcome = camera.show(second, ada(index))
    (detection,) = outcome.detections
    assert (detection.state, detection.person_id) == (FaceState.OUTSIDER, None)
    assert camera.named == set()
    assert asked(camera) == []
    assert camera.encoded < 12  # settled: no more is wanted than a look now and then


def test_a_name_never_crosses_a_cut_however_alike_the_places() -> None:
    camera = Camera(GALLERY)
    for index, second in enumerate(seconds(20, 5)):
        camera.show(second, ada(index), thumbnail=scene(100))
    for index, second in enumerate(seconds(30, 5, start=20.2)):
        outcome = camera.show(second, Seen(face_at(0.5), photo_of(person(77), index)), thumbnail=scene(160))
        assert [detection.person_id for detection in outcome.detections] == [None]
    last = max(s.last_seen for o in camera.outcomes for s in o.sightings)
    assert last <= START + timedelta(seconds=20)


def test_a_face_that_changes_on_an_unmoving_track_is_noticed_within_three_seconds() -> None:
    camera = Camera(GALLERY)
    faces = np.random.default_rng(3).integers(0, 255, (2, CROP_SIZE_PX // 8, CROP_SIZE_PX // 8), np.uint8)
    crops = np.repeat(np.repeat(np.repeat(faces[..., None], 3, 3), 8, 1), 8, 2)
    for index, second in enumerate(seconds(60, 5)):
        show_crop(camera, second, ada(index), crops[0])
    assert camera.encoded < 20  # long settled
    noticed = None
    for index, second in enumerate(seconds(6, 5, start=60.2)):
        outcome = show_crop(camera, second, Seen(face_at(0.5), photo_of(person(77), index)), crops[1])
        if noticed is None and outcome[0] is None:
            noticed = second - 60.2
    assert noticed is not None
    assert noticed <= 3.0


def show_crop(camera: Camera, second: float, seen: Seen, crop: np.ndarray) -> list[str | None]:
    """One frame whose face looks like that; who is named."""
    camera.sequence += 1
    frame = frame_of(seen.face)
    frame.crops[:, : len(crop)] = crop
    plan = camera.stream.plan(camera.sequence, START + timedelta(seconds=second), frame)
    camera.encoded += len(plan.encode)
    encodings = np.array([seen.encoding for _ in plan.encode], np.float32).reshape(-1, len(ADA))
    outcome = camera.stream.apply(plan, encodings)
    return [detection.person_id for detection in outcome.detections]


def test_nobody_is_asked_about_a_student_of_whom_another_track_was_sure() -> None:
    camera = Camera(GALLERY)
    for index, second in enumerate(seconds(6, 5)):
        camera.show(second, Seen(face_at(0.2), photo_of(ADA, index, 0.3)))
    assert camera.named == {"ada"}
    camera.show(12.0)  # she leaves
    for index, second in enumerate(seconds(10, 5, start=150.0)):
        camera.show(second, almost(index, 0.8))
    assert asked(camera) == []


def test_a_student_is_asked_about_once_a_session_however_many_tracks_may_be_theirs() -> None:
    camera = Camera(GALLERY)
    for visit in range(3):  # far enough apart that nobody remembers the face
        for index, second in enumerate(seconds(6, 5, start=visit * 200.0)):
            camera.show(second, almost(1000 * visit + index, 0.2 + 0.3 * visit))
        camera.show(visit * 200.0 + 10.0)
    assert len(asked(camera)) == 1
    camera.stream.flush()  # the session is over
    for index, second in enumerate(seconds(6, 5, start=700.0)):
        camera.show(second, almost(index))
    assert len(asked(camera)) == 2
