"""Boxes of successive frames joined into tracks."""

from services.recognition.domain.faces import Box, Thumbnail
from services.recognition.domain.policy import TrackerPolicy
from services.recognition.domain.tracker import Tracker
from tests.unit.recognition.synthetic import STREAM, face_at, scene


class Frames:
    """Feeds a tracker; answers the track of each box."""

    def __init__(self) -> None:
        self.tracker = Tracker(STREAM, TrackerPolicy())
        self.sequence = 0

    def show(self, second: float, *xs: float, thumbnail: Thumbnail | None = None) -> tuple[str, ...]:
        self.sequence += 1
        boxes = tuple(face_at(x).box for x in xs)
        return self.tracker.update(self.sequence, second, boxes, scene() if thumbnail is None else thumbnail).track_ids


def test_two_people_walking_past_each_other_at_thirty_frames_keep_their_tracks() -> None:
    frames = Frames()
    left, right = frames.show(0, 0.2, 0.8)
    for step in range(1, 20):
        ids = frames.show(step / 30, 0.2 + step * 0.01, 0.8 - step * 0.01)
    assert ids == (left, right)


def test_the_order_of_the_boxes_does_not_matter() -> None:
    frames = Frames()
    left, right = frames.show(0, 0.2, 0.8)
    assert frames.show(0.1, 0.8, 0.2) == (right, left)


def test_a_step_aside_between_slow_frames_keeps_the_track() -> None:
    frames = Frames()
    (track,) = frames.show(0, 0.5)
    assert frames.show(1.0, 0.6) == (track,)


def test_the_same_step_within_a_thirtieth_of_a_second_is_another_face() -> None:
    frames = Frames()
    (track,) = frames.show(0, 0.5)
    assert frames.show(1 / 30, 0.6) != (track,)


def test_a_face_of_quite_another_size_does_not_continue_a_track_it_does_not_overlap() -> None:
    frames = Frames()
    (track,) = frames.show(0, 0.5)
    small = Box(0.56, 0.48, 0.58, 0.52)
    assert frames.tracker.update(2, 1.0, (small,), scene()).track_ids != (track,)


def test_every_box_gets_a_track_of_its_own() -> None:
    frames = Frames()
    frames.show(0, 0.5)
    ids = frames.show(0.1, 0.5, 0.51, 0.49)
    assert len(set(ids)) == 3


def test_a_scene_cut_is_told_and_ends_all_tracks() -> None:
    tracker = Tracker(STREAM, TrackerPolicy())
    boxes = (face_at(0.2).box, face_at(0.8).box)
    before = tracker.update(1, 0.0, boxes, scene(60))
    after = tracker.update(2, 0.1, boxes, scene(90))
    assert after.scene_cut
    assert after.ended == before.track_ids
    assert not set(after.track_ids) & set(before.track_ids)


def test_a_lamp_that_flickers_is_not_a_scene_cut() -> None:
    tracker = Tracker(STREAM, TrackerPolicy())
    boxes = (face_at(0.2).box,)
    before = tracker.update(1, 0.0, boxes, scene(100))
    assert tracker.update(2, 0.1, boxes, scene(110)).track_ids == before.track_ids


def test_ids_differ_between_streams() -> None:
    other = Tracker(type(STREAM)(int=2), TrackerPolicy())
    boxes = (face_at(0.5).box,)
    ours = Tracker(STREAM, TrackerPolicy()).update(1, 0.0, boxes, scene()).track_ids
    assert other.update(1, 0.0, boxes, scene()).track_ids != ours
