"""Thresholds measured on calibration data: how near is near enough among N people."""

import json
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from math import log
from pathlib import Path
from typing import Any

from services.recognition.domain.encoder import Encoder
from services.recognition.domain.errors import CalibrationOfAnotherModel, CalibrationUnreadable

_PACKAGED = Path(__file__).with_name("calibration")


@dataclass(frozen=True, slots=True)
class ThresholdPoint:
    """The largest distances at which one of `people` may be named."""

    people: int
    max_distances: tuple[float, ...]
    """One for each of the calibration's rates."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """T(N), and what it was measured on. Written by `presence calibrate`, never by hand."""

    encoder: Encoder
    model_hash: str
    data_sha256: str
    target_fpir: float
    """False-positive identification rate per track of a stranger that thresholds aim at: the share of strangers who
    are taken for anybody."""
    rates: tuple[float, ...]
    """Falling: the rates that thresholds are known for."""
    people: int
    impostors: int
    comparisons: int
    """How many times a stranger was searched in a gallery."""
    method: str
    curve: tuple[ThresholdPoint, ...]
    """Rising in people; distances fall with people and rates."""
    min_margin: float
    """How much nearer the best person must be than the second."""

    def threshold(self, people: int) -> float:
        """T(N) at the target: straight lines over log N; flat before the first point, and beyond the last its slope
        goes on."""
        sizes = [float(point.people) for point in self.curve]
        limits = [_between(self.rates, point.max_distances, self.target_fpir) for point in self.curve]
        return max(0.0, limits[0] if people <= sizes[0] else _between(sizes, limits, float(people)))

    def aimed_at(self, target_fpir: float) -> "Calibration":
        """The same measurement with another target."""
        return replace(self, target_fpir=target_fpir)

    def dump(self) -> str:
        """As `load` reads it."""
        curve = [{"people": p.people, "max_distances": list(p.max_distances)} for p in self.curve]
        content = {
            "encoder": self.encoder.value, "model_hash": self.model_hash, "data_sha256": self.data_sha256,
            "target_fpir": self.target_fpir, "rates": list(self.rates), "people": self.people,
            "impostors": self.impostors, "comparisons": self.comparisons, "method": self.method,
            "min_margin": self.min_margin, "curve": curve,
        }  # fmt: skip
        return json.dumps(content, indent=2) + "\n"

    @classmethod
    def load(cls, path: Path) -> "Calibration":
        """Read a file of `dump`; CalibrationUnreadable."""
        try:
            return cls._parse(json.loads(path.read_text()))
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise CalibrationUnreadable(str(path), str(error)) from error

    @classmethod
    def _parse(cls, raw: dict[str, Any]) -> "Calibration":
        rates = tuple(float(rate) for rate in raw["rates"])
        curve = tuple(
            ThresholdPoint(int(p["people"]), tuple(float(d) for d in p["max_distances"])) for p in raw["curve"]
        )
        sizes = [point.people for point in curve]
        if not rates or not curve or any(len(point.max_distances) != len(rates) for point in curve):
            raise ValueError("every point of its curve needs a distance for each of its rates")
        if sizes != sorted(set(sizes)) or list(rates) != sorted(set(rates), reverse=True):
            raise ValueError("its people must rise and its rates fall")
        return cls(
            Encoder(raw["encoder"]), raw["model_hash"], raw["data_sha256"], float(raw["target_fpir"]), rates,
            int(raw["people"]), int(raw["impostors"]), int(raw["comparisons"]), raw["method"], curve,
            float(raw["min_margin"]),
        )  # fmt: skip


def _between(places: tuple[float, ...] | list[float], values: tuple[float, ...] | list[float], at: float) -> float:
    """The value at a place: straight lines over the logarithm, going on beyond both ends."""
    if len(places) == 1:
        return values[0]
    segments = list(pairwise(zip(places, values, strict=True)))
    rising = places[0] < places[-1]
    (x, y), (x2, y2) = next((s for s in segments if (at <= s[1][0]) == rising or at == s[1][0]), segments[-1])
    return y + (y2 - y) * (log(at) - log(x)) / (log(x2) - log(x))


@cache
def packaged_calibration(encoder: Encoder = Encoder.SFACE) -> Calibration:
    """The calibration that ships for an encoder."""
    return Calibration.load(_PACKAGED / f"{encoder.value}.json")


def checked(calibration: Calibration, model_hash: str, source: str) -> Calibration:
    """The same, or CalibrationOfAnotherModel: its distances would mean nothing."""
    if calibration.model_hash != model_hash:
        raise CalibrationOfAnotherModel(source, calibration.encoder.value, calibration.model_hash, model_hash)
    return calibration
