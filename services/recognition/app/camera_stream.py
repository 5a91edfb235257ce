"""One camera's stream: its frames looked at in turn, what came of them reported, and the camera told how far we are."""

import asyncio
from collections import deque
from contextlib import AbstractAsyncContextManager
from datetime import datetime

from services.common.errors import DomainError
from services.recognition.app.camera_progress import CameraStatus
from services.recognition.app.camera_watch import CameraWatch
from services.recognition.app.errors import CreditExceeded
from services.recognition.app.frames import (
    MAX_JPEG_BYTES,
    CapturedFrame,
    Drain,
    FlowControl,
    FrameAck,
    FrameResult,
    SeenFace,
    StreamSetup,
)
from services.recognition.app.live import RecognisedFrame
from services.recognition.app.look import Look, Looker
from services.recognition.app.outgoing import Outgoing
from services.recognition.app.pace import worth_telling
from services.recognition.app.pod import Pod
from services.recognition.app.standing import StreamStanding
from services.recognition.app.stream_reports import StreamReports
from services.recognition.app.stream_status import StreamStatus
from services.recognition.app.telemetry import FrameFate
from services.recognition.app.watermark import Watermark
from services.recognition.domain.errors import (
    CaptureTimeWrong,
    FrameTooLarge,
    FrameUnreadable,
    PictureBreaksVision,
    StaleFrame,
    VisionOverloaded,
)

_MAX_OVERDRAFT = 64
_LATE_SECONDS = 2.0


