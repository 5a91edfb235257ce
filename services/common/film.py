"""When each frame of a film was taken."""

_RATES = (1.0, 240.0)  # frames a second that a film may have
_RATE_WHEN_UNTOLD = 25.0  # and when what is told is none: browsers write 1000


class FrameTimes:
    """Seconds after the first frame. A film's rate is a mean: those of telephones and browsers stamp each frame."""

    def __init__(self, told_rate: float) -> None:
        rate = told_rate if _RATES[0] <= told_rate <= _RATES[1] else _RATE_WHEN_UNTOLD
        self._frame_seconds = 1 / rate
        self._began = 0.0
        self._second = -self._frame_seconds

    def next(self, stamp_seconds: float) -> float:
        """Of the next frame, stamped so within the film; by the rate where the stamp does not rise."""
        stamped = self._began + stamp_seconds
        follows = stamped > max(0.0, self._second)
        self._second = stamped if follows else self._second + self._frame_seconds
        return self._second

    def again(self) -> None:
        """The film begins anew, and the time goes on."""
        self._began = self._second + self._frame_seconds
