"""How many frames a second each camera may send, so that the workers keep up."""

_SMOOTHING = 0.2
_FIRST_GUESS_SECONDS = 0.1
_SHARE = 0.85  # the rest is for enrolment photos, training and bursts
_LEAST_FPS = 0.5
_WORTH_TELLING = 0.15


class Pace:
    """Learns what a frame costs; one for the pod."""

    def __init__(self, workers: int, max_fps: float) -> None:
        self._workers = workers
        self._max_fps = max_fps
        self._frame_seconds: float | None = None

    def took(self, seconds: float) -> None:
        """A frame kept a worker busy for so long."""
        before = self._frame_seconds
        self._frame_seconds = seconds if before is None else before + _SMOOTHING * (seconds - before)

    def target_fps(self, active_streams: int) -> float:
        """For each of the streams that have a session. A stream's own frames are looked at one after the other."""
        seconds = max(1e-3, self._frame_seconds or _FIRST_GUESS_SECONDS)
        shared_between = max(1.0, active_streams / self._workers)
        return round(max(_LEAST_FPS, min(self._max_fps, _SHARE / (seconds * shared_between))), 2)


def worth_telling(told_fps: float, now_fps: float) -> bool:
    """Whether a camera should hear of a new rate: pausing and going on always, small changes never."""
    if (told_fps == 0) != (now_fps == 0):
        return True
    return abs(now_fps - told_fps) > _WORTH_TELLING * told_fps
