"""Shows thousands of strangers in motion to a camera and counts who of them is marked as somebody.

How: each track is one photo of somebody who is not enrolled, moved over a picture: position, scale, tilt, light, blur
and JPEG change from frame to frame. It goes through the product's own stream: detection, tracking, gate, encoding and
decision, with everybody of the gallery looked for. The people of the folder are divided into folds; a track is decided
with thresholds that were chosen without its fold's strangers. The interval is Clopper and Pearson's, by track.

What this is not: 3,000 people. The folder has some hundreds, and tracks of one person succeed and fail together more
than those of two; how many people were marked is told beside it.

    python -m benchmarks.stranger_tracks FOLDER [--tracks 3000] [--out FILE] [--encoder NAME] [--model-cache FOLDER]
"""

import argparse
import json
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from uuid import UUID, uuid5

for _variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_variable, "1")  # before the numeric libraries load

import cv2  # noqa: E402  the threads are set above
import numpy as np  # noqa: E402  the threads are set above

from services.recognition.calibration.calibrate import Photos, Wishes, choose, encode  # noqa: E402  the same
from services.recognition.calibration.searches import Faces  # noqa: E402  the threads are set above
from services.recognition.domain.calibrations import Calibration  # noqa: E402  the threads are set above
from services.recognition.domain.encoder import Encoder  # noqa: E402  the threads are set above
from services.recognition.domain.faces import Detector  # noqa: E402  the threads are set above
from services.recognition.domain.gallery import Gallery  # noqa: E402  the threads are set above
from services.recognition.domain.policy import DecisionPolicy, StreamPolicy  # noqa: E402  the threads are set above
from services.recognition.domain.stream import StreamRecogniser  # noqa: E402  the threads are set above
from services.recognition.evaluation import process  # noqa: E402  the threads are set above
from services.recognition.evaluation.binomial import interval  # noqa: E402  the threads are set above
from services.recognition.evaluation.labels import Role, read_labels  # noqa: E402  the threads are set above
from services.recognition.evaluation.pool import Advance  # noqa: E402  the threads are set above
from services.recognition.evaluation.production import default_encoder  # noqa: E402  the threads are set above
from services.recognition.vision.decode import Image, decode_photo  # noqa: E402  the threads are set above
from services.recognition.vision.inference import Inference  # noqa: E402  the threads are set above
from services.recognition.vision.models import model_hash_of, prepare_models  # noqa: E402  the threads are set above

