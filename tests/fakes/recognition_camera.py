"""A camera that does exactly what a test says, and remembers all it was told."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import grpc
from google.protobuf.timestamp_pb2 import Timestamp
from presence.recognition.v1 import recognition_service_pb2 as pb
from presence.recognition.v1 import recognition_service_pb2_grpc as rpc

from services.common.channels import bearer


class ScriptedCamera:
    """One StreamFrames call. `through`, `stored` and the like are what the pod said last."""

    def __init__(
        self, channel: grpc.aio.Channel, token: str, camera_id: str, *, stream_id: str = "", resume_after: int = 0
    ) -> None:
        self.camera_id = camera_id
        self.stream_id = stream_id or str(uuid4())
        self._resume_after = resume_after
        self._call = rpc.RecognitionServiceStub(channel).StreamFrames(metadata=bearer(token))
        self._changed = asyncio.Condition()
        self._reading: asyncio.Task[None] | None = None
        self.flow: list[pb.FlowControl] = []
        self.acks: list[pb.FrameAck] = []
        self.results: list[pb.FrameResult] = []
        self.clocks: list[pb.ClockReading] = []
        self.order: list[str] = []
        self.drained = False
        self.ended = False

    @property
    def through(self) -> int:
        return self.acks[-1].through_sequence if self.acks else 0

    @property
    def stored(self) -> int:
        return self.acks[-1].stored_through_sequence if self.acks else 0

    @property
    def target_fps(self) -> float:
        return self.flow[-1].target_fps if self.flow else -1

    @property
    def known(self) -> set[str]:
        """Everybody named in any result."""
        return {face.person_id for result in self.results for face in result.detections if face.person_id}

    async def open(
        self, *, send_time: datetime | None = None, spooled: bool = False, corrects_clock: bool = False
    ) -> None:
        """Send the set-up and listen."""
        setup = pb.OpenStream(
            camera_id=self.camera_id,
            stream_id=self.stream_id,
            resume_after_sequence=self._resume_after,
            spooled=spooled,
            corrects_clock=corrects_clock,
        )
        if send_time is not None:
            setup.send_time.CopyFrom(stamp(send_time))
        with suppress(grpc.aio.AioRpcError, asyncio.InvalidStateError):  # refused already: `status` says why
            await self._call.write(pb.StreamFramesRequest(open=setup))
        self._reading = asyncio.create_task(self._read())

    async def send(self, sequence: int, jpeg: bytes, captured_at: datetime | None = None) -> None:
        """One frame, whatever the credit."""
        frame = pb.Frame(sequence=sequence, capture_time=stamp(captured_at or datetime.now(UTC)), jpeg=jpeg)
        await self._call.write(pb.StreamFramesRequest(frame=frame))

    async def tell(
        self,
        *,
        send_time: datetime,
        complete_through: datetime | None = None,
        spooled_frames: int = 0,
        lost: tuple[datetime, datetime] | None = None,
        stopping: bool = False,
    ) -> None:
        """How the camera stands."""
        status = pb.CameraStatus(send_time=stamp(send_time), spooled_frames=spooled_frames, stopping=stopping)
        if complete_through is not None:
            status.complete_through_time.CopyFrom(stamp(complete_through))
        if lost is not None:
            status.lost.add(start_time=stamp(lost[0]), end_time=stamp(lost[1]), reason="the disk was full")
        await self._call.write(pb.StreamFramesRequest(status=status))

    async def film(
        self, jpeg: bytes, frames: int, *, first: int = 1, start: datetime | None = None, fps: float = 5.0
    ) -> None:
        """Frames captured at that rate from `start` on, each sent when the one before is acknowledged."""
        begun = start or datetime.now(UTC)
        for index in range(frames):
            await self.send(first + index, jpeg, begun + timedelta(seconds=index / fps))
            await self.until(lambda number=first + index: self.through >= number)  # type: ignore[misc]  # bound now

    async def finish(self) -> None:
        """Half-close."""
        await self._call.done_writing()

    async def cancel(self) -> None:
        """Vanish."""
        self._call.cancel()
        if self._reading is not None:
            await asyncio.wait((self._reading,))

    async def until(self, happened: Callable[[], bool], seconds: float = 30.0) -> None:
        """Returns once it has happened; fails when the stream ends before."""
        async with asyncio.timeout(seconds), self._changed:
            await self._changed.wait_for(lambda: happened() or self.ended)
        assert happened(), f"the stream ended first: {await self.status()}"

    async def status(self) -> tuple[grpc.StatusCode, str]:
        """How the call ended."""
        async with asyncio.timeout(30):
            return await self._call.code(), await self._call.details() or ""

    async def was_told_why(self) -> bool:
        """Whether the status is the pod's: gRPC's client has one of its own when a write meets the end of the call."""
        code, words = await self.status()
        return not (code is grpc.StatusCode.INTERNAL and words == "Internal error from Core")

    async def error(self) -> grpc.aio.AioRpcError:
        """The error it ended with."""
        code, details = await self.status()
        return grpc.aio.AioRpcError(
            code, await self._call.initial_metadata(), await self._call.trailing_metadata(), details
        )

    async def _read(self) -> None:
        try:
            async for message in self._call:
                self._take(message)
                async with self._changed:
                    self._changed.notify_all()
        except (grpc.aio.AioRpcError, asyncio.CancelledError):
            pass
        finally:
            self.ended = True
            async with self._changed:
                self._changed.notify_all()

    def _take(self, message: pb.StreamFramesResponse) -> None:
        kind = message.WhichOneof("message") or ""
        self.order.append(kind)
        match kind:
            case "flow_control":
                self.flow.append(message.flow_control)
            case "ack":
                self.acks.append(message.ack)
            case "clock":
                self.clocks.append(message.clock)
            case "result":
                self.results.append(message.result)
            case "drain":
                self.drained = True


@asynccontextmanager
async def streaming(
    channel: grpc.aio.Channel,
    token: str,
    camera_id: str,
    *,
    stream_id: str = "",
    resume_after: int = 0,
    send_time: datetime | None = None,
    spooled: bool = False,
    corrects_clock: bool = False,
) -> AsyncIterator[ScriptedCamera]:
    """A camera with an open stream that has been given its first flow control."""
    camera = ScriptedCamera(channel, token, camera_id, stream_id=stream_id, resume_after=resume_after)
    await camera.open(send_time=send_time, spooled=spooled, corrects_clock=corrects_clock)
    try:
        await camera.until(lambda: bool(camera.flow))
        yield camera
    finally:
        await camera.cancel()


def stamp(moment: datetime) -> Timestamp:
    """UTC."""
    made = Timestamp()
    made.FromDatetime(moment)
    return made
