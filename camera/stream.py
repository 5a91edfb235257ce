"""One attempt at StreamFrames: set-up, credit, acknowledgements, heartbeat, drain, replay after a break."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

import grpc
from google.protobuf.timestamp_pb2 import Timestamp
from presence.recognition.v1 import recognition_service_pb2 as pb
from presence.recognition.v1 import recognition_service_pb2_grpc as rpc

from camera.capture import Capture, utc_now
from camera.frames import CapturedFrame, FrameSlot, SentFrames

SILENCE_SECONDS = 10.0  # until the server has named its own heartbeat
FINISH_SECONDS = 20.0  # for the last sightings to be stored after the end of a film

Call = grpc.aio.StreamStreamCall[pb.StreamFramesRequest, pb.StreamFramesResponse]


class StreamBroken(Exception):
    """The stream ended before its time; open another."""


class Drained(Exception):
    """The pod is leaving; open a stream elsewhere, without waiting."""


@dataclass
class Progress:
    """What the person at the terminal sees."""

    sent: int = 0
    dropped: int = 0
    rejected: int = 0
    faces: int = 0
    known: int = 0
    paused: bool = True
    stored_through: int = 0
    result_age_seconds: float = 0.0
    problem: str = ""


@dataclass
class FrameStream:
    """Sends a camera's frames over one gRPC stream. `run` returns when the source has ended and all is stored."""

    stub: rpc.RecognitionServiceAsyncStub
    camera_id: str
    stream_id: str
    slot: FrameSlot
    sent: SentFrames
    capture: Capture
    progress: Progress
    clock: Callable[[], datetime] = utc_now
    _in_flight: deque[int] = field(default_factory=deque)
    _credit: int = 0
    _beat_seconds: float = SILENCE_SECONDS / 2
    _silence: asyncio.Timeout | None = None
    _changed: asyncio.Event = field(default_factory=asyncio.Event)
    _draining: bool = False
    opened: bool = False  # the server accepted the set-up

    async def run(self, metadata: tuple[tuple[str, str], ...]) -> None:
        """Raises StreamBroken, Drained, or grpc.aio.AioRpcError with the server's answer."""
        call: Call = self.stub.StreamFrames(metadata=metadata)
        try:
            await self._write(call, pb.StreamFramesRequest(open=self._set_up()))
            async with asyncio.TaskGroup() as tasks:
                reader = tasks.create_task(self._read(call))
                tasks.create_task(self._send(call, reader))
                tasks.create_task(self._watch_silence(reader))
        except* (StreamBroken, Drained, grpc.aio.AioRpcError) as group:
            raise _first(group) from None
        finally:
            call.cancel()

    def _set_up(self) -> pb.OpenStream:
        return pb.OpenStream(
            camera_id=self.camera_id,
            stream_id=self.stream_id,
            resume_after_sequence=self.sent.stored_through,
            send_time=_timestamp(self.clock()),
        )

    async def _read(self, call: Call) -> None:
        async for message in call:
            self._take(message)
            if self._silence is not None and not self._silence.expired():
                self._silence.reschedule(self._silent_at())
            self._changed.set()
        status = await call.code()
        if status is not grpc.StatusCode.OK:
            raise StreamBroken(await call.details() or status.name)

    def _take(self, message: pb.StreamFramesResponse) -> None:
        kind = message.WhichOneof("message")
        if kind == "flow_control":
            self.opened = True
            self._credit = max(1, message.flow_control.max_in_flight)
            beat = message.flow_control.heartbeat_interval
            self._beat_seconds = beat.ToTimedelta().total_seconds() or self._beat_seconds
            self.capture.wish(message.flow_control.target_fps, message.flow_control.max_width_px)
            self.progress.paused = self.capture.paused
        elif kind == "ack":
            while self._in_flight and self._in_flight[0] <= message.ack.through_sequence:
                self._in_flight.popleft()
            self.sent.stored(message.ack.stored_through_sequence)
            self.progress.stored_through = self.sent.stored_through
            self.progress.dropped = message.ack.dropped_frames
            self.progress.rejected = message.ack.rejected_frames
        elif kind == "result":
            self.progress.faces = len(message.result.detections)
            self.progress.known = sum(bool(face.person_id) for face in message.result.detections)
            self.progress.problem = message.result.problem
            self.progress.result_age_seconds = message.result.age.ToTimedelta().total_seconds()
        elif kind == "drain":
            self._draining = True

    async def _send(self, call: Call, reader: asyncio.Task[None]) -> None:
        waiting = deque(self.sent.to_replay())
        while not self._draining and not reader.done():
            if self._credit and len(self._in_flight) < self._credit and (waiting or self.slot.waiting):
                frame = waiting.popleft() if waiting else self._fresh()
                if frame is not None:
                    self._in_flight.append(frame.sequence)
                    await self._write(call, _message(frame))
                    self.progress.sent += 1
            elif self.slot.exhausted and not waiting:
                await self._finish(call, reader)
                return
            elif not await self._something_changed():
                await self._write(call, pb.StreamFramesRequest(heartbeat=pb.Heartbeat()))
        if self._draining:
            await call.done_writing()
            await asyncio.wait({reader}, timeout=self._beat_seconds)
            raise Drained

    async def _something_changed(self) -> bool:
        """Wait for news from the server, the slot, or the next heartbeat; False when it is time for one."""
        self._changed.clear()
        news = asyncio.ensure_future(self._changed.wait())
        frame = asyncio.ensure_future(self.slot.wait())
        # while credit is used up only the server's answer helps, so a full slot must not spin this loop
        waits = {news, frame} if self._credit and len(self._in_flight) < self._credit else {news}
        try:
            done, _ = await asyncio.wait(waits, timeout=self._beat_seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            news.cancel()
            frame.cancel()
        return bool(done)

    def _fresh(self) -> CapturedFrame | None:
        frame = self.slot.take()
        if frame is not None:
            self.sent.add(frame)
        return frame

    async def _finish(self, call: Call, reader: asyncio.Task[None]) -> None:
        await call.done_writing()
        done, _ = await asyncio.wait({reader}, timeout=FINISH_SECONDS)
        if not done:
            raise StreamBroken("recognition did not store the last frames in time")

    async def _watch_silence(self, reader: asyncio.Task[None]) -> None:
        try:
            async with asyncio.timeout_at(self._silent_at()) as self._silence:  # put off by all that is heard
                await asyncio.wait({reader})
        except TimeoutError:
            raise StreamBroken("recognition fell silent") from None
        finally:
            self._silence = None

    def _silent_at(self) -> float:
        """When it counts as silent if nothing comes from now on, in the event loop's time."""
        return asyncio.get_running_loop().time() + 2 * self._beat_seconds

    async def _write(self, call: Call, message: pb.StreamFramesRequest) -> None:
        # a broken stream answers a write with INTERNAL or InvalidStateError, whatever broke it: the reader knows why
        try:
            await call.write(message)
        except asyncio.InvalidStateError:
            raise await self._why(call) from None
        except grpc.aio.AioRpcError as error:
            if error.code() is grpc.StatusCode.INTERNAL and not error.details():
                raise await self._why(call) from None
            raise

    async def _why(self, call: Call) -> Exception:
        if not call.done():
            return StreamBroken("the stream broke")
        code = await call.code()
        return grpc.aio.AioRpcError(
            code, await call.initial_metadata(), await call.trailing_metadata(), await call.details()
        )


def _message(frame: CapturedFrame) -> pb.StreamFramesRequest:
    return pb.StreamFramesRequest(
        frame=pb.Frame(sequence=frame.sequence, capture_time=_timestamp(frame.capture_time), jpeg=frame.jpeg)
    )


def _timestamp(moment: datetime) -> Timestamp:
    stamp = Timestamp()
    stamp.FromDatetime(moment)
    return stamp


def _first(group: BaseExceptionGroup[BaseException]) -> BaseException:
    """The error that says most: the server's own answer before what followed from it."""
    errors: list[BaseException] = []
    pending: list[BaseException] = [group]
    while pending:
        error = pending.pop()
        if isinstance(error, BaseExceptionGroup):
            pending.extend(error.exceptions)
        else:
            errors.append(error)
    for kind in (Drained, grpc.aio.AioRpcError):
        for error in errors:
            if isinstance(error, kind):
                return error
    return errors[0]
