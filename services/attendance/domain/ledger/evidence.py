"""What a change of a mark rests on, as it is kept beside it: facts in short words, no name and no raw distance."""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias
from uuid import UUID

# No floats: what is hashed must read the same wherever it is written.
Fact: TypeAlias = "str | int | bool | Sequence[Fact] | Mapping[str, Fact] | None"
BANDS_OF_ONE = 10


@dataclass(frozen=True)
class Track:
    """What recognition saw: one sighting, as it was known when the mark changed."""

    sighting_id: UUID
    camera_id: UUID
    track_id: str
    frames_used: int
    score_band: str
    model: str
    gallery_version: int
    confirmed_by: UUID | None = None

    def facts(self) -> Mapping[str, Fact]:
        """As evidence."""
        return {
            "sighting_id": str(self.sighting_id),
            "camera_id": str(self.camera_id),
            "track_id": self.track_id,
            "frames_used": self.frames_used,
            "score_band": self.score_band,
            "model": self.model,
            "gallery_version": self.gallery_version,
            "confirmed_by": str(self.confirmed_by) if self.confirmed_by else None,
        }


def score_band(distance: float) -> str:
    """The tenth in which a distance lies, such as "0.3-0.4": enough to judge by, too little to draw a face from."""
    band = math.floor(round(distance * BANDS_OF_ONE, 4))  # 0.3 arrives as 0.30000001192
    return f"{band / BANDS_OF_ONE:.1f}-{(band + 1) / BANDS_OF_ONE:.1f}"


def evidence_text(facts: Mapping[str, Fact]) -> str:
    """As canonical JSON; TypeError for a float."""
    _refuse_floats(facts)
    return canonical_json(facts)


def canonical_json(value: object) -> str:
    """JSON with sorted keys and no spaces: equal facts are equal bytes, also after the database's jsonb."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _refuse_floats(fact: Fact) -> None:
    if isinstance(fact, float):
        raise TypeError("evidence holds no floats")
    if isinstance(fact, Mapping):
        for part in fact.values():
            _refuse_floats(part)
    elif isinstance(fact, Sequence) and not isinstance(fact, str):
        for part in fact:
            _refuse_floats(part)