class CameraStream:
    """Owned by the call that serves it: `offer` and `finish` as the camera speaks, `replies` back, `run` in between.

    At most `max_in_flight` frames wait. When another comes, the oldest is dropped, acknowledged and counted; a camera
    that goes on so for 64 frames in a row is cut off.
    """

    def __init__(self, setup: StreamSetup, pod: Pod) -> None:
        self.setup = setup
        self.replies = Outgoing(pod.limits.heartbeat_seconds)
        self._pod = pod
        self._looker = self._make_looker()
        self._watermark = Watermark(setup.resume_after_sequence, self._stored_more)
        self._watch = self._make_watch()
        self._reports = StreamReports(setup.camera_id, pod, self._looker, self._watermark)
        self.status = StreamStatus(setup, pod, self.replies)
        self._waiting: deque[CapturedFrame] = deque()
        self._changed = asyncio.Event()
        self._finishing = False
        self._leaving = False
        self._last_sequence = setup.resume_after_sequence
        self._dropped = 0
        self._rejected = 0
        self._overdraft = 0
        self._told: FlowControl | None = None
        self.closed = asyncio.Event()
        self.heard_at_seconds = pod.monotonic()
        self.refresh()

    @property
    def active(self) -> bool:
        """Whether frames are wanted: a session is open in the camera's room, or the camera is measured."""
        return self._in_session or self._measured

    @property
    def standing(self) -> StreamStanding:
        """How it is now."""
        spooled = self.status.spooled_frames
        return StreamStanding(self.setup.camera_id, self.active, self.setup.spooled, spooled, self._dropped)

    @property
    def _in_session(self) -> bool:
        return self._pod.assignments.of(self.setup.camera_id).active

    @property
    def _measured(self) -> bool:
        return self._pod.surveys is not None and self._pod.surveys.running(self.setup.camera_id)

    def heard(self) -> None:
        """The camera gave a sign of life."""
        self.heard_at_seconds = self._pod.monotonic()

    def take_status(self, status: CameraStatus) -> None:
        """How the camera stands."""
        self.heard()
        self.status.take(status, in_session=self._in_session)

    def offer(self, frame: CapturedFrame) -> None:
        """Take a frame from the camera; never waits."""
        self.heard()
        self._watch.came()
        if frame.sequence <= self._last_sequence:
            self._reject(frame, str(StaleFrame(frame.sequence, self._last_sequence)))
            self._acknowledge()
            return
        self._dropped += frame.sequence - self._last_sequence - 1
        self._last_sequence = frame.sequence
        self._make_room()
        self._waiting.append(frame)
        self._pod.telemetry.waiting_frames(1)
        self._changed.set()

    def finish(self) -> None:
        """The camera has sent its last frame."""
        self._finishing = True
        self._changed.set()

    def leave(self, grace_seconds: float) -> None:
        """Ask the camera to go on elsewhere."""
        self._leaving = True
        self.replies.put(Drain(grace_seconds))

    def end(self, error: DomainError) -> None:
        """Cut the stream off."""
        self.replies.end(error)

    def refresh(self) -> None:
        """Tell the camera what is wanted of it now, where that differs from what it was told."""
        limits = self._pod.limits
        fps = self._pod.target_fps() if self.active else 0.0
        if self._told is None or worth_telling(self._told.target_fps, fps):
            reading = self.setup.reading if self._told is None else None
            self._told = FlowControl(limits.max_in_flight, fps, limits.max_width_px, limits.heartbeat_seconds, reading)
            self.replies.put(self._told)
            self._changed.set()  # a session may have ended

    async def run(self) -> None:
        """Look at frames until the camera has finished and all that came of them is stored."""
        try:
            while await self._work():
                await self._pod.outbox.room()
                await self._prepare(self._waiting[0])
                async with self._turn():
                    # only now, so that the wait for a worker costs the frame that is older
                    if self._waiting:
                        await self._look(self._next())
                self.refresh()
            await self._finish()
        except Exception as error:  # the call that serves the stream raises it
            self.replies.end(error)
        finally:
            self._close()

    async def _work(self) -> bool:
        """Whether there is a frame to look at; False once the camera has finished."""
        while not self._waiting:
            if self._finishing:
                return False
            await self._wait_for_frames()
        return True

    async def _wait_for_frames(self) -> None:
        """Once the session has ended and late frames have stopped coming, tracks are closed and all of it is free."""
        self._changed.clear()
        over = not self.active and self._looker.busy
        try:
            async with asyncio.timeout(_LATE_SECONDS if over else None):
                await self._changed.wait()
        except TimeoutError:
            self._flush(keep_undecided=False)
            self._pod.outbox.hasten()

    def _next(self) -> CapturedFrame:
        self._pod.telemetry.waiting_frames(-1)
        return self._waiting.popleft()

    def _make_room(self) -> None:
        self._overdraft = 0 if not self._waiting else self._overdraft
        while len(self._waiting) >= self._pod.limits.max_in_flight:
            self._next()
            self._dropped += 1
            self._overdraft += 1
            self._pod.telemetry.frame(FrameFate.DROPPED, None)
        if self._overdraft > _MAX_OVERDRAFT:
            self.end(CreditExceeded(self._pod.limits.max_in_flight))

    async def _look(self, frame: CapturedFrame) -> None:
        started = self._pod.monotonic()
        try:
            if len(frame.jpeg) > MAX_JPEG_BYTES:
                raise FrameUnreadable(f"it has {len(frame.jpeg)} bytes, at most {MAX_JPEG_BYTES} are accepted")
            self.status.check_time(frame, self._watch, self._watermark)
            look = await self._detect(frame)
        except (FrameUnreadable, FrameTooLarge, PictureBreaksVision, StaleFrame, CaptureTimeWrong) as error:
            self._reject(frame, str(error))
            self._watermark.advance(frame.sequence, self._looker.undecided_since)
        except VisionOverloaded:
            self._dropped += 1
            self._pod.telemetry.frame(FrameFate.DROPPED, None)
            self._watermark.advance(frame.sequence, self._looker.undecided_since)
        else:
            took = self._pod.monotonic() - started
            if not look.rested:  # no worker had anything to do with it
                self._pod.pace.took(took)
                self._pod.telemetry.worker_took(took, len(look.seen.faces))
            self._seen(frame, look)
        self._acknowledge()

    def _make_looker(self) -> Looker:
        return Looker(self.setup, self._pod)

    def _make_watch(self) -> CameraWatch:
        return CameraWatch(self.setup.camera_id, self.setup.stream_id, self._pod.cameras)

    def _turn(self) -> AbstractAsyncContextManager[None]:
        return self._pod.turns

    async def _prepare(self, frame: CapturedFrame) -> None:
        """Whatever has to wait for others, before the frame takes a place at the workers."""

    async def _detect(self, frame: CapturedFrame) -> Look:
        survey = self._measured and not self._in_session  # of a room without a session nobody is named
        return await (self._looker.survey(frame) if survey else self._looker.look(frame))

    def _seen(self, frame: CapturedFrame, look: Look) -> None:
        if self._measured and self._pod.surveys is not None:
            self._pod.surveys.measure(self.setup.camera_id, look.seen)
        if look.survey:
            self._watermark.advance(frame.sequence, self._looker.undecided_since)
            self._show(frame, look)
            return
        for report, begun in self._watch.seen(frame.captured_at, look.seen):
            self._pod.outbox.put(report, self._watermark, urgent=begun)
        self._reports.report(look.outcome, frame.jpeg)
        self._watermark.advance(frame.sequence, look.outcome.undecided_since_sequence)
        self._show(frame, look)

    def _show(self, frame: CapturedFrame, look: Look) -> None:
        now = self._pod.clock()
        result = self._result(frame, now, look.faces, look.outcome.gallery_version, "")
        self._pod.telemetry.frame(FrameFate.STILL if look.still else FrameFate.LOOKED_AT, result.age_seconds)
        self.replies.put(result)
        self._pod.live.publish(self.setup.camera_id, RecognisedFrame(result, frame.jpeg, now))

    def _flush_tracks(self) -> None:
        self._reports.report(self._looker.flush(), b"")

    def _reject(self, frame: CapturedFrame, problem: str) -> None:
        self._rejected += 1
        now = self._pod.clock()
        result = self._result(frame, now, (), self._pod.galleries.current.version, problem)
        self._pod.telemetry.frame(FrameFate.REJECTED, None)
        self.replies.put(result)
        self._pod.live.publish(self.setup.camera_id, RecognisedFrame(result, b"", now))

    def _result(
        self, frame: CapturedFrame, now: datetime, faces: tuple[SeenFace, ...], gallery_version: int, problem: str
    ) -> FrameResult:
        age_seconds = max(0.0, (now - frame.captured_at).total_seconds())
        return FrameResult(frame.sequence, frame.captured_at, faces, gallery_version, problem, age_seconds)

    def _acknowledge(self) -> None:
        mark = self._watermark
        self.replies.put(FrameAck(mark.through, mark.stored_through, self._dropped, self._rejected))

    def _stored_more(self) -> None:
        self._acknowledge()
        self._changed.set()

    def _flush(self, *, keep_undecided: bool) -> None:
        undecided = self._looker.undecided_since if keep_undecided else None
        self._flush_tracks()
        self._watermark.advance(self._watermark.through, undecided)
        self._acknowledge()

    async def _finish(self) -> None:
        # a camera that moves to another pod replays there what was not decided here: do not tell it to forget that
        self._flush(keep_undecided=self._leaving)
        self._pod.outbox.hasten()
        while self._watermark.held:
            self._changed.clear()
            await self._changed.wait()
        self._acknowledge()
        if not self._leaving:
            self.status.ended()
        self.replies.end()

    def _close(self) -> None:
        """However it ended: what is decided is reported, and nothing is left waiting."""
        if self._looker.busy:
            self._flush_tracks()
        for condition in self._watch.close():
            self._pod.outbox.put(condition, self._watermark, urgent=True)
        while self._waiting:
            self._next()
        self.closed.set()
