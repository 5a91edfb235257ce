"""The gallery this pod serves: loaded whole, then kept up by what changed, swapped as one immutable matrix."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

import numpy as np
import structlog

from services.common.signs import at_every_sign
from services.recognition.domain.encoder import Encoder
from services.recognition.domain.faces import Encodings
from services.recognition.domain.gallery import Gallery

_log: structlog.typing.FilteringBoundLogger = structlog.get_logger("gallery")


@dataclass(frozen=True, slots=True)
class EncodingModel:
    """What encodings are drawn with; those of different hashes are never compared."""

    encoder: Encoder
    hash: str
    """sha256 hex, see domain.vision.Vision.model_hash_of."""

    def __str__(self) -> str:
        return f"{self.encoder}-{self.hash[:12]}"


@dataclass(frozen=True, slots=True, eq=False)
class GalleryEntry:
    """One encoding of the published gallery."""

    sample_id: str
    person_id: str
    encoding: Encodings
    """(encoder.size,) float32, unit length."""


@dataclass(frozen=True, slots=True)
class RaisedMargin:
    """Two people who look alike: by how much more one must be nearer than the other."""

    first_person_id: str
    second_person_id: str
    margin: float


@dataclass(frozen=True, slots=True, eq=False)
class GalleryDelta:
    """What happened to the gallery between two versions."""

    version: int
    model: EncodingModel | None
    """Of all its encodings; None before the first was published."""
    entries: tuple[GalleryEntry, ...]
    """New, or encoded anew."""
    removed: tuple[str, ...]
    """Ids of samples that are no longer in it."""
    complete: bool
    """True: `entries` are all there are, whatever was known before."""
    margins: tuple[RaisedMargin, ...]
    """All that hold in this version."""
    refused: tuple[GalleryEntry, ...] = ()
    """All faces that somebody said are not the person, in this version; they are no samples."""


@dataclass(frozen=True, slots=True)
class PublishedGallery:
    """The newest version in the database."""

    version: int
    encodings: int
    people: int
    samples_waiting: int
    published_at: datetime | None


class GalleryStore(Protocol):
    """Where versions are published."""

    async def changes_after(self, version: int) -> GalleryDelta | None:
        """Everything newer than that version; None when nothing is. Complete for version 0, or one too old."""
        ...

    async def published(self) -> PublishedGallery:
        """What the newest version holds."""
        ...


@dataclass(slots=True, eq=False)
class ServedGallery:
    """Read `current` for each frame; it is never changed, only replaced."""

    store: GalleryStore
    first_encoder: Encoder
    """Of a gallery that nobody has published anything into; from then on its versions name their own."""
    hash_of: Callable[[Encoder], str]
    current: Gallery = field(init=False)
    loaded: asyncio.Event = field(init=False, default_factory=asyncio.Event)
    """Set once `current` is what the database held at some moment: this pod may serve."""
    _swapped: asyncio.Condition = field(init=False, default_factory=asyncio.Condition)
    _loading: asyncio.Lock = field(init=False, default_factory=asyncio.Lock)
    _entries: dict[str, GalleryEntry] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.current = Gallery.empty(0, self.first_encoder, self.hash_of(self.first_encoder))

    @property
    def model(self) -> EncodingModel:
        """What probes and new samples are encoded with: the published gallery's encoder, as this pod has it."""
        return EncodingModel(self.current.encoder, self.current.model_hash)

    @property
    def entries(self) -> Iterable[GalleryEntry]:
        """What `current` was drawn from."""
        return self._entries.values()

    async def load(self) -> None:
        """Bring `current` up to the newest version. DatabaseUnavailable."""
        async with self._loading:  # the follower and a training run may both ask
            delta = await self.store.changes_after(self.current.version)
            if delta is not None:
                await self._take(delta)
        self.loaded.set()

    async def _take(self, delta: GalleryDelta) -> None:
        entries = {} if delta.complete else dict(self._entries)
        for sample_id in delta.removed:
            entries.pop(sample_id, None)
        for entry in delta.entries:
            entries[entry.sample_id] = entry
        encoder = delta.model.encoder if delta.model else self.first_encoder
        model = EncodingModel(encoder, self.hash_of(encoder))
        if delta.model is not None and delta.model != model:
            # of other weights than this pod has: distances to it would mean nothing
            _log.warning("the gallery is of another model and has to be trained again", model=str(delta.model))
            entries = {}
        self.current = await asyncio.to_thread(_build, delta, model, tuple(entries.values()))
        self._entries = entries
        _log.info("serving a new gallery", version=delta.version, people=len(self.current), samples=len(entries))
        async with self._swapped:
            self._swapped.notify_all()

    async def at_least(self, version: int) -> None:
        """Returns once that version is served, or a newer one."""
        async with self._swapped:
            await self._swapped.wait_for(lambda: self.current.version >= version)

    async def follow(self, changes: AsyncIterator[None]) -> None:
        """Load at every sign of change, until cancelled."""
        await at_every_sign(
            changes,
            self.load,
            lambda: _log.warning("the database does not answer; serving on", version=self.current.version),
        )


def _build(delta: GalleryDelta, model: EncodingModel, entries: tuple[GalleryEntry, ...]) -> Gallery:
    margins = {frozenset((raised.first_person_id, raised.second_person_id)): raised.margin for raised in delta.margins}
    refused = {person_id: np.stack(faces) for person_id, faces in samples_of(delta.refused).items()}
    return Gallery.build(
        delta.version, model.encoder, model.hash, samples_of(entries), margins=margins, refused=refused
    )


def samples_of(entries: Iterable[GalleryEntry]) -> dict[str, list[Encodings]]:
    """Each person's encodings."""
    samples: dict[str, list[Encodings]] = {}
    for entry in entries:
        samples.setdefault(entry.person_id, []).append(entry.encoding)
    return samples
