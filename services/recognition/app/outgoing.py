"""What a stream still has to tell its camera."""

from collections import deque
from dataclasses import replace

from services.recognition.app.frames import ClockReading, Drain, FlowControl, FrameAck, FrameResult, Reply
from services.recognition.app.telling import Telling

_MAX_RESULTS = 8


class Outgoing(Telling[Reply]):
    """Only the newest flow control, acknowledgement and reading of the clock wait; of results the newest 8 do, older
    ones are let go."""

    def __init__(self, heartbeat_seconds: float) -> None:
        super().__init__(heartbeat_seconds)
        self._flow: FlowControl | None = None
        self._drain: Drain | None = None
        self._ack: FrameAck | None = None
        self._reading: ClockReading | None = None
        self._results: deque[FrameResult] = deque(maxlen=_MAX_RESULTS)

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

    @property
    def ended(self) -> bool:
        return self._ended

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
