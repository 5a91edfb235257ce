"""What one camera says of its clock and of its disk, and what follows from it."""

from services.recognition.app.camera_clock import CameraClockCheck
from services.recognition.app.camera_progress import CameraStatus, ProgressTeller
from services.recognition.app.camera_watch import CameraWatch
from services.recognition.app.frames import CapturedFrame, ClockReading, StreamSetup
from services.recognition.app.outgoing import Outgoing
from services.recognition.app.pod import Pod
from services.recognition.app.reports import CameraCondition, CameraProgress
from services.recognition.app.watermark import Watermark
from services.recognition.domain.errors import CaptureTimeWrong


class StreamStatus:
    """Owned by one stream."""

    def __init__(self, setup: StreamSetup, pod: Pod, replies: Outgoing) -> None:
        self._pod = pod
        self._replies = replies
        self._clock = CameraClockCheck(spooled=setup.spooled)
        self._progress = ProgressTeller(setup.camera_id)
        self.spooled_frames = 0
        """That waited on the camera's disk when it last said so."""
        if setup.reading is not None:
            self._clock.heard(setup.reading.camera_sent, setup.reading.received)

    def tell_clock(self, reading: ClockReading) -> None:
        """What the camera's own clock said; answered, so that it can learn the pod's."""
        self._clock.heard(reading.camera_sent, reading.received)
        self._replies.put(reading)

    def take(self, status: CameraStatus, *, in_session: bool) -> None:
        """How the camera stands; attendance waits for it before it calls anybody absent."""
        self.spooled_frames = status.spooled_frames
        for report in self._progress.take(status, active=in_session, now=self._pod.clock()):
            if isinstance(report, CameraCondition) and self._pod.cameras is not None:
                self._pod.cameras.tell(report)
            self._put(report, urgent=not in_session)

    def check_time(self, frame: CapturedFrame, watch: CameraWatch, watermark: Watermark) -> None:
        """Raises CaptureTimeWrong for a frame whose time cannot be believed."""
        now = self._pod.clock()
        problem = self._clock.problem(frame.captured_at, now)
        for condition, begun in watch.timed(problem, now):
            self._pod.outbox.put(condition, watermark, urgent=begun)
        if problem is not None:
            raise CaptureTimeWrong(problem)

    def ended(self) -> None:
        """The camera has sent its last, and all of it is stored."""
        through = self._progress.ended(self._pod.clock())
        if through is not None:
            self._put(through, urgent=True)

    def _put(self, report: CameraProgress | CameraCondition, *, urgent: bool) -> None:
        # it speaks of what is stored already: no frame has to wait for its answer
        self._pod.outbox.put(report, Watermark(0, lambda: None), urgent=urgent)
