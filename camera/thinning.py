"""So many frames a second of those that come as they come."""

from __future__ import annotations

from dataclasses import dataclass

SLACK_SECONDS = 0.02  # a frame may come a little early and still have its turn


@dataclass
class Thinning:
    """Takes `fps` frames a second on average: one that comes late for its turn does not put off the next turn.

    By the time since the last one, a camera of five frames a second would give one of the two a second that are wanted.
    """

    fps: float
    _due_seconds: float = float("-inf")

    def takes(self, ticks_seconds: float) -> bool:
        """Whether the frame captured then is one of them; ask once for each, in order."""
        if ticks_seconds < self._due_seconds - SLACK_SECONDS:
            return False
        step_seconds = 1 / self.fps
        # after a gap the next turn is a while away all the same
        self._due_seconds = max(self._due_seconds + step_seconds, ticks_seconds + step_seconds / 2)
        return True
