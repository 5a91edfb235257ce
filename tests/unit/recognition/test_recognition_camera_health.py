"""Whether a camera sees its room, tried on drawn pictures through the measuring that workers do."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from services.recognition.domain.camera_health import CameraHealth, HealthVerdict, Trouble
from services.recognition.domain.faces import Box, DetectedFace, FaceQuality, FrameFaces
from services.recognition.vision.decode import decode_photo, thumbnail
from services.recognition.vision.describe import no_crops
from services.recognition.vision.glance import glance

Picture = NDArray[np.float64]
FPS = 4.0
NOISE = np.random.default_rng(3).normal(0, 1, (360, 640, 3)).astype(np.float32)


def room() -> Picture:
    """A wall, a door, a board with writing, a row of desks."""
    drawn = np.full((360, 640, 3), 120, np.uint8)
    cv2.rectangle(drawn, (40, 120), (130, 350), (60, 80, 100), -1)
    cv2.rectangle(drawn, (220, 60), (480, 170), (50, 70, 40), -1)
    cv2.putText(drawn, "y = mx + c", (240, 130), cv2.FONT_HERSHEY_SIMPLEX, 1.0, (230, 230, 230), 2)
    for x in range(180, 620, 90):
        cv2.rectangle(drawn, (x, 250), (x + 70, 280), (70, 110, 160), -1)
    return drawn.astype(np.float64)


def black() -> Picture:
    return np.full((360, 640, 3), 4.0)


def hand() -> Picture:
    """Skin before the lens: a warm gradient, no edge."""
    glow = np.linspace(25, 95, 640)[None, :, None] * np.array([0.45, 0.55, 1.0])
    return np.broadcast_to(glow, (360, 640, 3)).copy()


def glare() -> Picture:
    return np.full((360, 640, 3), 252.0)


def blurred() -> Picture:
    return np.asarray(cv2.GaussianBlur(room(), (0, 0), 4), np.float64)


def night() -> Picture:
    """The light is off; a street lamp stands in the window."""
    drawn = room() * 0.08
    cv2.rectangle(drawn, (560, 40), (600, 90), (50, 60, 70), -1)
    return drawn


class Camera:
    """Films what it is shown, with a sensor's noise, and judges each frame."""

    def __init__(self) -> None:
        self.health = CameraHealth()
        self.at = 1000.0
        self._shift = 0

    def film(self, picture: Picture, seconds: float, *, noise: float = 2.0) -> Iterator[HealthVerdict]:
        for _ in range(round(seconds * FPS)):
            self._shift += 7919  # another grain in every frame
            grain = np.roll(NOISE, self._shift)
            yield self.judge(np.clip(picture + noise * grain, 0, 255).astype(np.uint8))

    def judge(self, picture: NDArray[np.uint8], **changes: object) -> HealthVerdict:
        jpeg = bytes(cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 85])[1])
        decoded = decode_photo(jpeg)
        small = thumbnail(decoded)
        frame = FrameFaces(640, 360, small, (), no_crops(), glance=glance(small, jpeg, decoded))
        self.at += 1 / FPS
        return self.health.see(self.at, replace(frame, **changes))  # type: ignore[arg-type]  # fields by name


@pytest.mark.parametrize(
    ("picture", "trouble"),
    [
        (black, Trouble.BLACK),
        (hand, Trouble.COVERED),
        (glare, Trouble.COVERED),
        (blurred, Trouble.BLURRED),
        (night, Trouble.DARK),
    ],
)
def test_what_is_wrong_is_known_within_ten_seconds_and_told_from_its_beginning(
    picture: Callable[[], Picture], trouble: Trouble
) -> None:
    camera = Camera()
    assert all(verdict.condition is None and verdict.sees for verdict in camera.film(room(), 10))
    began = camera.at
    told = [verdict.condition for verdict in camera.film(picture(), 10)]
    first = next(condition for condition in told if condition)
    assert first.trouble is trouble
    assert first.end_seconds - began <= 10
    assert first.start_seconds - began <= 1 / FPS
    assert told[-1] is not None
    assert told[-1].end_seconds == camera.at


