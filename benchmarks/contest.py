"""Scenes that both sides look at, in turns."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.people import People
from benchmarks.presence_loop import NamedFace, PresenceLoop
from benchmarks.reference_loop import ReferenceLoop
from benchmarks.scenes import Seat, classroom, person_at, seats, still_room, walk_through
from benchmarks.stopwatch import Stopwatch
from services.recognition.domain.encoder import Encoder
from services.recognition.domain.gallery import Gallery
from services.recognition.evaluation.frames import every_frame
from services.recognition.vision.decode import Image, decode_photo
from services.recognition.vision.inference import Inference
from services.recognition.vision.models import model_hash_of, prepare_models

FLOORS = {"clip": 12.0, "classroom": 60.0, "still room": 60.0}
_REFERENCE_FRAMES = {"clip": 25, "classroom": 6, "still room": 8}
_CAMERA_RATE = 10.0
_CLASSROOM_SECONDS, _STILL_SECONDS = 20.0, 20.0
_CLIP_FRAMES, _CLIP_RATE = 150, 30.0

Truth = Callable[[float, float], str | None]
"""Who is at a place of the frame, in fractions; None where nobody says."""


@dataclass(frozen=True, slots=True)
class Result:
    """One row of the table."""

    scene: str
    presence: Stopwatch
    reference: Stopwatch
    floor: float
    names: str
    detail: str
    problems: tuple[str, ...] = field(default=())
    """What is below a floor, in sentences."""

    @property
    def ratio(self) -> float:
        return self.reference.ms_a_piece / self.presence.ms_a_piece


class Contest:
    """The same people enrolled on both sides."""

    def __init__(self, people: People, model_cache: Path, encoder: Encoder) -> None:
        self._people = people
        self.encoder = encoder
        self.inference = Inference(prepare_models(model_cache))
        verdicts = {k: [self.inference.judge(photo, encoder) for photo in each] for k, each in people.photos.items()}
        encodings = {k: [v.encoding for v in each if v.encoding is not None] for k, each in verdicts.items()}
        self._gallery = Gallery.build(1, encoder, model_hash_of(encoder), encodings)

    def clip(self, video: Path | None) -> Result:
        """A video, or one person who crosses a 640 × 360 picture."""
        if video is not None:
            frames = [(frame.second, frame.image) for frame in every_frame(video)]
            return self._run("clip", frames, lambda x, y: None, None)
        who = sorted(self._people.present)[0]
        drawn = list(walk_through(self._people.heads[who], _CLIP_FRAMES, _CLIP_RATE))
        return self._run("clip", drawn, lambda x, y: who, {who})

    def classroom(self) -> Result:
        """The first 20 seconds of 24 faces that sway in 1280 × 720."""
        places = seats(self._people.heads)
        frames = list(classroom(places, round(_CLASSROOM_SECONDS * _CAMERA_RATE), _CAMERA_RATE))
        return self._run("classroom", frames, _seated(places), self._people.present)

    def still_room(self) -> Result:
        """A few people who hardly move."""
        places = seats(self._people.heads)
        frames = list(still_room(places, round(_STILL_SECONDS * _CAMERA_RATE), _CAMERA_RATE))
        there = {place.person for place in places if place.occupied_when_still} & set(self._people.photos)
        return self._run("still room", frames, _seated(places), there)

    def _run(self, scene: str, frames: list[tuple[float, Image]], truth: Truth, there: set[str] | None) -> Result:
        presence = PresenceLoop(self.inference, self._gallery)
        photos = {name: [decode_photo(photo) for photo in each] for name, each in self._people.photos.items()}
        reference = ReferenceLoop(photos)
        _warm_up(self.inference, self._gallery, reference, frames[0])
        every = max(1, len(frames) // _REFERENCE_FRAMES[scene])
        ours, theirs = Names(truth), Names(truth)
        for index, (second, image) in enumerate(frames):
            seen = presence.look(second, image)
            # in turns, so that whatever slows the machine down slows both
            if index % every == every - 1:
                theirs.add(reference.look(image))
                ours.add(seen)
        presence.end()
        names = _told(reference.marked, presence.marked, theirs, ours, there)
        result = Result(
            scene, presence.watch, reference.watch, FLOORS[scene], names,
            f"{presence.encodings} encodings, {presence.searched} of {len(frames)} frames searched",
        )  # fmt: skip
        return _judged(result, reference.marked, presence.marked, theirs, ours, there)


@dataclass(slots=True)
class Names:
    """Names given to faces of the frames that both sides looked at."""

    truth: Truth
    right: int = 0
    wrong: int = 0

    def add(self, faces: Iterable[NamedFace]) -> None:
        for face in faces:
            there = self.truth(face.x, face.y)
            if face.name is not None and there is not None:
                self.right += face.name == there
                self.wrong += face.name != there


def _told(theirs: set[str], ours: set[str], their_names: Names, our_names: Names, there: set[str] | None) -> str:
    if there is None:
        return f"marked: {', '.join(sorted(theirs)) or 'nobody'} → {', '.join(sorted(ours)) or 'nobody'}"
    return (
        f"{len(theirs & there)} → {len(ours & there)} of {len(there)} people marked, "
        f"{len(theirs - there)} → {len(ours - there)} who are not there; "
        f"wrong names on faces {their_names.wrong} → {our_names.wrong}"
    )


def _judged(
    result: Result, theirs: set[str], ours: set[str], their_names: Names, our_names: Names, there: set[str] | None
) -> Result:
    problems = []
    if result.ratio < result.floor:
        problems.append(f"{result.scene}: ×{result.ratio:.1f} is below the floor of ×{result.floor:g}")
    if there is not None:
        if len(ours & there) < len(theirs & there):
            problems.append(f"{result.scene}: fewer people are marked than by the reference")
        if len(ours - there) > len(theirs - there) or our_names.wrong > their_names.wrong:
            problems.append(f"{result.scene}: more wrong names than the reference gives")
    return Result(
        result.scene, result.presence, result.reference, result.floor, result.names, result.detail, tuple(problems)
    )  # fmt: skip


def _warm_up(inference: Inference, gallery: Gallery, reference: ReferenceLoop, first: tuple[float, Image]) -> None:
    """Caches and lazy loading are nobody's cost."""
    PresenceLoop(inference, gallery).look(*first)
    reference.look(first[1])
    reference.watch.cpu_ms.clear()
    reference.watch.pieces = 0
    reference.marked.clear()


def _seated(places: list[Seat]) -> Truth:
    return lambda x, y: person_at(places, x, y)
