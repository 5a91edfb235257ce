"""A camera with a disk against a pod that goes silent: what is kept, and how it comes when the pod answers again."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import grpc
import pytest
from presence.identity.v1 import identity_service_pb2_grpc as identity_rpc
from presence.recognition.v1 import recognition_service_pb2_grpc as rpc

from camera.client import CameraClient, CameraOptions, SpoolOptions
from camera.clock import utc_now
from camera.spool import segment
from camera.spool.folder import SpoolLimits
from services.common.streams import Backoff
from tests.e2e.waiting import until
from tests.fakes.pod import Identity, Pod, Stream
from tests.integration.camera.test_streaming import CAMERA_ID, SECRET, Film

WRONG_BY = timedelta(minutes=5)
# A clock that is read over a connection is wrong by half of what an answer is late at most.
READ_WITHIN = timedelta(seconds=2)


@asynccontextmanager
async def serving(pod: Pod) -> AsyncIterator[tuple[grpc.aio.Server, str]]:
    server = grpc.aio.server()
    rpc.add_RecognitionServiceServicer_to_server(pod, server)
    identity_rpc.add_IdentityServiceServicer_to_server(Identity(CAMERA_ID, SECRET, utc_now), server)
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    try:
        yield server, f"127.0.0.1:{port}"
    finally:
        await server.stop(0)


def camera_at(
    target: str, film: Film, spool: Path, said: list[str], *, wall: Callable[[], datetime] = utc_now, fps: float = 10
) -> CameraClient:
    options = CameraOptions(target, f"key.{SECRET}", spool=SpoolOptions(spool, SpoolLimits(free_bytes=0), fps=fps))
    return CameraClient(options, film, said.append, clock=wall, backoff=Backoff(0.01, 0.05))


@asynccontextmanager
async def kept_camera(
    pod: Pod, film: Film, spool: Path, *, wall: Callable[[], datetime] = utc_now
) -> AsyncIterator[tuple[CameraClient, list[str]]]:
    said: list[str] = []
    async with serving(pod) as (_, target):
        yield camera_at(target, film, spool, said, wall=wall), said


async def take_all(stream: Stream) -> None:
    stream.control(fps=20, understands=True)
    while frame := await stream.frame():
        stream.acknowledge(frame.sequence)


def silent_for(frames: int, silence: asyncio.Event) -> Callable[[Stream], object]:
    async def behave(stream: Stream) -> None:
        stream.control(fps=20, beat_seconds=2.5, understands=True)
        for _ in range(frames):
            frame = await stream.frame()
            assert frame is not None
            stream.acknowledge(frame.sequence)
        await stream.frame()
        silence.set()  # not before the camera has sent one that gets no answer
        await asyncio.Event().wait()  # until the camera has had enough

    return behave


async def test_what_a_silent_pod_did_not_answer_comes_on_a_stream_of_its_own_with_its_times(tmp_path: Path) -> None:
    silence = asyncio.Event()
    pod = Pod(silent_for(5, silence), take_all)
    begun = datetime.now(UTC)
    async with kept_camera(pod, Film(None, waits=False), tmp_path / "spool") as (client, said):
        running = asyncio.ensure_future(client.run())
        await asyncio.wait_for(silence.wait(), 20)
        await until(lambda: "everything that was kept on disk has arrived" in said, 40)
        await client.stop()
        await asyncio.wait_for(running, 30)
    late = [stream for stream in pod.streams if stream.opened.spooled]
    live = [stream for stream in pod.streams if not stream.opened.spooled]
    assert len(live) >= 2
    assert {stream.opened.stream_id for stream in late} == {live[0].opened.stream_id}
    told = [sequence for stream in (*live, *late) for sequence in stream.sequences]
    kept = sorted({sequence for stream in late for sequence in stream.sequences})
    assert len(kept) >= 10
    assert kept[0] <= 6, "what was sent and not answered was not kept"
    assert max(after - before for before, after in itertools.pairwise(kept)) <= 6, "there is a hole"
    times = [time for stream in late for time in stream.times]
    assert times == sorted(times)
    assert begun - READ_WITHIN <= times[0] <= times[-1] <= datetime.now(UTC) + READ_WITHIN
    assert told
    assert not list((tmp_path / "spool").glob("*.frames"))


async def test_frames_of_a_machine_whose_clock_is_wrong_carry_the_servers_time(tmp_path: Path) -> None:
    pod = Pod(take_all)
    begun = datetime.now(UTC)
    film = Film(10)
    async with kept_camera(pod, film, tmp_path / "spool", wall=lambda: utc_now() - WRONG_BY) as (client, _):
        await client.run()
    (stream,) = pod.streams
    assert all(begun - READ_WITHIN <= time <= datetime.now(UTC) + READ_WITHIN for time in stream.times)
    assert abs(client.progress.clock_wrong_by_seconds - WRONG_BY.total_seconds()) < READ_WITHIN.total_seconds()


async def test_a_camera_that_stops_says_so_with_nothing_left(tmp_path: Path) -> None:
    pod = Pod(take_all)
    async with kept_camera(pod, Film(10), tmp_path / "spool") as (client, _):
        await client.run()
    last = pod.streams[0].statuses[-1]
    assert last.stopping
    assert last.spooled_frames == 0


async def test_a_source_that_has_ended_before_the_stream_is_open_still_says_that_it_stops(tmp_path: Path) -> None:
    """As after a pod that was killed at a film's end: else its session would wait for the camera's next start."""
    pod = Pod(take_all)
    async with kept_camera(pod, Film(0), tmp_path / "spool") as (client, _):
        await asyncio.wait_for(client.run(), 30)
    assert pod.streams[0].statuses[-1].stopping


async def test_an_older_pod_is_sent_no_late_frames_which_it_would_take_for_live_ones(tmp_path: Path) -> None:
    silence = asyncio.Event()

    async def old(stream: Stream) -> None:
        stream.control(fps=20)
        while frame := await stream.frame():
            stream.acknowledge(frame.sequence)

    async def old_and_silent(stream: Stream) -> None:
        stream.control(fps=20, beat_seconds=2.5)
        await stream.frame()
        silence.set()
        await asyncio.Event().wait()

    pod = Pod(old_and_silent, old)
    async with kept_camera(pod, Film(None, waits=False), tmp_path / "spool") as (client, _):
        running = asyncio.ensure_future(client.run())
        await asyncio.wait_for(silence.wait(), 20)
        await until(lambda: len(pod.streams) > 1 and len(pod.streams[1].sequences) >= 20, 40)
        await client.stop()
        await asyncio.wait_for(running, 30)
    assert not any(stream.opened.spooled for stream in pod.streams)
    assert list((tmp_path / "spool").glob("*.frames")), "what may still be sent to a newer pod is gone"


async def take_without_storing(stream: Stream) -> None:
    stream.control(fps=20, in_flight=3, understands=True)
    while frame := await stream.frame():
        stream.acknowledge(frame.sequence, stored=0)


async def test_what_a_server_that_is_gone_has_not_stored_is_on_the_disk_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever kills the camera then finds it there: nobody waits for a silence to last."""
    monkeypatch.setattr("camera.keeping.STALL_SECONDS", 3600.0)
    pod, spool = Pod(take_without_storing), tmp_path / "spool"
    async with serving(pod) as (server, target):
        running = asyncio.ensure_future(camera_at(target, Film(None, waits=False), spool, []).run())
        await until(lambda: bool(pod.streams) and len(pod.streams[0].sequences) >= 20, 20)
        await server.stop(0)
        await until(lambda: len(frames_in(spool)) >= 5, 20)
        running.cancel()  # what is on the disk by now is what a kill would leave
        await asyncio.wait((running,))
    assert frames_in(spool)[0] <= 3, "frames that were sent and not stored are lost"


async def test_a_camera_that_is_stopped_while_the_server_is_silent_leaves_the_rest_for_its_next_start(
    tmp_path: Path,
) -> None:
    silence = asyncio.Event()
    pod, spool, said = Pod(silent_for(5, silence), take_all), tmp_path / "spool", list[str]()
    async with serving(pod) as (_, target):
        client = camera_at(target, Film(None, waits=False), spool, said, fps=1000)
        running = asyncio.ensure_future(client.run())
        await asyncio.wait_for(silence.wait(), 20)
        await client.stop()  # SIGTERM, long before the silence counts as a cut
        await asyncio.wait_for(running, 30)
        left = frames_in(spool)
        assert left[0] <= 6 <= left[-1], "what was sent and not answered was not kept"
        await camera_at(target, Film(1), spool, said).run()
    assert f"{len(left)} frames of an earlier run wait on disk" in said
    (late,) = [stream for stream in pod.streams if stream.opened.spooled]
    assert late.sequences == left
    assert not frames_in(spool)


def frames_in(spool: Path) -> list[int]:
    """Sequences, in order."""
    return [record.sequence for path in sorted(spool.glob("*.frames")) for record in segment.records(path.read_bytes())]
