"""One student is one face at a time: in a picture, in a room, in the college."""

from uuid import UUID, uuid5

import numpy as np

from services.recognition.domain.claims import Claims
from services.recognition.domain.faces import FrameFaces
from services.recognition.domain.stream import StreamRecogniser
from tests.unit.recognition.synthetic import (
    ADA,
    BOB,
    GALLERY,
    POLICY,
    STREAM,
    Camera,
    Seen,
    ada,
    face_at,
    photo_of,
    seconds,
    unit,
)

TWIN = photo_of(ADA, 999, 0.75)  # near enough to Ada for her name, and 0.75 from her own face


def camera_in(room_id: str, claims: Claims, number: int) -> Camera:
    """A camera of that room, served by the pod of those claims."""
    camera = Camera(GALLERY)
    camera.stream = StreamRecogniser(uuid5(STREAM, str(number)), GALLERY, None, POLICY, claims=claims)
    camera.stream.set_room(room_id)
    return camera


def film(first: Camera, second: Camera, length: float, one: object, other: object) -> None:
    """Both cameras at once, each looking at its own face."""
    for index, moment in enumerate(seconds(length, 5)):
        first.show(moment, Seen(face_at(0.5), photo_of(one, index, 0.3)))  # type: ignore[arg-type]  # an encoding
        second.show(moment, Seen(face_at(0.5), photo_of(other, 500 + index, 0.3)))  # type: ignore[arg-type]  # likewise


def names_of(camera: Camera) -> list[str | None]:
    return [detection.person_id for detection in camera.outcomes[-1].detections]


def reasons_of(camera: Camera) -> list[str]:
    return [review.reason for outcome in camera.outcomes for review in outcome.reviews]


def test_two_cameras_of_a_room_that_see_the_same_face_both_name_it() -> None:
    claims = Claims()
    front, back = camera_in("room", claims, 1), camera_in("room", claims, 2)
    film(front, back, 10, ADA, ADA)
    assert names_of(front) == names_of(back) == ["ada"]
    assert reasons_of(front) == reasons_of(back) == []


def test_of_two_faces_in_a_room_with_one_name_the_weaker_goes_to_review() -> None:
    claims = Claims(same_face_distance=0.6)
    front, back = camera_in("room", claims, 1), camera_in("room", claims, 2)
    film(front, back, 10, ADA, TWIN)
    assert names_of(front) == ["ada"]
    assert names_of(back) == [None]
    assert reasons_of(back) == ["another camera sees a face that is more like this person"]


def test_nobody_is_named_in_two_rooms_at_the_same_time() -> None:
    claims = Claims()
    here, there = camera_in("room 1", claims, 1), camera_in("room 2", claims, 2)
    film(here, there, 10, ADA, TWIN)
    assert names_of(here) == ["ada"]
    assert names_of(there) == [None]
    assert reasons_of(there) == ["this person is seen in another room at the same time"]


def test_who_walks_from_one_room_to_the_next_is_named_in_both() -> None:
    claims = Claims()
    here, there = camera_in("room 1", claims, 1), camera_in("room 2", claims, 2)
    for index, moment in enumerate(seconds(6, 5)):
        here.show(moment, ada(index))
    for index, moment in enumerate(seconds(6, 5, start=5.0)):  # clocks of two cameras may differ by a second
        there.show(moment, ada(100 + index))
    assert names_of(there) == ["ada"]


def test_a_name_given_up_to_a_track_that_was_somebody_else_comes_back() -> None:
    claims = Claims()
    here, there = camera_in("room 1", claims, 1), camera_in("room 2", claims, 2)
    film(here, there, 10, TWIN, ADA)
    assert names_of(here) == [None]
    for index, moment in enumerate(seconds(12, 5, start=10.2)):
        here.show(moment, Seen(face_at(0.5), photo_of(TWIN, 900 + index, 0.3)))
        there.show(moment, Seen(face_at(0.5), photo_of(BOB, index, 0.3)))
    assert names_of(there) == ["bob"]
    assert names_of(here) == ["ada"]


def test_a_camera_that_has_gone_claims_nobody() -> None:
    claims = Claims()
    here, there = camera_in("room 1", claims, 1), camera_in("room 2", claims, 2)
    film(here, there, 4, ADA, BOB)
    here.stream.flush()
    other = camera_in("room 3", claims, 3)
    for index, moment in enumerate(seconds(6, 5)):  # the same minutes again
        other.show(moment, Seen(face_at(0.5), photo_of(TWIN, index, 0.3)))
    assert names_of(other) == ["ada"]


def test_two_faces_share_two_names_as_fits_both_best() -> None:
    # the left face is nearest to Ada, a little less near to Bob; the right one is near Ada alone
    middle = unit(ADA + 0.93 * BOB)
    right = photo_of(ADA, 7, 0.8)
    assert np.linalg.norm(middle - ADA) < np.linalg.norm(right - ADA)
    camera = Camera(GALLERY)
    for index, moment in enumerate(seconds(10, 5)):
        camera.show(
            moment, Seen(face_at(0.3), photo_of(middle, index, 0.1)), Seen(face_at(0.7), photo_of(right, index, 0.1))
        )
    assert names_of(camera) == [None, "ada"]
    assert [review.box for outcome in camera.outcomes for review in outcome.reviews] == [face_at(0.3).box]


class FlatPictures:
    """A check that objects to whatever stands left of the middle."""

    def __init__(self) -> None:
        self.left: set[str] = set()
        self.forgotten: list[str] = []

    def see(self, track_id: str, frame: FrameFaces, index: int, at_seconds: float) -> None:
        if frame.faces[index].box.right < 0.5:
            self.left.add(track_id)

    def objection(self, track_id: str) -> str | None:
        return "this face moves like a flat picture" if track_id in self.left else None

    def forget(self, track_id: str) -> None:
        self.forgotten.append(track_id)


def test_a_track_that_a_check_objects_to_goes_to_review_with_its_reason() -> None:
    check = FlatPictures()
    camera = Camera(GALLERY)
    camera.stream = StreamRecogniser(UUID(int=5), GALLERY, None, POLICY, check=check)
    for index, moment in enumerate(seconds(5, 5)):
        camera.show(moment, ada(index, 0.3), Seen(face_at(0.7), photo_of(BOB, index)))
    assert names_of(camera) == [None, "bob"]
    assert camera.named == {"bob"}
    assert reasons_of(camera) == ["this face moves like a flat picture"]
    camera.stream.flush()
    assert set(check.forgotten) == {detection.track_id for detection in camera.outcomes[-1].detections}
