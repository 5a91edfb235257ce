"""How many faces of a width would be recognised: measured on photos, never assumed."""

import json
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

_FILE = Path(__file__).with_name("recall_by_width.json")


@dataclass(frozen=True, slots=True)
class RecallPoint:
    """Of faces of this width, in the camera's pixels, this share was named rightly, between low and high at 95 %."""

    width_px: float
    recall: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class RecallCurve:
    """Written by `python -m benchmarks.recall_by_width`, never by hand."""

    data_sha256: str
    model: str
    people: int
    photos: int
    max_distance: float
    points: tuple[RecallPoint, ...]
    """Rising in width."""

    def at(self, width_px: float) -> float:
        """0..1: straight lines between points, from nothing at no width; flat beyond the last."""
        before = RecallPoint(0.0, 0.0, 0.0, 0.0)
        for a, b in pairwise((before, *self.points)):
            if width_px <= b.width_px:
                share = (width_px - a.width_px) / (b.width_px - a.width_px)
                return max(0.0, a.recall + share * (b.recall - a.recall))
        return self.points[-1].recall

    def width_for(self, recall: float) -> float:
        """The least measured width from which on so many are recognised; the widest when none does it."""
        for index, point in enumerate(self.points):
            if all(wider.recall >= recall for wider in self.points[index:]):
                return point.width_px
        return self.points[-1].width_px


@cache
def packaged_curve() -> RecallCurve:
    """The one this version was measured with."""
    raw = json.loads(_FILE.read_text())
    points = tuple(RecallPoint(p["width_px"], p["recall"], p["low"], p["high"]) for p in raw["points"])
    return RecallCurve(raw["data_sha256"], raw["model"], raw["people"], raw["photos"], raw["max_distance"], points)
