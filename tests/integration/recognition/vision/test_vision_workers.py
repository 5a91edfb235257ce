"""The worker processes: bounded, replaced when they die, gone when their parent is."""

import asyncio
import os
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import onnxruntime  # type: ignore[import-untyped]  # ships no types
import pytest

from services.recognition.domain.encoder import Encoder
from services.recognition.domain.errors import (
    ExecutionProviderMissing,
    FrameTooLarge,
    FrameUnreadable,
    PictureBreaksVision,
    VisionOverloaded,
    VisionUnavailable,
)
from services.recognition.domain.execution import ExecutionProvider
from services.recognition.domain.faces import Detector
from services.recognition.vision.workers import VisionWorkers
from tests.integration.recognition.vision.pictures import as_jpeg, jpeg

_ROOT = Path(__file__).resolve().parents[4]
_EMPTY_ROOM = jpeg(np.full((360, 640, 3), 120, np.uint8))

_PARENT = """
import asyncio, sys
from pathlib import Path
from services.recognition.vision.workers import VisionWorkers

async def main():
    workers = VisionWorkers(Path(sys.argv[1]), processes=1, max_jobs=2)
    await workers.start()
    print(*await workers.worker_pids(), flush=True)
    await asyncio.Event().wait()

if __name__ == "__main__":
    asyncio.run(main())
"""


def ends_within(descriptor: int, seconds: float) -> bool:
    """Whether the process behind a pidfd ends in that time."""
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    return bool(poll.poll(seconds * 1000))


async def test_a_face_is_found_measured_and_encoded(workers: VisionWorkers, photos: dict[str, list[bytes]]) -> None:
    first, second, _ = photos["barack"]
    frames = [await workers.detect(as_jpeg(p, 480), Detector.YUNET, 640) for p in (first, second, photos["joe"][0])]
    crops = np.concatenate([frame.crops[:1] for frame in frames])
    encodings = await workers.encode(crops, Encoder.SFACE)
    assert encodings.shape == (3, 128)
    assert encodings.dtype == np.float32
    assert np.allclose(np.linalg.norm(encodings, axis=1), 1, atol=1e-5)
    same, other = (float(np.linalg.norm(encodings[0] - encodings[i])) for i in (1, 2))
    assert same < 1.0 < 1.1 < other
    face = frames[0].faces[0]
    assert face.landmarks is not None
    assert 0 <= face.box.left < face.landmarks[0][0] < face.landmarks[1][0] < face.box.right <= 1
    assert face.quality.width_px == pytest.approx(face.box.width * frames[0].width_px, rel=0.05)


@pytest.mark.parametrize(("detector", "height_px"), [(Detector.HOG, 360), (Detector.CNN, 200)])
async def test_the_references_detectors_give_faces_that_can_be_encoded(
    workers: VisionWorkers, photos: dict[str, list[bytes]], detector: Detector, height_px: int
) -> None:
    frame = await workers.detect(as_jpeg(photos["barack"][0], height_px), detector, 640)
    yunet = await workers.detect(as_jpeg(photos["barack"][0], height_px), Detector.YUNET, 640)
    assert len(frame.faces) == 1
    ours, theirs = await workers.encode(np.concatenate([frame.crops, yunet.crops[:1]]), Encoder.SFACE)
    assert np.linalg.norm(ours - theirs) < 0.6


async def test_no_crops_are_no_work(workers: VisionWorkers) -> None:
    assert (await workers.encode(np.zeros((0, 126, 112, 3), np.uint8), Encoder.SFACE)).shape == (0, 128)


async def test_a_frame_in_which_nothing_moved_is_not_searched(
    workers: VisionWorkers, photos: dict[str, list[bytes]]
) -> None:
    data = as_jpeg(photos["joe"][0], 480)
    seen = await workers.detect(data, Detector.YUNET, 640)
    again = await workers.detect(data, Detector.YUNET, 640, still_reference=seen.thumbnail)
    moved = await workers.detect(_EMPTY_ROOM, Detector.YUNET, 640, still_reference=seen.thumbnail)
    assert (again.still, again.faces) == (True, ())
    assert not moved.still


async def test_bad_pictures_are_refused_in_words_and_the_worker_lives_on(workers: VisionWorkers) -> None:
    before = await workers.worker_pids()
    at = _EMPTY_ROOM.index(b"\xff\xc0")
    bomb = _EMPTY_ROOM[: at + 5] + (40_000).to_bytes(2, "big") * 2 + _EMPTY_ROOM[at + 9 :]
    with pytest.raises(FrameTooLarge, match="40000 × 40000"):
        await workers.detect(bomb, Detector.YUNET, 640)
    with pytest.raises(FrameUnreadable, match="cut off"):
        await workers.detect(_EMPTY_ROOM[:-50], Detector.YUNET, 640)
    with pytest.raises(FrameUnreadable, match="neither a JPEG nor a PNG"):
        await workers.judge(b"hello", Encoder.SFACE)
    assert await workers.worker_pids() == before


