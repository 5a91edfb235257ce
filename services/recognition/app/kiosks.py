"""All check-ins of this pod: one at a time for a kiosk, and not endlessly many tries."""

import secrets
from collections import OrderedDict, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from services.recognition.app.check_in import CheckIn, CheckInLimits, CheckInSetup
from services.recognition.app.check_in_messages import Reason
from services.recognition.app.errors import CheckInSuperseded, NoSessionOpen, PodFull, PodLeaving, TooManyCheckIns
from services.recognition.app.pod import Pod
from services.recognition.domain.liveness.challenge import Challenge, draw_challenge

_KIOSKS_REMEMBERED = 1024


@dataclass(frozen=True, slots=True)
class TryLimits:
    """How often a kiosk may try. Counted in each pod on its own."""

    starts: int = 15
    starts_seconds: float = 60.0
    not_live: int = 5
    """Answers that were not believed, after which the kiosk rests until the first of them is so old:"""
    not_live_seconds: float = 120.0


@dataclass(slots=True)
class _Tries:
    started: deque[float] = field(default_factory=deque)
    not_live: deque[float] = field(default_factory=deque)


class Kiosks:
    """At most `pod.limits.max_streams` check-ins at once: one more is refused. Tries are remembered of the 1,024 kiosks
    that were used last; the one unused for longest is forgotten first."""

    def __init__(
        self,
        pod: Pod,
        limits: CheckInLimits | None = None,
        tries: TryLimits | None = None,
        new_challenge: Callable[[], Challenge] | None = None,
    ) -> None:
        self._pod = pod
        self._limits = limits or CheckInLimits()
        self._try_limits = tries or TryLimits()
        self._new_challenge = new_challenge or (lambda: draw_challenge(secrets.randbelow))
        self._open: dict[str, CheckIn] = {}
        self._tries: OrderedDict[str, _Tries] = OrderedDict()

    @contextmanager
    def open(self, setup: CheckInSetup) -> Iterator[CheckIn]:
        """A check-in for the block. NoSessionOpen, TooManyCheckIns, PodFull, PodLeaving; an older one of the same kiosk
        is ended."""
        if self._pod.leaving.is_set():
            raise PodLeaving
        if not self._pod.assignments.of(setup.camera_id).active:
            raise NoSessionOpen(setup.camera_id)
        older = self._open.get(setup.camera_id)
        if older is None and len(self._open) >= self._pod.limits.max_streams:
            raise PodFull(self._pod.limits.max_streams)
        tries = self._tries_of(setup.camera_id)
        self._check_tries(tries)
        if older is not None:
            older.messages.end(CheckInSuperseded(setup.camera_id))
        check_in = CheckIn(setup, self._pod, self._new_challenge(), self._limits)
        self._open[setup.camera_id] = check_in
        tries.started.append(self._pod.monotonic())
        try:
            yield check_in
        finally:
            if check_in.refused_as in (Reason.NOT_LIVE, Reason.FACE_CHANGED):
                tries.not_live.append(self._pod.monotonic())
            if self._open.get(setup.camera_id) is check_in:
                del self._open[setup.camera_id]

    def leave(self) -> None:
        """The pod goes away: whoever is checking in begins again elsewhere."""
        for check_in in self._open.values():
            check_in.messages.end(PodLeaving())

    def _tries_of(self, camera_id: str) -> _Tries:
        tries = self._tries.setdefault(camera_id, _Tries())
        self._tries.move_to_end(camera_id)
        if len(self._tries) > _KIOSKS_REMEMBERED:
            self._tries.popitem(last=False)
        return tries

    def _check_tries(self, tries: _Tries) -> None:
        limits, now = self._try_limits, self._pod.monotonic()
        for times, most, seconds in (
            (tries.started, limits.starts, limits.starts_seconds),
            (tries.not_live, limits.not_live, limits.not_live_seconds),
        ):
            while times and now - times[0] > seconds:
                times.popleft()
            if len(times) >= most:
                raise TooManyCheckIns(round(seconds - (now - times[0]), 1))
