"""A recognition pod for the camera's tests: takes streams, and does with each what the test says."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import grpc
from google.protobuf.duration_pb2 import Duration
from google.protobuf.timestamp_pb2 import Timestamp
from presence.identity.v1 import identity_service_pb2 as identity_pb
from presence.identity.v1 import identity_service_pb2_grpc as identity_rpc
from presence.recognition.v1 import recognition_service_pb2 as pb
from presence.recognition.v1 import recognition_service_pb2_grpc as rpc

Context = grpc.aio.ServicerContext
TOKEN_LIFETIME = timedelta(minutes=10)


@dataclass
class Stream:
    """One stream that a camera opened."""

    requests: AsyncIterator[pb.StreamFramesRequest]
    context: Context
    opened: pb.OpenStream
    answers: asyncio.Queue[pb.StreamFramesResponse | None] = field(default_factory=asyncio.Queue)
    sequences: list[int] = field(default_factory=list)
    times: list[datetime] = field(default_factory=list)
    statuses: list[pb.CameraStatus] = field(default_factory=list)
    heartbeats: int = 0

    @property
    def token(self) -> str:
        """What the camera proved itself with."""
        sent = dict(self.context.invocation_metadata() or ())
        return str(sent["authorization"]).removeprefix("Bearer ")

    async def frame(self) -> pb.Frame | None:
        """The next frame; None when the camera half-closed."""
        async for request in self.requests:
            if request.HasField("frame"):
                self.sequences.append(request.frame.sequence)
                self.times.append(request.frame.capture_time.ToDatetime(UTC))
                return request.frame
            if request.HasField("status"):
                self.statuses.append(request.status)
                self._tell_time(request.status.send_time)
            else:
                self.heartbeats += 1
        return None

    def control(
        self, *, in_flight: int = 2, fps: float = 50, beat_seconds: float = 5, understands: bool = False
    ) -> None:
        """`understands` as pods do that answer cameras about the time and take late frames."""
        beat = Duration()
        beat.FromMilliseconds(round(beat_seconds * 1000))
        message = pb.FlowControl(max_in_flight=in_flight, target_fps=fps, max_width_px=640, heartbeat_interval=beat)
        if understands:
            message.clock.CopyFrom(_reading(self.opened.send_time))
        self.answers.put_nowait(pb.StreamFramesResponse(flow_control=message))

    def _tell_time(self, sent: Timestamp) -> None:
        self.answers.put_nowait(pb.StreamFramesResponse(clock=_reading(sent)))

    def acknowledge(self, through: int, stored: int | None = None) -> None:
        ack = pb.FrameAck(through_sequence=through, stored_through_sequence=through if stored is None else stored)
        self.answers.put_nowait(pb.StreamFramesResponse(ack=ack))

    def drain(self) -> None:
        self.answers.put_nowait(pb.StreamFramesResponse(drain=pb.Drain()))

    def end(self) -> None:
        self.answers.put_nowait(None)


def _reading(sent: Timestamp) -> pb.ClockReading:
    now = Timestamp()
    now.GetCurrentTime()
    return pb.ClockReading(camera_send_time=sent, receive_time=now, send_time=now)


Behaviour = Callable[[Stream], Awaitable[None]]


class Pod(rpc.RecognitionServiceServicer):
    """Plays one behaviour after another, one for each stream; the last one again and again."""

    def __init__(self, *behaviours: Behaviour) -> None:
        self._behaviours = list(behaviours)
        self.streams: list[Stream] = []

    async def StreamFrames(  # noqa: N802 - the contract's name
        self, request_iterator: AsyncIterator[pb.StreamFramesRequest], context: Context
    ) -> AsyncIterator[pb.StreamFramesResponse]:
        first = await anext(request_iterator)
        stream = Stream(request_iterator, context, first.open)
        self.streams.append(stream)
        behaviour = self._behaviours.pop(0) if len(self._behaviours) > 1 else self._behaviours[0]
        played = asyncio.ensure_future(behaviour(stream))
        played.add_done_callback(lambda _: stream.end())
        try:
            while (answer := await stream.answers.get()) is not None:
                yield answer
            await played
        finally:
            played.cancel()


class Identity(identity_rpc.IdentityServiceServicer):
    """Knows one device key; each token it gives has a number."""

    def __init__(self, camera_id: str, secret: str, clock: Callable[[], datetime]) -> None:
        self._camera_id, self._secret, self._clock = camera_id, secret, clock
        self.tokens = 0

    async def Authenticate(  # noqa: N802 - the contract's name
        self, request: identity_pb.AuthenticateRequest, context: Context
    ) -> identity_pb.AuthenticateResponse:
        if request.key.secret != self._secret:
            await context.abort(grpc.StatusCode.UNAUTHENTICATED, "this key is not valid")
        expires = Timestamp()
        expires.FromDatetime(self._clock() + TOKEN_LIFETIME)
        self.tokens += 1
        token = identity_pb.Token(access_token=f"token {self.tokens}", subject=self._camera_id, expire_time=expires)
        return identity_pb.AuthenticateResponse(token=token)
