"""Up to which frame everything that came of a stream is stored by attendance."""

from collections.abc import Callable


class Hold:
    """Keeps the watermark from passing the evidence of one report; release it when the report is stored."""

    def __init__(self, through: int, release: Callable[["Hold"], None]) -> None:
        self.through = through
        self._release = release

    def release(self) -> None:
        """The report is stored, or refused for good. Again: no effect."""
        self._release(self)


class Watermark:
    """The frames that a camera may forget. Never goes back; owned by one stream.

    A report's evidence lies in frames after `free_through` as it was before the report's frame: evidence that is not
    in a report yet holds `free_through` itself back.
    """

    def __init__(self, resume_after: int, changed: Callable[[], None]) -> None:
        self._free_through = resume_after
        self._stored = resume_after
        self._holds: set[Hold] = set()
        self._changed = changed
        self.through = resume_after
        """The last frame that was looked at, or let go for good."""

    @property
    def stored_through(self) -> int:
        return self._stored

    @property
    def held(self) -> bool:
        """Whether reports are still unanswered."""
        return bool(self._holds)

    def hold(self) -> Hold:
        """For a report about to be given out; take it before `advance` is told of the report's frame."""
        hold = Hold(self._free_through, self._let_go)
        self._holds.add(hold)
        return hold

    def advance(self, through: int, undecided_since: int | None) -> None:
        """Frames up to `through` are done with; those from `undecided_since` on may yet become evidence."""
        self.through = max(self.through, through)
        free = self.through if undecided_since is None else min(self.through, undecided_since - 1)
        self._free_through = max(self._free_through, free)
        self._update()

    def _let_go(self, hold: Hold) -> None:
        if hold in self._holds:
            self._holds.remove(hold)
            self._update()
            self._changed()

    def _update(self) -> None:
        lowest = min((hold.through for hold in self._holds), default=self._free_through)
        self._stored = max(self._stored, min(lowest, self._free_through))
