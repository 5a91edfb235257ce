"""The camera client against a pod that behaves, breaks, drains and refuses."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

import grpc
import numpy as np
import pytest
from presence.identity.v1 import identity_service_pb2_grpc as identity_rpc
from presence.recognition.v1 import recognition_service_pb2_grpc as rpc

from camera.client import CameraClient, CameraOptions, CameraRefused
from camera.clock import utc_now
from camera.sources import Picture
from services.common.streams import Backoff
from tests.e2e.waiting import until
from tests.fakes.pod import Identity, Pod, Stream

CAMERA_ID = "6b1cf3a2-6a4b-4a2e-8b53-0a2f1b1f9f55"
SECRET = "right"


class Film:
    """`frames` grey pictures, as fast as they are asked for; without a number, until it is closed."""

    def __init__(self, frames: int | None, *, waits: bool = True) -> None:
        self.waits = waits
        self.taken = 0
        self._left = frames
        self._closed = threading.Event()

    def next(self, seconds: float) -> Picture | None:
        if self._left == 0 or self._closed.is_set():
            return None
        self.taken += 1
        if self._left is not None:
            self._left -= 1
        elif not self.waits:
            self._closed.wait(seconds)
        return Picture(np.full((90, 160, 3), 127, np.uint8), after_seconds=seconds)

    def close(self) -> None:
        self._closed.set()


@asynccontextmanager
async def camera_of(
    pod: Pod, film: Film, *, secret: str = SECRET, clock: Callable[[], datetime] = utc_now
) -> AsyncIterator[tuple[CameraClient, list[str]]]:
    server = grpc.aio.server()
    rpc.add_RecognitionServiceServicer_to_server(pod, server)
    identity_rpc.add_IdentityServiceServicer_to_server(Identity(CAMERA_ID, SECRET, clock), server)
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    said: list[str] = []
    options = CameraOptions(server=f"127.0.0.1:{port}", key=f"key.{secret}")
    try:
        yield CameraClient(options, film, said.append, clock=clock, backoff=Backoff(0.01, 0.05)), said
    finally:
        await server.stop(0)


async def take_all(stream: Stream) -> None:
    stream.control()
    while frame := await stream.frame():
        stream.acknowledge(frame.sequence)


async def test_a_film_is_streamed_to_its_end_and_acknowledged() -> None:
    pod = Pod(take_all)
    async with camera_of(pod, Film(12)) as (client, _):
        await client.run()
    assert pod.streams[0].opened.camera_id == CAMERA_ID
    assert pod.streams[0].sequences[-1] == 12
    assert client.progress.stored_through == 12


async def test_the_camera_keeps_to_its_credit_and_sends_the_newest_frame_after_waiting() -> None:
    withheld = asyncio.Event()
    film = Film(None, waits=False)

    async def slow(stream: Stream) -> None:
        stream.control(in_flight=2, fps=200)
        await stream.frame()
        await stream.frame()
        third, taken = asyncio.ensure_future(stream.frame()), film.taken
        await until(lambda: film.taken > taken + 40, 20)  # those from before the stream was open have no number
        assert not third.done(), "a third frame came without credit"
        stream.acknowledge(2)
        frame = await third
        assert frame is not None
        assert frame.sequence > 30, "a stale frame was sent instead of the newest"
        withheld.set()
        stream.acknowledge(frame.sequence)
        while frame := await stream.frame():
            stream.acknowledge(frame.sequence)

    pod = Pod(slow)
    async with camera_of(pod, film) as (client, _):
        running = asyncio.ensure_future(client.run())
        await asyncio.wait_for(withheld.wait(), 30)
        running.cancel()
        await asyncio.wait({running})


async def test_frames_that_were_not_stored_are_told_to_the_next_pod_again() -> None:
    async def dies(stream: Stream) -> None:
        stream.control(in_flight=3)
        for _ in range(5):
            frame = await stream.frame()
            assert frame is not None
            stream.acknowledge(frame.sequence, stored=min(frame.sequence, 2))
        await stream.context.abort(grpc.StatusCode.UNAVAILABLE, "the pod was killed")

    pod = Pod(dies, take_all)
    async with camera_of(pod, Film(60)) as (client, said):
        await client.run()
    first, second = pod.streams[0], pod.streams[1]
    assert second.opened.stream_id == first.opened.stream_id
    assert second.opened.resume_after_sequence == 2
    unstored = [sequence for sequence in first.sequences if sequence > 2]
    assert second.sequences[: len(unstored)] == unstored
    assert client.progress.stored_through == 60
    assert "the pod was killed" in said[0]


async def test_a_stream_outlives_its_token_and_the_next_one_has_a_fresh_token() -> None:
    late = timedelta()

    async def breaks_after_its_token_has_ended(stream: Stream) -> None:
        nonlocal late
        stream.control()
        for begun in (timedelta(), timedelta(minutes=11)):
            late = begun
            frame = await stream.frame()
            assert frame is not None
            stream.acknowledge(frame.sequence)
        await stream.context.abort(grpc.StatusCode.UNAVAILABLE, "the pod was killed")

    async def leaves_while_its_token_is_good(stream: Stream) -> None:
        stream.control()
        stream.drain()
        while frame := await stream.frame():
            stream.acknowledge(frame.sequence)

    pod = Pod(breaks_after_its_token_has_ended, leaves_while_its_token_is_good, take_all)
    async with camera_of(pod, Film(30), clock=lambda: utc_now() + late) as (client, said):
        await client.run()
    assert len(said) == 2  # that the pods left; nothing was refused
    assert [stream.token for stream in pod.streams] == ["token 1", "token 2", "token 2"]


async def test_a_draining_pod_is_left_at_once_without_losing_a_frame() -> None:
    async def leaves(stream: Stream) -> None:
        stream.control()
        frame = await stream.frame()
        assert frame is not None
        stream.acknowledge(frame.sequence)
        stream.drain()
        while frame := await stream.frame():
            stream.acknowledge(frame.sequence)

    pod = Pod(leaves, take_all)
    async with camera_of(pod, Film(30)) as (client, said):
        await client.run()
    assert len(pod.streams) == 2
    assert client.progress.stored_through == 30
    assert said == ["the pod is leaving, moving to another"]


async def test_a_silent_pod_is_given_up() -> None:
    async def hangs(stream: Stream) -> None:
        stream.control(beat_seconds=0.1)
        while await stream.frame():
            pass
        await asyncio.Event().wait()

    pod = Pod(hangs, take_all)
    async with camera_of(pod, Film(40)) as (client, said):
        await asyncio.wait_for(client.run(), 20)
    assert said[0].startswith("lost the connection (recognition fell silent)")
    assert client.progress.stored_through == 40


async def test_a_paused_camera_sends_heartbeats_and_no_frames() -> None:
    async def pauses(stream: Stream) -> None:
        stream.control(fps=0, beat_seconds=2)  # silence is twice that: a busy machine must not look silent
        request = await anext(stream.requests)
        assert request.HasField("heartbeat")
        await take_all(stream)

    pod = Pod(pauses)
    async with camera_of(pod, Film(5)) as (client, _):
        await client.run()
    assert pod.streams[0].sequences[-1] == 5


async def test_a_wrong_key_is_told_in_the_servers_words() -> None:
    async with camera_of(Pod(take_all), Film(1), secret="wrong") as (client, said):
        with pytest.raises(CameraRefused, match="this key is not valid"):
            await client.run()
    assert said == []  # no connection was lost, and none is tried again


@pytest.mark.parametrize("code", [grpc.StatusCode.PERMISSION_DENIED, grpc.StatusCode.ABORTED])
async def test_a_refused_camera_does_not_try_again(code: grpc.StatusCode) -> None:
    async def refuses(stream: Stream) -> None:
        await stream.context.abort(code, "not this camera")

    pod = Pod(refuses)
    async with camera_of(pod, Film(3)) as (client, _):
        with pytest.raises(CameraRefused, match="not this camera"):
            await client.run()
    assert len(pod.streams) == 1
