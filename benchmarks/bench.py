"""Measures Presence's recognition against the reference loop: CPU time of this one process, one run, one machine.

Both get pictures that are already decoded; what decoding a JPEG costs is printed beside it. Compare ratios between
runs and machines, not milliseconds.

    python -m benchmarks.bench [--clip VIDEO] [--model-cache FOLDER]
"""

import argparse
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

# before the numeric libraries load: CPU time of one thread is what is compared
for _variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_variable, "1")

import cv2  # noqa: E402  the threads are set above
import numpy as np  # noqa: E402  the threads are set above

from benchmarks.encode_photos import ENCODER  # noqa: E402  the threads are set above
from benchmarks.recognise_video import Recognised, recognise, video_frames  # noqa: E402  the threads are set above
from benchmarks.reference import ReferenceLoop  # noqa: E402  the threads are set above
from benchmarks.scenes import Seat, classroom, head, person_at, seats, walk_through  # noqa: E402  the threads are set above
from cli.demo.faces import PEOPLE, fetch  # noqa: E402  the threads are set above
from services.recognition.domain.gallery import Gallery  # noqa: E402  the threads are set above
from services.recognition.vision.decode import Image, decode_frame, decode_photo  # noqa: E402  the threads are set above
from services.recognition.vision.inference import Inference  # noqa: E402  the threads are set above
from services.recognition.vision.models import model_hash_of, prepare_models  # noqa: E402  the threads are set above

_STRANGERS = ("group_2", "group_5", "tom")
_REFERENCE_FRAMES = {"clip": 25, "classroom": 3}
_CLASSROOM_FRAMES, _CLASSROOM_RATE = 80, 10.0
_GOAL = {"clip": 10.0, "classroom": 46.0}


@dataclass(frozen=True, slots=True)
class Row:
    """One scene of the table; milliseconds of CPU a frame."""

    scene: str
    reference_ms: float
    ours_ms: float
    steps: str
    names: str

    @property
    def ratio(self) -> float:
        return self.reference_ms / self.ours_ms


def cpu_ms(work: Callable[[], object]) -> float:
    """CPU milliseconds of this process that a call takes."""
    begin = time.process_time()
    work()
    return (time.process_time() - begin) * 1e3


def steps_of(result: Recognised) -> str:
    """Where the time went, per frame."""
    spent = "  ".join(f"{step} {seconds / result.frames * 1e3:.1f}" for step, seconds in result.cpu_seconds.items())
    return f"{spent}  encodings {result.encoded}  still frames {result.still_frames}"


def ours_ms(result: Recognised) -> float:
    return sum(result.cpu_seconds.values()) / result.frames * 1e3


def bench_clip(
    inference: Inference, gallery: Gallery, reference: ReferenceLoop, frames: list[tuple[float, Image]]
) -> Row:
    """One person in a 640 × 360 clip."""
    sample = frames[:: max(1, len(frames) // _REFERENCE_FRAMES["clip"])]
    reference.look(frames[0][1])  # caches and lazy loading are nobody's cost
    theirs = cpu_ms(lambda: [reference.look(image) for _, image in sample]) / len(sample)
    result = recognise(inference, gallery, iter(frames))
    return Row("clip", theirs, ours_ms(result), steps_of(result), f"named {sorted(result.people) or 'nobody'}")


def bench_classroom(inference: Inference, gallery: Gallery, reference: ReferenceLoop, heads: dict[str, Image]) -> Row:
    """24 faces in 1280 × 720."""
    places = seats(heads)
    frames = list(classroom(places, _CLASSROOM_FRAMES, _CLASSROOM_RATE))
    sample = [image for _, image in frames[:: len(frames) // _REFERENCE_FRAMES["classroom"]]]
    found: list[list[tuple[float, float, str | None]]] = []
    theirs = cpu_ms(lambda: found.extend(reference.look(image) for image in sample)) / len(sample)
    result = recognise(inference, gallery, iter(frames))
    shown = [
        ((d.box.left + d.box.right) / 2, (d.box.top + d.box.bottom) / 2, d.person_id)
        for d in result.outcomes[-1].detections
    ]
    names = (
        f"last frame: {len(shown)} of {len(places)} faces, {wrong(places, shown)} wrong names; "
        f"reference {len(found[-1])} faces, {wrong(places, found[-1])} wrong names"
    )
    return Row("classroom", theirs, ours_ms(result), steps_of(result), names)


def wrong(places: list[Seat], shown: list[tuple[float, float, str | None]]) -> int:
    """How many faces carry somebody else's name."""
    return sum(name is not None and name != person_at(places, x, y) for x, y, name in shown)


def decode_ms(image: Image) -> float:
    """What the camera's JPEG adds to every frame."""
    data = bytes(cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, 85])[1])
    return cpu_ms(lambda: [decode_frame(data, 640) for _ in range(20)]) / 20


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clip", type=Path, help="a video to use instead of the drawn one")
    parser.add_argument("--model-cache", type=Path, default=Path(".data/models"))
    args = parser.parse_args()
    cv2.setNumThreads(1)

    files = fetch()
    photos = {p.key: [files[photo].read_bytes() for photo in p.enrol] for p in PEOPLE if p.key not in _STRANGERS}
    heads = {p.key: head(files[p.seen].read_bytes(), p.head_px) for p in PEOPLE}
    inference = Inference(prepare_models(args.model_cache))
    verdicts = {key: [inference.judge(photo, ENCODER) for photo in found] for key, found in photos.items()}
    encodings = {k: [v.encoding for v in found if v.encoding is not None] for k, found in verdicts.items()}
    gallery = Gallery.build(1, ENCODER, model_hash_of(ENCODER), encodings)
    reference = ReferenceLoop({key: [decode_photo(photo) for photo in found] for key, found in photos.items()})
    drawn = walk_through(heads["barack"], 150, 30.0)
    clip = list(video_frames(args.clip)) if args.clip else list(drawn)
    rows = [bench_clip(inference, gallery, reference, clip), bench_classroom(inference, gallery, reference, heads)]

    print(f"{len(gallery)} people enrolled; CPU time of one process, milliseconds a frame\n")
    print(f"{'scene':<11}{'reference':>10}{'presence':>10}{'ratio':>8}{'goal':>7}")
    for row in rows:
        print(
            f"{row.scene:<11}{row.reference_ms:>10.1f}{row.ours_ms:>10.2f}{'×':>3}{row.ratio:>5.0f}{'×':>3}{_GOAL[row.scene]:>4.0f}"
        )
    for row in rows:
        print(f"\n{row.scene}: {row.steps}\n{' ' * len(row.scene)}  {row.names}")
    sizes = (clip[0][1], np.zeros((720, 1280, 3), np.uint8))
    print(f"\nJPEG decoding, not counted above: {', '.join(f'{i.shape[1]} px {decode_ms(i):.1f} ms' for i in sizes)}")


if __name__ == "__main__":
    main()
