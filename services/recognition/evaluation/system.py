"""What is measured: a way from photos to encodings, and from encodings to names."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Encoding: TypeAlias = NDArray[np.float32] | NDArray[np.float64]
"""(size,) of one face; of what length and metric is the system's own business."""
Samples: TypeAlias = Mapping[str, list[Encoding]]
"""identity → encodings of the photos they are enrolled with."""

UNREADABLE = "unreadable"


class Purpose(StrEnum):
    """What a photo is looked at for."""

    ENROL = "enrol"
    PROBE = "probe"


@dataclass(frozen=True, slots=True, eq=False)
class PhotoResult:
    """What came of one photo."""

    encoding: Encoding | None
    rejection: str
    """Why there is no encoding, in a word; "" when there is one."""
    cpu_ms: float
    """CPU time of the process that looked at it."""


@dataclass(frozen=True, slots=True, eq=False)
class Identified:
    """The answers to n single photos; row i of each array is photo i."""

    nearest: NDArray[np.int64]
    """(n,) who is nearest, as index into `people`; -1 for nobody."""
    distance: Floats
    """(n,) how far they are; infinite for nobody. Smaller is closer."""
    named: NDArray[np.int64]
    """(n,) whom the system names with the thresholds it ships with, as index into `people`; -1 for nobody."""
    people: tuple[str, ...]


class PhotoEncoder(Protocol):
    """Loaded once in each worker process."""

    def look(self, image: bytes, purpose: Purpose) -> PhotoResult:
        """Never raises because of a bad picture: that is a rejection."""
        ...


class Identifier(Protocol):
    """Knows the people of one gallery."""

    @property
    def people(self) -> tuple[str, ...]: ...

    @property
    def sha256(self) -> str:
        """Of everybody's templates."""
        ...

    @property
    def encodes_quickly(self) -> bool:
        """Whether thousands of frames are worth waiting for."""
        ...

    @property
    def threshold(self) -> float:
        """The distance up to which one of so many people is named."""
        ...

    def identify(self, encodings: list[Encoding]) -> Identified:
        """One answer for each."""
        ...


class System(Protocol):
    """What the report has a column for."""

    @property
    def name(self) -> str: ...

    @property
    def description(self) -> str: ...

    @property
    def model(self) -> str:
        """The encoder's name."""
        ...

    @property
    def model_sha256(self) -> str: ...

    @property
    def recipe(self) -> str:
        """Names whatever the result of a photo depends on: results of different recipes are never mixed."""
        ...

    def outliers(self, encodings: list[Encoding]) -> tuple[int, ...]:
        """Indices of one person's encodings that training sets aside."""
        ...

    def build(self, samples: Samples) -> Identifier:
        """Enrol these people."""
        ...