@pytest.mark.parametrize("picture", [black, hand, glare])
def test_a_camera_that_sees_nothing_watches_nothing_from_its_first_blind_frame(
    picture: Callable[[], Picture],
) -> None:
    camera = Camera()
    list(camera.film(room(), 2))
    assert not any(verdict.sees or verdict.may_be_frozen for verdict in camera.film(picture(), 6))


@pytest.mark.parametrize("picture", [blurred, night])
def test_a_poor_picture_is_still_one_in_which_the_room_is_watched(picture: Callable[[], Picture]) -> None:
    camera = Camera()
    assert all(verdict.sees for verdict in camera.film(picture(), 12))


def test_a_picture_that_comes_again_and_again_is_frozen_and_was_so_from_its_first_repeat() -> None:
    camera = Camera()
    list(camera.film(room(), 2))
    still = room().astype(np.uint8)
    camera.judge(still)
    began = camera.at
    verdicts = [camera.judge(still) for _ in range(round(10 * FPS))]
    frozen = next(verdict for verdict in verdicts if verdict.condition)
    assert frozen.condition is not None
    assert frozen.condition.trouble is Trouble.FROZEN
    assert frozen.condition.start_seconds == began
    assert frozen.condition.end_seconds - began <= 10
    assert not any(verdict.sees for verdict in verdicts)
    after = next(camera.film(room(), 1))
    assert after.ended is not None
    assert after.sees


def test_an_empty_room_in_which_nothing_moves_is_not_frozen() -> None:
    camera = Camera()
    assert all(verdict.condition is None for verdict in camera.film(room(), 40, noise=1.0))


def test_a_video_that_repeats_a_still_picture_until_its_next_key_frame_is_not_frozen() -> None:
    camera = Camera()
    for seed in range(4):
        key_frame = np.clip(room() + 2 * np.roll(NOISE, 101 * seed), 0, 255).astype(np.uint8)
        verdicts = [camera.judge(key_frame) for _ in range(round(4 * FPS))]
        assert all(verdict.condition is None for verdict in verdicts)
        assert verdicts[0].sees


def test_a_passing_hand_and_a_light_switched_off_for_a_moment_are_not_told() -> None:
    camera = Camera()
    for picture in (room(), hand(), room(), black(), room(), night(), room()):
        assert all(verdict.condition is None for verdict in camera.film(picture, 2))


def test_a_trouble_that_gives_way_to_another_ends_where_it_was_last_seen() -> None:
    camera = Camera()
    list(camera.film(room(), 2))
    covered = list(camera.film(hand(), 6))[-1].condition
    assert covered is not None
    ended = [verdict.ended for verdict in camera.film(black(), 6) if verdict.ended]
    assert ended == [covered]


def test_what_is_over_stays_over_only_after_two_good_seconds() -> None:
    camera = Camera()
    list(camera.film(hand(), 6))
    verdicts = list(camera.film(room(), 3))
    assert verdicts[0].condition is not None
    assert [verdict.ended.trouble for verdict in verdicts if verdict.ended] == [Trouble.COVERED]
    assert verdicts[-1].condition is None


def test_a_camera_that_sees_a_clear_face_is_neither_blurred_nor_covered() -> None:
    quality = FaceQuality(60.0, sharpness=80, brightness=120, contrast=30, turn=0.1, roll_degrees=0)
    face = DetectedFace(Box(0.4, 0.3, 0.5, 0.5), 0.9, quality, ((0.5, 0.5),) * 5)
    camera = Camera()
    for shift in range(30):
        picture = np.clip(blurred() + 2 * np.roll(NOISE, 101 * shift), 0, 255).astype(np.uint8)
        assert camera.judge(picture, faces=(face,)).condition is None


def test_after_a_long_pause_everything_is_judged_anew() -> None:
    camera = Camera()
    list(camera.film(black(), 6))
    camera.at += 300
    verdict = next(camera.film(room(), 1))
    assert verdict.ended is not None
    assert verdict.condition is None
    assert verdict.sees


def test_frames_that_were_not_measured_count_as_seen() -> None:
    frame = FrameFaces(640, 360, np.zeros((54, 96), np.uint8), (), no_crops())
    assert CameraHealth().see(1.0, frame) == HealthVerdict(None, None, sees=True, may_be_frozen=False)
