"""What a stream still has to tell its camera."""

import asyncio
from collections import deque
from dataclasses import replace

from services.recognition.app.frames import Beat, ClockReading, Drain, FlowControl, FrameAck, FrameResult, Reply

_MAX_RESULTS = 8


class Outgoing:
    """Iterate over it to send. A slow reader is never waited for.

    Only the newest flow control, acknowledgement and reading of the clock wait; of results the newest 8 do, older ones
    are let go.
    """

    def __init__(self, heartbeat_seconds: float) -> None:
        self._heartbeat_seconds = heartbeat_seconds
        self._flow: FlowControl | None = None
        self._drain: Drain | None = None
        self._ack: FrameAck | None = None
        self._reading: ClockReading | None = None
        self._results: deque[FrameResult] = deque(maxlen=_MAX_RESULTS)
        self._changed = asyncio.Event()
        self._ended = False
        self._error: Exception | None = None

    def put(self, reply: FlowControl | FrameAck | FrameResult | ClockReading | Drain) -> None:
        """Queue it for the camera; call it on the event loop."""
        match reply:
            case FlowControl():
                first = self._flow.reading if self._flow is not None else None
                self._flow = replace(reply, reading=reply.reading or first)
            case ClockReading():
                self._reading = reply
            case FrameAck():
                self._ack = reply
            case FrameResult():
                self._results.append(reply)
            case Drain():
                self._drain = reply
        self._changed.set()

    def end(self, error: Exception | None = None) -> None:
        """Nothing more comes; with an error it is raised to the reader at once, without one after what is queued."""
        if not self._ended:
            self._ended, self._error = True, error
            self._changed.set()

    @property
    def ended(self) -> bool:
        return self._ended

    def __aiter__(self) -> "Outgoing":
        return self

    async def __anext__(self) -> Reply:
        while True:
            if self._error is not None:
                raise self._error
            reply = self._next()
            if reply is not None:
                return reply
            if self._ended:
                raise StopAsyncIteration
            self._changed.clear()
            try:
                async with asyncio.timeout(self._heartbeat_seconds):
                    await self._changed.wait()
            except TimeoutError:
                return Beat()

    def _next(self) -> Reply | None:
        reply: Reply | None
        if self._flow is not None:
            reply, self._flow = self._flow, None
        elif self._reading is not None:  # each moment that it waits makes it worse
            reply, self._reading = self._reading, None
        elif self._drain is not None:
            reply, self._drain = self._drain, None
        elif self._ack is not None:  # credit before pictures
            reply, self._ack = self._ack, None
        else:
            reply = self._results.popleft() if self._results else None
        return reply