FOLDS = 5
FRAMES = 6
EVERY_SECONDS = 0.5  # wider than QualityGate.independent_after_seconds: every frame is evidence
FRAME_PX = (480, 360)
_STREAM = UUID("1b4e28ba-2fa1-4d3b-8f7e-0c5d9a6e7b11")
_START = datetime(2026, 1, 5, 9, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Track:
    """One stranger in motion."""

    number: int
    stranger: str
    photo: Path


@dataclass(frozen=True, slots=True)
class Shown:
    """What became of a track."""

    stranger: str
    named: frozenset[str]
    reviewed: bool
    encoded: int
    """Frames of it that were encoded."""


@dataclass(frozen=True, slots=True, eq=False)
class Examination:
    """What tracks of one fold are decided with."""

    gallery: Gallery
    calibration: Calibration


def motion(photo: Image, seed: int) -> Iterator[bytes]:
    """FRAMES pictures as a camera sends them."""
    random = np.random.default_rng(seed)
    width, height = FRAME_PX
    scale = random.uniform(0.5, 1.3) * 250 / max(photo.shape[:2])
    x, y = random.uniform(0.3, 0.7, 2) * (width, height)
    walk, nod, growth = random.normal(0, 12, 2), random.uniform(-8, 8), random.uniform(0.96, 1.04)
    light, gamma = random.uniform(0.6, 1.3), random.uniform(0.7, 1.4)
    grey = int(random.uniform(40, 200))
    for _ in range(FRAMES):
        tilt = nod + random.normal(0, 3)
        matrix = cv2.getRotationMatrix2D((photo.shape[1] / 2, photo.shape[0] / 2), tilt, scale)
        matrix[:, 2] += (x - photo.shape[1] / 2, y - photo.shape[0] / 2)
        seen = cv2.warpAffine(photo, matrix, FRAME_PX, flags=cv2.INTER_AREA, borderValue=(grey, grey, grey))
        frame = 255 * np.clip(light * random.normal(1, 0.05) * seen.astype(np.float32) / 255, 0, 1) ** gamma
        if random.random() < 0.5:
            frame = np.asarray(cv2.GaussianBlur(frame, (0, 0), random.uniform(0.3, 1.6)))
        frame = np.clip(frame + random.normal(0, random.uniform(0, 6), (height, width, 1)), 0, 255)
        quality = [cv2.IMWRITE_JPEG_QUALITY, int(random.uniform(40, 92))]
        yield bytes(cv2.imencode(".jpg", frame.astype(np.uint8), quality)[1])
        scale *= growth
        x, y = np.clip((x + walk[0], y + walk[1]), 80, (width - 80, height - 80))


def show(track: Track, inference: Inference, examination: Examination) -> Shown:
    """Let the product decide on one track."""
    policy = StreamPolicy(decision=DecisionPolicy(examination.calibration, examination.calibration.target_fpir))
    gallery = examination.gallery
    stream = StreamRecogniser(uuid5(_STREAM, str(track.number)), gallery, None, policy)
    named: set[str] = set()
    reviewed, encoded = False, 0
    for index, jpeg in enumerate(motion(decode_photo(track.photo.read_bytes()), track.number)):
        faces = inference.detect(jpeg, Detector.YUNET, FRAME_PX[0])
        plan = stream.plan(index + 1, _START + timedelta(seconds=index * EVERY_SECONDS), faces)
        outcome = stream.apply(plan, inference.encode(faces.crops[list(plan.encode)], gallery.encoder))
        named |= {sighting.person_id for sighting in outcome.sightings}
        reviewed = reviewed or bool(outcome.reviews)
        encoded += len(plan.encode)
    named |= {sighting.person_id for sighting in stream.flush().sightings}
    return Shown(track.stranger, frozenset(named), reviewed, encoded)


def fold_of(strangers: Sequence[str]) -> dict[str, int]:
    """In which fold everybody is."""
    order = np.random.default_rng(11).permutation(sorted(strangers))
    return {str(name): index % FOLDS for index, name in enumerate(order)}


def examinations(photos: Photos, target_fpir: float) -> list[Examination]:
    """For each fold: everybody enrolled, and thresholds chosen without the fold's strangers."""
    faces = photos.faces
    folds = fold_of(list(faces.strangers))
    gallery = Gallery.build(1, faces.encoder, model_hash_of(faces.encoder), faces.enrolled)
    found = []
    for fold in range(FOLDS):
        others = {name: rows for name, rows in faces.strangers.items() if folds[name] != fold}
        kept = replace(photos, faces=Faces(faces.encoder, faces.enrolled, others))
        found.append(Examination(gallery, choose(kept, target_fpir)))
    return found


def tracks_of(photos: Mapping[str, Path], count: int) -> list[Track]:
    """So many tracks, the strangers in turn."""
    names = sorted(photos)
    return [Track(number, names[number % len(names)], photos[names[number % len(names)]]) for number in range(count)]


_worker: tuple[Inference, list[Examination], dict[str, int]] | None = None


def _load(model_cache: Path, found: list[Examination], folds: dict[str, int], parent_pid: int) -> None:
    global _worker  # noqa: PLW0603  the pool's initialiser has no other way to hand state to its jobs
    process.load(model_cache, parent_pid)  # ends with its parent
    _worker = Inference(prepare_models(model_cache)), found, folds


def _show(track: Track) -> Shown:
    assert _worker is not None, "the pool's initialiser sets it"
    inference, found, folds = _worker
    return show(track, inference, found[folds[track.stranger]])


def report(shown: Sequence[Shown], photos: Photos, target_fpir: float) -> dict[str, object]:
    """What the file holds."""
    marked = [each for each in shown if each.named]
    low, high = interval(len(marked), len(shown))
    return {
        "tracks": len(shown),
        "strangers": len({each.stranger for each in shown}),
        "enrolled_and_looked_for": len(photos.faces.enrolled),
        "encoder": photos.faces.encoder.value,
        "target_fpir_a_track": target_fpir,
        "tracks_with_enough_frames": sum(each.encoded >= DecisionPolicy().min_frames for each in shown),
        "tracks_marked": len(marked),
        "strangers_marked": len({each.stranger for each in marked}),
        "fpir_a_track": len(marked) / len(shown),
        "fpir_interval_95": [low, high],
        "tracks_to_review": sum(each.reviewed for each in shown),
        "frames_encoded": sum(each.encoded for each in shown),
        "data_sha256": photos.data_sha256,
        "model_hash": model_hash_of(photos.faces.encoder),
    }


def _announce(name: str, steps: int) -> Advance:
    print(f"{steps} {name}", flush=True)
    return lambda: None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--tracks", type=int, default=3000)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--encoder", type=Encoder, default=default_encoder())
    parser.add_argument("--target-fpir", type=float, default=1e-3)
    parser.add_argument("--workers", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--model-cache", type=Path, default=Path(".data/models"))
    args = parser.parse_args()

    wishes = Wishes(args.folder, args.encoder, args.target_fpir, args.workers, args.model_cache)
    photos = encode(wishes, _announce)
    found = examinations(photos, args.target_fpir)
    impostors = {each.identity: each.path for each in read_labels(args.folder).of(Role.IMPOSTOR)}
    folds = fold_of(list(photos.faces.strangers))
    tracks = tracks_of({name: impostors[name] for name in folds}, args.tracks)
    began, shown = time.monotonic(), []
    with ProcessPoolExecutor(
        args.workers, get_context("spawn"), _load, (args.model_cache, found, folds, os.getpid())
    ) as pool:  # fork would copy threads of the numeric libraries
        for each in pool.map(_show, tracks, chunksize=10):
            shown.append(each)
            if each.named:
                print(f"{each.stranger} was marked as {', '.join(sorted(each.named))}", flush=True)
            if len(shown) % 250 == 0:
                print(f"{len(shown)} tracks, {time.monotonic() - began:.0f} s", flush=True)
    result = report(shown, photos, args.target_fpir)
    text = json.dumps(result, indent=2)
    print(text)
    if args.out is not None:
        args.out.write_text(text + "\n")


if __name__ == "__main__":
    main()
