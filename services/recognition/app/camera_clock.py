"""Which of a camera's times can be believed."""

from datetime import UTC, datetime, timedelta

MAX_WRONG = timedelta(hours=1)
"""A clock further off is not a clock that drifts: it was never set, or set to another day."""
MAX_AHEAD = timedelta(minutes=2)
MAX_AGE = timedelta(days=8)
"""Of frames from a disk: beyond the longest that cameras keep them."""
EARLIEST = datetime(2020, 1, 1, tzinfo=UTC)
"""Before it there was no Presence: a clock that was never set."""


class CameraClockCheck:
    """Owned by one stream."""

    def __init__(self, *, spooled: bool) -> None:
        self._spooled = spooled
        self._wrong: timedelta | None = None
        self._said: datetime | None = None

    def heard(self, camera_time: datetime, now: datetime) -> None:
        """The camera has just told what its own clock says."""
        self._wrong, self._said = now - camera_time, camera_time

    def problem(self, captured_at: datetime, now: datetime) -> str | None:
        """Why a frame of that time is refused, in words for who looks after the camera; None when it is taken."""
        # of frames that were kept on disk the camera knows better when they were than what its clock says today
        if not self._spooled and self._wrong is not None and self._said is not None and abs(self._wrong) > MAX_WRONG:
            said, true = _words(self._said), _words(now)
            return f"the camera's clock says {said} where it is {true}: set it, then its pictures are taken"
        if captured_at > now + MAX_AHEAD:
            return (
                f"the picture is said to be of {_words(captured_at)}, which is in the future: check the camera's clock"
            )
        if captured_at < (now - MAX_AGE if self._spooled else EARLIEST):
            return (
                f"the picture is said to be of {_words(captured_at)}, which is too long ago: check the camera's clock"
            )
        return None


def _words(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M}"