async def test_one_job_more_than_there_are_places_is_refused_at_once(workers: VisionWorkers) -> None:
    jobs = [asyncio.ensure_future(workers.detect(_EMPTY_ROOM, Detector.YUNET, 640)) for _ in range(4)]
    await asyncio.sleep(0)  # let each job take its place
    with pytest.raises(VisionOverloaded):
        await workers.detect(_EMPTY_ROOM, Detector.YUNET, 640)
    assert len(await asyncio.gather(*jobs)) == 4
    assert workers.jobs_in_flight == 0
    assert (await workers.detect(_EMPTY_ROOM, Detector.YUNET, 640)).faces == ()


async def test_a_worker_that_dies_is_replaced_and_its_job_done_all_the_same(model_cache: Path) -> None:
    workers = VisionWorkers(model_cache, processes=1, max_jobs=8)
    await workers.start()
    (before,) = await workers.worker_pids()
    jobs = [asyncio.ensure_future(workers.detect(_EMPTY_ROOM, Detector.HOG, 640)) for _ in range(6)]
    await asyncio.sleep(0)
    os.kill(before, signal.SIGKILL)
    assert [frame.width_px for frame in await asyncio.gather(*jobs)] == [640] * 6
    assert before not in await workers.worker_pids()
    await workers.close()
    with pytest.raises(VisionUnavailable):
        await workers.detect(_EMPTY_ROOM, Detector.YUNET, 640)


async def test_a_worker_that_hangs_is_replaced_and_its_picture_answered(model_cache: Path) -> None:
    workers = VisionWorkers(model_cache, processes=2, max_jobs=4, job_seconds=2)
    await workers.start()
    hung, other = sorted(await workers.worker_pids())
    for pid in (hung, other):  # whichever is asked first
        os.kill(pid, signal.SIGSTOP)
    waiting = asyncio.ensure_future(workers.detect(_EMPTY_ROOM, Detector.YUNET, 640))
    await asyncio.sleep(0)
    workers._job_seconds = 60.0  # of the one that comes in its place: it may have to wait for the processor
    with pytest.raises(PictureBreaksVision, match="2 seconds"):
        await waiting
    assert len(await workers.worker_pids() & {hung, other}) == 1  # the one that was not asked is only paused
    for pid in await workers.worker_pids() & {hung, other}:
        os.kill(pid, signal.SIGCONT)
    assert (await workers.detect(_EMPTY_ROOM, Detector.YUNET, 640)).faces == ()
    await workers.close()


async def test_a_provider_that_is_not_there_is_refused_in_words(model_cache: Path) -> None:
    workers = VisionWorkers(model_cache, processes=1, max_jobs=1, provider=ExecutionProvider.CUDA)
    if "CUDAExecutionProvider" in onnxruntime.get_available_providers():
        pytest.skip("this machine has CUDA")
    with pytest.raises(ExecutionProviderMissing, match=r"EXECUTION_PROVIDER is cuda, but ONNX Runtime has only .*CPU"):
        await workers.start()
    await workers.close()


async def test_automatic_choice_falls_back_to_the_processor(model_cache: Path) -> None:
    workers = VisionWorkers(model_cache, processes=1, max_jobs=1, provider=ExecutionProvider.AUTO)
    await workers.start()
    assert (await workers.detect(_EMPTY_ROOM, Detector.YUNET, 640)).faces == ()
    await workers.close()


async def test_no_worker_outlives_a_parent_that_is_killed(model_cache: Path, tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(_PARENT)
    parent = subprocess.Popen(
        [sys.executable, str(script), str(model_cache)],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(_ROOT)},
    )
    assert parent.stdout is not None
    worker = os.pidfd_open(int(await asyncio.to_thread(parent.stdout.readline)))
    assert not ends_within(worker, 0)
    parent.kill()
    assert await asyncio.to_thread(ends_within, worker, 20)
    os.close(worker)
    parent.wait()
    parent.stdout.close()


@pytest.mark.timed
async def test_the_event_loop_goes_on_while_workers_look(
    workers: VisionWorkers, photos: dict[str, list[bytes]]
) -> None:
    longest, turns = 0.0, 0
    job = asyncio.ensure_future(workers.detect(as_jpeg(photos["barack"][0], 500), Detector.HOG, 1280))
    while not job.done():
        before = time.thread_time()  # what this thread did: other tests may have the processor meanwhile
        await asyncio.sleep(0)
        longest, turns = max(longest, time.thread_time() - before), turns + 1
    assert len(job.result().faces) == 1
    assert longest < 0.1
    assert turns > 20, "it stood still"
