"""Frames that waited on a camera's disk: looked at when nobody else waits, as what they are, the past."""

import asyncio
from contextlib import AbstractAsyncContextManager
from dataclasses import replace

from services.common.streams import Backoff
from services.recognition.app.assignments import Assignment
from services.recognition.app.camera_stream import CameraStream
from services.recognition.app.camera_watch import CameraWatch
from services.recognition.app.frames import CapturedFrame, FlowControl, StreamSetup
from services.recognition.app.look import Look, Looker
from services.recognition.app.past_sessions import PastSession, PastSessions, SessionHistory
from services.recognition.app.pod import Pod
from services.recognition.app.telemetry import FrameFate
from services.recognition.domain.claims import Claims
from services.recognition.domain.errors import VisionOverloaded


class SpooledStream(CameraStream):
    """A CameraStream with tracks of its own, the rosters of the time, and no part in any view of the present.

    No frame is ever let go here: the camera keeps to its credit, and has the disk to wait.
    """

    def __init__(self, setup: StreamSetup, pod: Pod, history: SessionHistory) -> None:
        self._past = PastSessions(history, setup.camera_id, pod.clock)
        self._session: PastSession | None = None
        self._backoff = Backoff(0.1, 2.0)
        super().__init__(setup, pod)

    def _make_looker(self) -> Looker:
        # what is claimed now says nothing of then
        return Looker(self.setup, self._pod, claims=Claims(), assignment=self._assignment_then)

    def _make_watch(self) -> CameraWatch:
        return CameraWatch(self.setup.camera_id, self.setup.stream_id, None)

    @property
    def active(self) -> bool:
        """Always: what was kept is wanted."""
        return True

    @property
    def _measured(self) -> bool:
        return False

    def refresh(self) -> None:
        """The camera may send as fast as it gets its credit back."""
        if self._told is None:
            limits = self._pod.limits
            reading = self.setup.reading
            self._told = FlowControl(
                limits.max_in_flight, limits.max_fps, limits.max_width_px, limits.heartbeat_seconds, reading
            )
            self.replies.put(self._told)

    def _turn(self) -> AbstractAsyncContextManager[None]:
        return self._pod.turns.late()

    async def _prepare(self, frame: CapturedFrame) -> None:
        await self._past.at(frame.captured_at)

    async def _look(self, frame: CapturedFrame) -> None:
        session = await self._past.at(frame.captured_at)
        if session != self._session:
            self._flush(keep_undecided=False)  # tracks of one session are not evidence in another
            self._session = session
        if session is None:
            self._watermark.advance(frame.sequence, self._looker.undecided_since)
            self._acknowledge()
            return
        await super()._look(frame)

    async def _detect(self, frame: CapturedFrame) -> Look:
        while True:
            try:
                return await self._looker.look(frame)
            except VisionOverloaded:  # it can wait
                await asyncio.sleep(self._backoff.next_seconds())

    def _show(self, frame: CapturedFrame, look: Look) -> None:
        now = self._pod.clock()
        self._pod.telemetry.frame(FrameFate.STILL if look.still else FrameFate.LOOKED_AT, None)
        self.replies.put(self._result(frame, now, look.faces, look.outcome.gallery_version, ""))

    def _assignment_then(self) -> Assignment:
        now = self._pod.assignments.of(self.setup.camera_id)
        then = self._session
        if then is None:
            return replace(now, active=False, roster=frozenset(), operator_ids=frozenset())
        return replace(now, active=True, roster=then.roster, operator_ids=then.operator_ids, room_id=then.room_id)
