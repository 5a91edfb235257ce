"""What a camera shows of a room by region: how large, sharp and bright faces are. Counts alone, nobody is known."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from math import exp, log

from services.recognition.domain.faces import DetectedFace, FrameFaces
from services.recognition.domain.recall import RecallCurve

ROWS, COLUMNS = 6, 8
WANTED_RECALL = 0.9
_DARK_BELOW = 50.0
_BLURRED_BELOW = 12.0
_LEAST_FACES = 3  # a single look may have been a mistake of the detector
_BRIGHTNESS_STEP = 8.0
_SHARPNESS_STEPS = 4.0  # to each factor of e


class Zone(StrEnum):
    """A third of the rows in which faces were seen; who sits far away stands high in the picture."""

    BACK = "back"
    MIDDLE = "middle"
    FRONT = "front"


class Problem(StrEnum):
    """What keeps faces from being recognised."""

    TOO_SMALL = "too_small"
    TOO_DARK = "too_dark"
    TOO_BLURRED = "too_blurred"
    NO_FACES = "no_faces"


@dataclass(slots=True)
class RegionTally:
    """Histograms of one region: value → how often."""

    widths_px: Counter[int] = field(default_factory=Counter)
    sharpness: Counter[int] = field(default_factory=Counter)
    """By fourths of a factor of e."""
    brightness: Counter[int] = field(default_factory=Counter)
    """By eights."""

    def add(self, face: DetectedFace) -> None:
        """One face of one frame."""
        quality = face.quality
        self.widths_px[round(quality.width_px)] += 1
        self.sharpness[round(log(1 + quality.sharpness) * _SHARPNESS_STEPS)] += 1
        self.brightness[round(quality.brightness / _BRIGHTNESS_STEP)] += 1


@dataclass(slots=True)
class Tally:
    """All of a run so far; adds up in any order."""

    frames: int = 0
    width_px: int = 0
    height_px: int = 0
    faces: int = 0
    most_faces: int = 0
    brightness_sum: float = 0.0
    regions: dict[int, RegionTally] = field(default_factory=dict)
    """By row × COLUMNS + column; only those with faces."""

    def add(self, frame: FrameFaces) -> None:
        """One frame that was searched."""
        self.frames += 1
        self.width_px, self.height_px = frame.width_px, frame.height_px
        self.brightness_sum += frame.glance.brightness if frame.glance else float(frame.thumbnail.mean())
        measured = [face for face in frame.faces if face.landmarks is not None]
        self.faces += len(measured)
        self.most_faces = max(self.most_faces, len(measured))
        for face in measured:
            x, y = (face.box.left + face.box.right) / 2, (face.box.top + face.box.bottom) / 2
            row, column = min(ROWS - 1, int(y * ROWS)), min(COLUMNS - 1, int(x * COLUMNS))
            self.regions.setdefault(row * COLUMNS + column, RegionTally()).add(face)


@dataclass(frozen=True, slots=True)
class Region:
    """One region with faces; medians."""

    row: int
    column: int
    faces: int
    width_px: float
    sharpness: float
    brightness: float
    predicted_recall: float


@dataclass(frozen=True, slots=True)
class Advice:
    """What to know of a zone; `problem` None: it is good."""

    zone: Zone
    problem: Problem | None
    faces: int
    width_px: float
    predicted_recall: float
    wanted_width_px: float


def regions_of(tally: Tally, curve: RecallCurve) -> list[Region]:
    """In the order of the picture."""
    return [
        Region(
            row=index // COLUMNS,
            column=index % COLUMNS,
            faces=region.widths_px.total(),
            width_px=median(region.widths_px),
            sharpness=exp(median(region.sharpness) / _SHARPNESS_STEPS) - 1,
            brightness=median(region.brightness) * _BRIGHTNESS_STEP,
            predicted_recall=_recall((region,), curve),
        )
        for index, region in sorted(tally.regions.items())
    ]


def advise(tally: Tally, curve: RecallCurve) -> list[Advice]:
    """One word for each zone, the worst first; nothing before faces were seen."""
    rows = sorted({index // COLUMNS for index in tally.regions})
    if not rows:
        return []
    zones: dict[Zone, list[RegionTally]] = {zone: [] for zone in Zone}
    reach = rows[-1] - rows[0] + 1
    for index, region in tally.regions.items():
        third = 3 * (index // COLUMNS - rows[0]) // reach if reach > 1 else 1
        zones[tuple(Zone)[third]].append(region)
    advice = [_of_zone(zone, found, curve) for zone, found in zones.items() if reach > 1 or zone is Zone.MIDDLE]
    return sorted(advice, key=lambda one: (one.problem is None, one.predicted_recall))


def median(histogram: Mapping[int, int]) -> float:
    """The value in the middle; 0 when there is none."""
    left = (sum(histogram.values()) + 1) // 2
    for value, count in sorted(histogram.items()):
        left -= count
        if left <= 0:
            return float(value)
    return 0.0


def _of_zone(zone: Zone, found: list[RegionTally], curve: RecallCurve) -> Advice:
    wanted = curve.width_for(WANTED_RECALL)
    faces = sum(region.widths_px.total() for region in found)
    if faces < _LEAST_FACES:
        return Advice(zone, Problem.NO_FACES, faces, 0.0, 0.0, wanted)
    brightness = median(_sum(region.brightness for region in found)) * _BRIGHTNESS_STEP
    sharpness = exp(median(_sum(region.sharpness for region in found)) / _SHARPNESS_STEPS) - 1
    width_px, recall = median(_sum(region.widths_px for region in found)), _recall(found, curve)
    problem = None
    if recall < WANTED_RECALL and width_px < wanted:
        problem = Problem.TOO_SMALL
    elif brightness < _DARK_BELOW:
        problem = Problem.TOO_DARK
    elif sharpness < _BLURRED_BELOW:
        problem = Problem.TOO_BLURRED
    return Advice(zone, problem, faces, width_px, recall, wanted)


def _recall(regions: Iterable[RegionTally], curve: RecallCurve) -> float:
    widths = _sum(region.widths_px for region in regions)
    return sum(curve.at(width) * count for width, count in widths.items()) / max(1, widths.total())


def _sum(histograms: Iterable[Counter[int]]) -> Counter[int]:
    total: Counter[int] = Counter()
    for histogram in histograms:
        total.update(histogram)
    return total
