"""What the live stream tells the keeper of the server, and the server of the keeper."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from presence.recognition.v1 import recognition_service_pb2 as pb

from camera.clock import CameraClock
from camera.keeping import Keeper
from camera.messages import status_message
from camera.spool.memory import Place

LEAST_SECONDS = 0.2  # between two, however much changes


@dataclass
class LiveLink:
    """One for the camera; streams come and go."""

    keeper: Keeper
    clock: CameraClock
    place: Place
    hurry: bool = False  # what is on disk is for the next start
    can_replay: bool = False  # a stream is open to a server that takes frames which come late
    _listener: Callable[[], None] | None = None
    _told_at_ticks: float = float("-inf")
    _changed: bool = True
    _paused_at: datetime | None = None

    def __post_init__(self) -> None:
        self.keeper.listeners.add(self._keeper_changed)

    @property
    def behind(self) -> bool:
        """Whether frames on disk should go before the stream is finished."""
        return self.can_replay and not self.hurry and self.keeper.backlog.frames > 0

    def heard(self) -> None:
        """The server said something."""
        self.keeper.heard()

    def waiting_for_answer(self) -> None:
        """No more may be sent until it does."""
        self.keeper.waiting_for_answer()

    def closed(self, *, nobody: bool) -> None:
        """There is no stream any more; `nobody`: and none could be opened, which is a cut without waiting for more."""
        self.can_replay = False
        self.keeper.lost_connection()
        if nobody:
            self.keeper.keep_unsent()

    def controlled(self, fps: float, max_width_px: int, understands: bool) -> None:
        """What the server wants now."""
        place = self.place.model_copy(update={"frames_per_second": fps, "max_width_px": max_width_px})
        if (place.frames_per_second > 0) != (self.keeper.place.frames_per_second > 0) or place.max_width_px != (
            self.keeper.place.max_width_px
        ):
            self.keeper.remember(place)
        self.can_replay = understands
        self._paused_at = self.clock.now() if fps == 0 else None
        self._changed = True
        self.keeper.know_clock()
        self.keeper.tell()

    def status_due(self) -> bool:
        """Whether the server should hear how the camera stands."""
        since = self.clock.ticks() - self._told_at_ticks
        if since < LEAST_SECONDS:
            return False
        if self._changed:
            return True
        complete = self.keeper.complete_through
        # a session may just have ended: whoever waits for the last of its frames waits for this
        return self._paused_at is not None and complete is not None and complete >= self._paused_at

    def status(self, *, stopping: bool) -> pb.CameraStatus:
        """How the camera stands now."""
        self._told_at_ticks, self._changed = self.clock.ticks(), False
        complete, backlog = self.keeper.complete_through, self.keeper.backlog
        if complete is not None and self._paused_at is not None and complete >= self._paused_at:
            self._paused_at = None
        lost = self.keeper.lost_spans()
        return status_message(self.clock.ask(), complete, backlog.frames, lost, stopping=stopping)

    def on_change(self, listener: Callable[[], None] | None) -> None:
        """Whom to wake when there is something to say."""
        self._listener = listener

    def _keeper_changed(self) -> None:
        self._changed = True
        if self._listener is not None:
            self._listener()
