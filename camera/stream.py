"""One attempt at StreamFrames: set-up, credit, acknowledgements, heartbeat, drain, replay after a break."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol

import grpc
from presence.recognition.v1 import recognition_service_pb2 as pb
from presence.recognition.v1 import recognition_service_pb2_grpc as rpc

from camera.clock import CameraClock
from camera.frames import CapturedFrame
from camera.messages import frame_message, status_message
from camera.progress import Progress
from camera.stream_errors import Drained, StreamBroken, first_of
from services.common.timestamps import timestamp

SILENCE_SECONDS = 10.0  # until the server has named its own heartbeat
FINISH_SECONDS = 20.0  # for the last sightings to be stored after the end of a film

Call = grpc.aio.StreamStreamCall[pb.StreamFramesRequest, pb.StreamFramesResponse]


class Waiting(Protocol):
    """Where the next frame to be sent waits; a FrameSlot, or a KeptRun."""

    @property
    def waiting(self) -> bool: ...
    @property
    def exhausted(self) -> bool: ...
    async def wait(self) -> None: ...
    def take(self) -> CapturedFrame | None: ...


class Sent(Protocol):
    """What was sent and is not stored; SentFrames, or a KeptRun."""

    @property
    def stored_through(self) -> int: ...
    def add(self, frame: CapturedFrame) -> None: ...
    def stored(self, through_sequence: int) -> None: ...
    def to_replay(self) -> list[CapturedFrame]: ...


class Wishes(Protocol):
    """Who is told what recognition wants; a Capture."""

    @property
    def paused(self) -> bool: ...
    def wish(self, fps: float, max_width_px: int) -> None: ...


class Link(Protocol):
    """Who must know whether the server answers, and knows what waits on disk; a LiveLink."""

    @property
    def behind(self) -> bool:
        """Whether frames on disk should go before the stream is finished."""
        ...

    def heard(self) -> None: ...
    def waiting_for_answer(self) -> None: ...
    def controlled(self, fps: float, max_width_px: int, understands: bool) -> None: ...
    def status_due(self) -> bool: ...
    def status(self, *, stopping: bool) -> pb.CameraStatus: ...
    def on_change(self, listener: Callable[[], None] | None) -> None: ...


@dataclass
class FrameStream:
    """Sends a camera's frames over one gRPC stream. `run` returns when the source has ended and all is stored."""

    stub: rpc.RecognitionServiceAsyncStub
    camera_id: str
    stream_id: str
    slot: Waiting
    sent: Sent
    wishes: Wishes
    progress: Progress
    clock: CameraClock
    link: Link | None = None  # None: nothing is kept on disk, or this is what was
    spooled: bool = False
    time_of: Callable[[CapturedFrame], datetime | None] | None = None  # None: of the present boot
    _in_flight: deque[int] = field(default_factory=deque)
    _credit: int = 0
    _beat_seconds: float = SILENCE_SECONDS / 2
    _silence: asyncio.Timeout | None = None
    _changed: asyncio.Event = field(default_factory=asyncio.Event)
    _draining: bool = False
    opened: bool = False  # the server accepted the set-up
    _told_at_ticks: float = 0.0
    understands: bool = False  # it answers a camera's status, and takes frames that come late

    async def run(self, metadata: tuple[tuple[str, str], ...]) -> None:
        """Raises StreamBroken, Drained, or grpc.aio.AioRpcError with the server's answer."""
        call: Call = self.stub.StreamFrames(metadata=metadata)
        try:
            if self.link is not None:
                self.link.on_change(self._changed.set)
            await self._write(call, pb.StreamFramesRequest(open=self._set_up()))
            async with asyncio.TaskGroup() as tasks:
                reader = tasks.create_task(self._read(call))
                tasks.create_task(self._send(call, reader))
                tasks.create_task(self._watch_silence(reader))
        except* (StreamBroken, Drained, grpc.aio.AioRpcError) as group:
            raise first_of(group) from None
        finally:
            call.cancel()
            if self.link is not None:
                self.link.on_change(None)

    def _set_up(self) -> pb.OpenStream:
        return pb.OpenStream(
            camera_id=self.camera_id,
            stream_id=self.stream_id,
            resume_after_sequence=self.sent.stored_through,
            send_time=timestamp(self.clock.ask()),
            spooled=self.spooled,
            corrects_clock=True,
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
        if self.link is not None:
            self.link.heard()
        if kind == "flow_control":
            self._control(message.flow_control)
        elif kind == "clock":
            self._learn_time(message.clock)
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

    def _control(self, control: pb.FlowControl) -> None:
        self.opened = True
        self._credit = max(1, control.max_in_flight)
        self._beat_seconds = control.heartbeat_interval.ToTimedelta().total_seconds() or self._beat_seconds
        if control.HasField("clock"):
            self.understands = True
            self._learn_time(control.clock)
        self.wishes.wish(control.target_fps, control.max_width_px)
        self.progress.paused = self.wishes.paused
        if self.link is not None:
            self.link.controlled(control.target_fps, control.max_width_px, self.understands)

    def _learn_time(self, reading: pb.ClockReading) -> None:
        asked, received = reading.camera_send_time.ToDatetime(UTC), reading.receive_time.ToDatetime(UTC)
        self.clock.answered(asked, received, reading.send_time.ToDatetime(UTC))
        self.progress.clock_wrong_by_seconds = self.clock.wrong_by_seconds or 0.0

    async def _send(self, call: Call, reader: asyncio.Task[None]) -> None:
        waiting = deque(self.sent.to_replay())
        while not self._draining and not reader.done():
            if self.understands and self._status_due():
                await self._tell_status(call, stopping=False)
            if self._credit and len(self._in_flight) < self._credit and (waiting or self.slot.waiting):
                frame = waiting.popleft() if waiting else self._fresh()
                if frame is not None:
                    self._in_flight.append(frame.sequence)
                    if self.link is not None and len(self._in_flight) >= self._credit:
                        self.link.waiting_for_answer()
                    await self._write(call, frame_message(frame, self._time_of(frame)))
                    self.progress.sent += 1
            elif self.opened and self.slot.exhausted and not waiting and not (self.link and self.link.behind):
                await self._finish(call, reader)  # not before the server has said whether it takes a last word
                return
            elif not await self._something_changed():
                await self._beat(call)
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
        wanted = self._credit and len(self._in_flight) < self._credit and not self.slot.exhausted
        waits = {news, frame} if wanted else {news}
        try:
            done, _ = await asyncio.wait(waits, timeout=self._beat_seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            news.cancel()
            frame.cancel()
        return bool(done)

    async def _beat(self, call: Call) -> None:
        if self.understands:
            await self._tell_status(call, stopping=False)
        else:
            await self._write(call, pb.StreamFramesRequest(heartbeat=pb.Heartbeat()))

    def _status_due(self) -> bool:
        late = self.clock.ticks() - self._told_at_ticks >= self._beat_seconds
        return late or (self.link is not None and self.link.status_due())

    async def _tell_status(self, call: Call, *, stopping: bool) -> None:
        self._told_at_ticks = self.clock.ticks()
        if self.link is not None:
            status = self.link.status(stopping=stopping)
        else:
            status = status_message(self.clock.ask(), None, 0, (), stopping=stopping)
        await self._write(call, pb.StreamFramesRequest(status=status))

    def _time_of(self, frame: CapturedFrame) -> datetime:
        known = self.clock.at(frame.ticks_seconds) if self.time_of is None else self.time_of(frame)
        return known or frame.capture_time

    def _fresh(self) -> CapturedFrame | None:
        frame = self.slot.take()
        if frame is not None:
            self.sent.add(frame)
        return frame

    async def _finish(self, call: Call, reader: asyncio.Task[None]) -> None:
        if self.understands:
            await self._tell_status(call, stopping=True)
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
