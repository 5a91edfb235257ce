"""Whether a camera sees its room: judged from what every frame is measured by anyway. Pure, owned by one stream."""

from dataclasses import dataclass
from enum import StrEnum

from services.recognition.domain.faces import FrameFaces
from services.recognition.domain.glance import Glance


class Trouble(StrEnum):
    """What is wrong with a camera."""

    BLACK = "black"
    """No light at all reaches the sensor, or it sends none."""
    COVERED = "covered"
    """Light and nothing else: a hand, a cloth, a wall, or a lamp that blinds it."""
    FROZEN = "frozen"
    """The very same picture again and again under new times."""
    BLURRED = "blurred"
    DARK = "dark"
    GONE = "gone"
    """No pictures come although a session is open; told by who waits for them, not by frames."""
    CLOCK = "clock"
    """Its clock is wrong by hours, so that nobody can say when its pictures were."""
    LOST = "lost"
    """It was cut off, and its disk could not keep the pictures."""

    @property
    def blind(self) -> bool:
        """Whether nobody can be seen: such time is no coverage."""
        return self in (Trouble.BLACK, Trouble.COVERED, Trouble.FROZEN, Trouble.GONE, Trouble.CLOCK, Trouble.LOST)


_POOR = (Trouble.BLURRED, Trouble.DARK)


@dataclass(frozen=True, slots=True)
class HealthPolicy:
    """All grey levels are 0..255. Entering takes longer than leaving is slow, so that nothing flickers."""

    black_below: float = 24.0
    """Of the brightest hundredth; video black is 16."""
    black_structure: float = 0.5
    """Below it, too: a dark room still has a window, a lamp, a seam of light."""
    dark_below: float = 34.0
    """Of the mean, while even the brighter tenth stays below twice that."""
    structure_below: float = 0.02
    """Of what differs from its surroundings, as a share of the brightness; a covered lens shows gradients and noise."""
    detail_below: float = 30.0
    """Of the best focused parts, see Glance.detail: a picture blurred by 3 px has 5 to 20, a sharp one 50 to 3,000."""
    black_seconds: float = 3.0
    covered_seconds: float = 3.0
    frozen_seconds: float = 7.0
    """A sensor's noise differs in every frame; a video codec may repeat a still picture until its next key frame."""
    frozen_frames: int = 4
    blurred_seconds: float = 6.0
    dark_seconds: float = 6.0
    well_seconds: float = 2.0
    clear_face_sharpness: float = 12.0
    gap_seconds: float = 30.0
    """After a longer pause between frames everything is judged anew."""

    def enter_seconds(self, trouble: Trouble) -> float:
        """How long it must last before it is told."""
        return {
            Trouble.BLACK: self.black_seconds,
            Trouble.COVERED: self.covered_seconds,
            Trouble.FROZEN: 0.0,  # its run has lasted already
            Trouble.BLURRED: self.blurred_seconds,
            Trouble.DARK: self.dark_seconds,
        }[trouble]


@dataclass(frozen=True, slots=True)
class Condition:
    """A camera was in trouble from one moment to the other, by capture time in seconds since 1970."""

    trouble: Trouble
    start_seconds: float
    end_seconds: float


@dataclass(frozen=True, slots=True)
class HealthVerdict:
    """What one frame told."""

    condition: Condition | None
    """What goes on now, up to this frame."""
    ended: Condition | None
    """What has just come to its end."""
    sees: bool
    """Whether this frame shows the room, as far as is known yet."""
    may_be_frozen: bool
    """Whether it is the same picture as before: not seen until another one comes, then seen all the while."""


