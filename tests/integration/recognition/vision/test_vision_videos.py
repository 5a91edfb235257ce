"""Photos in, names out: enrolment, worker processes and streams together, on real pictures."""

import csv
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from services.recognition.domain.encoder import Encoder
from services.recognition.domain.faces import Detector, Encodings
from services.recognition.domain.gallery import Gallery
from services.recognition.domain.stream import StreamRecogniser
from services.recognition.vision.workers import VisionWorkers
from tests.integration.recognition.vision.pictures import jpeg, on_canvas

_DATA = Path(__file__).resolve().parents[5] / "shared" / "data" / "faces"
_START = datetime(2026, 1, 5, 9, tzinfo=UTC)
_STREAM = UUID(int=7)

labelled = pytest.mark.skipif(not _DATA.is_dir(), reason="the labelled faces of ../shared/data are not on this machine")


async def people_seen(
    workers: VisionWorkers, gallery: Gallery, frames: Iterator[tuple[float, NDArray[np.uint8]]]
) -> set[str]:
    """Everybody named in (second, picture) pairs that go the way of a camera's frames."""
    stream, seen = StreamRecogniser(_STREAM, gallery), set()
    for sequence, (second, image) in enumerate(frames):
        captured_at = _START + timedelta(seconds=second)
        faces = await workers.detect(jpeg(image), Detector.YUNET, 640, stream.still_reference(captured_at))
        plan = stream.plan(sequence, captured_at, faces)
        outcome = stream.apply(plan, await workers.encode(faces.crops[list(plan.encode)], Encoder.SFACE))
        seen |= {sighting.person_id for sighting in outcome.sightings}
    return seen | {sighting.person_id for sighting in stream.flush().sightings}


async def enrolled(workers: VisionWorkers, photos: dict[str, list[bytes]]) -> Gallery:
    samples: dict[str, list[Encodings]] = {}
    for who, files in photos.items():
        verdicts = [await workers.judge(file, Encoder.SFACE) for file in files]
        samples[who] = [verdict.encoding for verdict in verdicts if verdict.encoding is not None]
        assert samples[who], f"no photo of {who} is usable: {[verdict.message for verdict in verdicts]}"
    return Gallery.build(1, Encoder.SFACE, workers.model_hash_of(Encoder.SFACE), samples)


def walk(photo: bytes, frames_per_second: float, duration_seconds: float) -> Iterator[tuple[float, NDArray[np.uint8]]]:
    """Somebody who crosses the picture, a little nearer with each step."""
    for index in range(int(duration_seconds * frames_per_second) + 1):
        second = index / frames_per_second
        yield second, on_canvas(photo, 300 + int(8 * second), x=300 + int(25 * second))


def every(path: Path, step: int) -> Iterator[tuple[float, NDArray[np.uint8]]]:
    """Every step-th frame of a video with its capture second."""
    video = cv2.VideoCapture(str(path))
    rate = video.get(cv2.CAP_PROP_FPS)
    index = 0
    while (frame := video.read())[0]:
        if index % step == 0:
            yield index / rate, frame[1].astype(np.uint8)
        index += 1


@pytest.mark.parametrize("frames_per_second", [1, 5])
async def test_somebody_enrolled_is_named_from_another_photo_and_a_stranger_is_not(
    workers: VisionWorkers, photos: dict[str, list[bytes]], frames_per_second: float
) -> None:
    gallery = await enrolled(workers, {"barack": photos["barack"][:2], "joe": photos["joe"][:1]})
    assert await people_seen(workers, gallery, walk(photos["barack"][2], frames_per_second, 3)) == {"barack"}
    assert await people_seen(workers, gallery, walk(photos["eileen"][0], frames_per_second, 3)) == set()


async def test_half_a_second_of_somebody_is_not_enough(workers: VisionWorkers, photos: dict[str, list[bytes]]) -> None:
    gallery = await enrolled(workers, {"barack": photos["barack"][:2]})
    assert await people_seen(workers, gallery, walk(photos["barack"][2], 10, 0.5)) == set()


@pytest.fixture(scope="module")
async def labelled_people(workers: VisionWorkers) -> Gallery:
    """The 24 of the labelled faces who are to be known."""
    with (_DATA / "labels.csv").open(newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["role"] == "gallery"]
    photos: dict[str, list[bytes]] = {}
    for row in rows:
        photos.setdefault(row["identity"], []).append((_DATA / row["path"]).read_bytes())
    gallery = await enrolled(workers, photos)
    assert len(gallery) == 24
    return gallery


@labelled
@pytest.mark.parametrize("step", [3, 6, 15])
async def test_the_labelled_videos_name_whom_they_must_and_nobody_else(
    workers: VisionWorkers, labelled_people: Gallery, step: int
) -> None:
    with (_DATA / "videos.csv").open(newline="") as file:
        videos = list(csv.DictReader(file))
    for video in videos:
        must = set(filter(None, video["must_be_recognised"].split(";")))
        hard = {name.split(" ")[0] for name in video["present_but_hard"].split(";") if name}
        seen = await people_seen(workers, labelled_people, every(_DATA / video["path"], step))
        assert must <= seen <= must | hard, video["path"]
