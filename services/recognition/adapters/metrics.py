"""Prometheus metrics of recognition."""

from prometheus_client import Counter, Gauge, Histogram

from services.recognition.app.telemetry import FrameFate

FRAMES = Counter("recognition_frames", "Frames done with, by what became of them.", ["outcome"])
FRAME_AGE = Histogram(
    "recognition_frame_age_seconds",
    "Age of a frame when its result is known, from its capture by the pod's clock.",
    buckets=(0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 2, 5, 10, 60, 600),
)
WORKER_SECONDS = Histogram(
    "recognition_worker_seconds",
    "A frame's time in the workers, detection and encoding together.",
    buckets=(0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5),
)
STREAMS = Gauge("recognition_camera_streams", "Cameras streaming to this pod.")
WAITING = Gauge("recognition_waiting_frames", "Frames that wait for a worker.")
UNANSWERED = Gauge("recognition_unanswered_reports", "Sightings and coverages attendance has not confirmed.")
REFUSED = Counter("recognition_refused_reports", "Sightings and coverages attendance refused for good.")


class PrometheusTelemetry:
    """Implements app.telemetry.Telemetry."""

    def frame(self, fate: FrameFate, age_seconds: float | None) -> None:
        FRAMES.labels(fate.value).inc()
        if age_seconds is not None:
            FRAME_AGE.observe(age_seconds)

    def worker_took(self, seconds: float, faces: int) -> None:
        WORKER_SECONDS.observe(seconds)

    def streams(self, count: int) -> None:
        STREAMS.set(count)

    def waiting_frames(self, change: int) -> None:
        WAITING.inc(change)

    def unanswered_reports(self, count: int) -> None:
        UNANSWERED.set(count)

    def reports_refused(self, count: int) -> None:
        REFUSED.inc(count)