class CameraHealth:
    """Call `see` for every frame, in the order of their capture."""

    def __init__(self, policy: HealthPolicy | None = None) -> None:
        self._policy = policy or HealthPolicy()
        self._last: tuple[float, Glance] | None = None
        self._same_since: float | None = None
        self._same_frames = 0
        self._suspected: tuple[Trouble, float] | None = None
        self._told: tuple[Trouble, float] | None = None
        self._told_until = 0.0
        self._well_since: float | None = None
        self._detail: float | None = None
        self._clear_face = False

    def see(self, at_seconds: float, frame: FrameFaces) -> HealthVerdict:
        """Judge one frame; one that was not measured (`glance` None) counts as well."""
        ended = self._forget_if_long_ago(at_seconds)
        glance = frame.glance
        if glance is None:
            return HealthVerdict(None, ended, sees=True, may_be_frozen=False)
        self._remember(glance, frame)
        same = self._count_same(at_seconds, glance)
        trouble = self._trouble(at_seconds, glance)
        ended = self._step(at_seconds, trouble) or ended
        now = Condition(*self._told, self._told_until) if self._told else None
        blind = trouble is not None and trouble.blind
        return HealthVerdict(now, ended, sees=not blind and not same, may_be_frozen=same and not blind)

    def end(self) -> Condition | None:
        """The stream is over: what was going on has its end where it was seen last."""
        told, self._told, self._suspected, self._last = self._told, None, None, None
        return Condition(*told, self._told_until) if told else None

    def _forget_if_long_ago(self, at_seconds: float) -> Condition | None:
        if self._last is None or 0 <= at_seconds - self._last[0] <= self._policy.gap_seconds:
            return None
        self._same_since, self._well_since, self._same_frames = None, None, 0
        return self.end()

    def _count_same(self, at_seconds: float, glance: Glance) -> bool:
        before, self._last = self._last, (at_seconds, glance)
        if before is None or before[1].picture != glance.picture or at_seconds <= before[0]:
            self._same_since, self._same_frames = None, 0
            return False
        if self._same_since is None:
            self._same_since = before[0]
        self._same_frames += 1
        return True

    def _remember(self, glance: Glance, frame: FrameFaces) -> None:
        """What a frame in which nothing moved was not searched for again."""
        if frame.still:
            return
        self._detail = glance.detail
        clear = self._policy.clear_face_sharpness
        self._clear_face = any(face.landmarks and face.quality.sharpness >= clear for face in frame.faces)

    def _trouble(self, at_seconds: float, glance: Glance) -> Trouble | None:
        policy = self._policy
        if (
            self._same_since is not None
            and self._same_frames >= policy.frozen_frames
            and at_seconds - self._same_since >= policy.frozen_seconds
        ):
            return Trouble.FROZEN
        if glance.brightest < policy.black_below and glance.structure < policy.black_structure:
            return Trouble.BLACK
        if self._clear_face:  # who sees one sees enough
            return None
        blurred = self._detail is not None and self._detail < policy.detail_below
        if glance.structure < policy.structure_below * max(8.0, glance.brightness) and blurred:
            return Trouble.COVERED
        if self._is_dark(glance):
            return Trouble.DARK
        return Trouble.BLURRED if blurred else None

    def _is_dark(self, glance: Glance) -> bool:
        return glance.brightness < self._policy.dark_below and glance.bright < 2 * self._policy.dark_below

    def _step(self, at_seconds: float, trouble: Trouble | None) -> Condition | None:
        """Move on; what came to its end."""
        if self._told is not None and _continues(self._told[0], trouble):
            self._told_until, self._well_since, self._suspected = at_seconds, None, None
            return None
        if trouble is None:
            self._suspected = None
            if self._told is None:
                return None
            self._well_since = at_seconds if self._well_since is None else self._well_since
            # a frozen picture that moves is over at once: noise does not come and go
            if self._told[0] is Trouble.FROZEN or at_seconds - self._well_since >= self._policy.well_seconds:
                return self._end_told()
            return None
        if self._suspected is None or not _continues(self._suspected[0], trouble):
            start = self._same_since if trouble is Trouble.FROZEN and self._same_since is not None else at_seconds
            self._suspected = (trouble, start)
        if at_seconds - self._suspected[1] < self._policy.enter_seconds(trouble):
            return None
        ended = self._end_told() if self._told else None
        self._told, self._told_until, self._suspected, self._well_since = self._suspected, at_seconds, None, None
        return ended

    def _end_told(self) -> Condition | None:
        told, self._told, self._well_since = self._told, None, None
        return Condition(*told, self._told_until) if told else None


def _continues(trouble: Trouble, now: Trouble | None) -> bool:
    """A dark picture is soft and a soft one may be darkish: which of both it is must not begin it anew."""
    return now is trouble or (now in _POOR and trouble in _POOR)
