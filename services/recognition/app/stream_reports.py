"""What came of one stream's frames, on its way to attendance and to those who decide."""

from services.recognition.app.look import Looker
from services.recognition.app.pod import Pod
from services.recognition.app.reports import SightingReport
from services.recognition.app.watermark import Watermark
from services.recognition.domain.outcome import FrameOutcome

_SIGHTINGS_REMEMBERED = 1024


class StreamReports:
    """Owned by one stream."""

    def __init__(self, camera_id: str, pod: Pod, looker: Looker, watermark: Watermark) -> None:
        self._camera_id = camera_id
        self._pod = pod
        self._looker = looker
        self._watermark = watermark
        self._reported: set[str] = set()

    def report(self, outcome: FrameOutcome, jpeg: bytes) -> None:
        """Sightings to attendance, faces that nobody was sure of to people; b"" where no frame came."""
        for sighting in outcome.sightings:
            urgent = sighting.sighting_id not in self._reported
            if len(self._reported) > _SIGHTINGS_REMEMBERED:
                self._reported.clear()  # the next extension of each goes out at once, that is all
            self._reported.add(sighting.sighting_id)
            used = self._looker.frames_used(sighting.track_id)
            report = SightingReport(self._camera_id, sighting, self._pod.model, used)
            self._pod.outbox.put(report, self._watermark, urgent=urgent)
        self._ask(outcome, jpeg)

    def _ask(self, outcome: FrameOutcome, jpeg: bytes) -> None:
        """Let people look at whom nobody was sure of; the camera keeps the frame until the face is kept."""
        desk = self._pod.reviews
        if desk is None:
            return
        for request in outcome.reviews:
            desk.ask(self._looker.review_of(request), jpeg, self._watermark.hold())
        for change in outcome.review_changes:
            desk.tell(change)
