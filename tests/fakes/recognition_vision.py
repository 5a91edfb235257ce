"""Vision without pictures: a "JPEG" says who is in it and where, and encodings are points on the unit sphere.

It answers as domain.vision.Vision does, so streams, credit and training can be tried with exact scenes and exact times.
"""

import asyncio
import json
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256

import numpy as np

from services.recognition.domain.encoder import Encoder
from services.recognition.domain.enrolment import EnrolmentVerdict, Rejection
from services.recognition.domain.errors import FrameTooLarge, FrameUnreadable, VisionUnavailable
from services.recognition.domain.faces import (
    CROP_HEIGHT_PX,
    CROP_SIZE_PX,
    THUMBNAIL_SHAPE,
    Box,
    Crops,
    DetectedFace,
    Detector,
    Encodings,
    FaceQuality,
    FrameFaces,
    Thumbnail,
)
from services.recognition.domain.gallery import Gallery
from services.recognition.domain.glance import Glance
from services.recognition.domain.policy import DecisionPolicy
from services.recognition.domain.pose import Pose

_MARK = b"drawn:"
_ALMOST = 200
_QUALITY = FaceQuality(90.0, sharpness=120, brightness=128, contrast=40, turn=0.1, roll_degrees=0)


def picture(*people: int, filler_bytes: int = 0) -> bytes:
    """A frame in which these people stand side by side; each is a number from 1 to 250."""
    return _MARK + json.dumps({"people": list(people)}).encode() + b" " * filler_bytes


def measured_picture(*people: int, brightness: int = 120, number: int = 0) -> bytes:
    """A frame that is also measured as a whole; another number is another picture, brightness 0 a black one."""
    return _MARK + json.dumps({"people": list(people), "brightness": [brightness], "number": [number]}).encode()


def huge_picture() -> bytes:
    """A frame whose header announces 40,000 × 40,000 pixels."""
    return _MARK + json.dumps({"people": [], "side_px": 40_000}).encode()


def photo(person: int, take: int = 0, problem: Rejection | None = None) -> bytes:
    """An enrolment photo; another take is another photo of the same person."""
    return _MARK + json.dumps({"people": [person], "take": take, "problem": problem}).encode()


def almost(person: int) -> int:
    """Somebody who is just not near enough to that person, enrolled with takes 0 and 1, to be named."""
    return _ALMOST + person


def encoding_of(person: int, take: int = 0, encoder: Encoder = Encoder.SFACE) -> Encodings:
    """(encoder.size,) float32, unit length: takes of a person are about 0.5 apart, people about 1.4."""
    if person > _ALMOST:
        return _almost_encoding(person - _ALMOST, encoder)
    someone = np.random.default_rng(person).normal(size=encoder.size)
    noise = np.random.default_rng([person, take, 7]).normal(size=encoder.size)
    mixed = someone / np.linalg.norm(someone) + 0.35 * noise / np.linalg.norm(noise)
    return (mixed / np.linalg.norm(mixed)).astype(np.float32)


@cache
def _almost_encoding(person: int, encoder: Encoder) -> Encodings:
    takes = np.stack([encoding_of(person, take, encoder) for take in (1, 2)])
    gallery = Gallery.build(1, encoder, "", {"somebody": takes})
    template = gallery.templates[0]
    noise = np.random.default_rng([person, 13]).normal(size=encoder.size)
    across = noise - (noise @ template) * template
    policy = DecisionPolicy()
    limit = policy.track_calibration_of(encoder).threshold(1)
    low, high = 0.0, np.pi / 2
    for _ in range(40):  # the angle at which the distance lies in the middle of what is for review
        angle = (low + high) / 2
        encoding = np.cos(angle) * template + np.sin(angle) * across / np.linalg.norm(across)
        near = gallery.distances(np.asarray(encoding[None], np.float32))[0, 0] < limit + policy.review_slack / 2
        low, high = (angle, high) if near else (low, angle)
    return np.asarray(encoding, np.float32)


@dataclass
class SyntheticVision:
    """`seconds_per_frame` is how long a detection takes; the jobs of one vision run at once, as workers do."""

    seconds_per_frame: float = 0.0
    hash: str = "5" * 64
    broken: bool = False
    detectors: list[Detector] = field(default_factory=list)
    judged: int = 0
    pose: Pose | None = None
    """Of faces in photos."""
    begun: asyncio.Condition = field(default_factory=asyncio.Condition)
    held: asyncio.Event | None = None
    """While it is there and not set, detections go on."""
    gate: asyncio.Event | None = None
    """While it is there and not set, judging waits."""
    places: int | None = None
    """So many more photos are judged; the next waits for good."""
    judging: int = 0
    """How many photos are before the gate or behind it."""
    at_once: int = 0
    """The most there ever were."""
    photos: asyncio.Condition = field(default_factory=asyncio.Condition)

    def model_hash_of(self, encoder: Encoder) -> str:
        return self.hash if encoder is Encoder.SFACE else sha256(f"{self.hash}{encoder}".encode()).hexdigest()

    def check(self, jpeg: bytes) -> None:
        _read(jpeg)

    async def detect(
        self,
        jpeg: bytes,
        detector: Detector,
        max_width_px: int,
        still_reference: Thumbnail | None = None,
        tiles: tuple[Box, ...] = (),
    ) -> FrameFaces:
        if self.broken:
            raise VisionUnavailable("its worker processes died twice on the same picture")
        self.detectors.append(detector)
        async with self.begun:
            self.begun.notify_all()
        drawn = _read(jpeg)
        if self.seconds_per_frame:
            await asyncio.sleep(self.seconds_per_frame)  # the work itself
        if self.held is not None:
            await self.held.wait()
        people = drawn["people"]
        faces = tuple(_face(place, len(people)) for place in range(len(people)))
        return FrameFaces(
            1280, 720, np.full(THUMBNAIL_SHAPE, 100, np.uint8), faces, _crops(people), glance=_glance(drawn)
        )

    async def until_judged(self, photos: int) -> None:
        """Returns once that many photos were judged."""
        async with asyncio.timeout(30), self.photos:
            await self.photos.wait_for(lambda: self.judged >= photos)

    async def until_waiting(self, photos: int) -> None:
        """Returns once that many photos are being judged at once."""
        async with asyncio.timeout(30), self.photos:
            await self.photos.wait_for(lambda: self.judging >= photos)

    async def _count(self) -> None:
        async with self.photos:
            self.photos.notify_all()

    async def until_begun(self, frames: int) -> None:
        """Returns once that many detections have begun."""
        async with asyncio.timeout(30), self.begun:
            await self.begun.wait_for(lambda: len(self.detectors) >= frames)

    async def cut_out(self, jpeg: bytes, box: Box) -> bytes:
        middle = (box.left + box.right) / 2
        people = _read(jpeg)["people"]
        return f"cut out: {people[round(middle * (len(people) + 1)) - 1]}".encode()

    async def encode(self, crops: Crops, encoder: Encoder, *, thorough: bool = False) -> Encodings:
        rows = [encoding_of(int(crop[0, 0, 0]), encoder=encoder) for crop in crops]
        return np.stack(rows) if rows else np.zeros((0, encoder.size), np.float32)

    async def judge(self, image: bytes, encoder: Encoder) -> EnrolmentVerdict:
        self.judging += 1
        self.at_once = max(self.at_once, self.judging)
        try:
            await self._count()
            if self.gate is not None:
                await self.gate.wait()
            if self.places is not None:
                if self.places == 0:
                    await asyncio.Event().wait()
                self.places -= 1
            self.judged += 1
            await self._count()
        finally:
            self.judging -= 1
        drawn = _read(image)
        problem = Rejection(drawn["problem"]) if drawn.get("problem") else None
        box = None if problem in (Rejection.NO_FACE, Rejection.SEVERAL_FACES) else Box(0.25, 0.25, 0.75, 0.75)
        person = drawn["people"][0]
        good = problem is None
        return EnrolmentVerdict(
            rejection=problem,
            message="The face is clear." if good else f"The photo shows: {problem}.",
            face_count=1,
            width_px=640,
            height_px=480,
            box=box,
            quality=_QUALITY if box else None,
            score=0.9 if good else 0.0,
            encoding=encoding_of(person, drawn["take"] + 1, encoder) if good else None,
            crop=_crops([person])[0] if good else None,
            pose=self.pose,
        )


def _read(data: bytes) -> dict[str, list[int]]:
    if not data.startswith(_MARK):
        raise FrameUnreadable("its contents are damaged")
    drawn: dict[str, list[int]] = json.loads(data.removeprefix(_MARK))
    if "side_px" in drawn:
        raise FrameTooLarge(40_000, 40_000, 16_000_000)
    return drawn


def _glance(drawn: dict[str, list[int]]) -> Glance | None:
    if "brightness" not in drawn:
        return None
    grey = float(drawn["brightness"][0])
    return Glance(grey, grey * 1.4, min(255.0, grey * 1.8), grey / 12, 20.0 * grey, drawn["number"][0])


def _face(place: int, count: int) -> DetectedFace:
    middle, width = (place + 1) / (count + 1), 0.5 / (count + 1)
    box = Box(middle - width / 2, 0.3, middle + width / 2, 0.6)
    return DetectedFace(box, 0.9, _QUALITY, tuple((middle, 0.45) for _ in range(5)))


def _crops(people: list[int]) -> Crops:
    crops = np.zeros((len(people), CROP_HEIGHT_PX, CROP_SIZE_PX, 3), np.uint8)
    for index, person in enumerate(people):
        crops[index] = person
    return crops
