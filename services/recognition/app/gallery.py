"""The gallery this pod serves: loaded whole, then kept up by what changed, swapped as one immutable matrix."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

import structlog

from services.common.errors import DatabaseUnavailable
from services.recognition.domain.encoder import Encoder
from services.recognition.domain.faces import Encodings
from services.recognition.domain.gallery import Gallery

_log: structlog.typing.FilteringBoundLogger = structlog.get_logger("gallery")


@dataclass(frozen=True, slots=True, eq=False)
class GalleryEntry:
    """One encoding of the published gallery."""

    sample_id: str
    person_id: str
    model_hash: str
    encoding: Encodings
    """(encoder.size,) float32, unit length."""


@dataclass(frozen=True, slots=True, eq=False)
class GalleryDelta:
    """What happened to the gallery between two versions."""

    version: int
    entries: tuple[GalleryEntry, ...]
    """New, or encoded anew."""
    removed: tuple[str, ...]
    """Ids of samples that are no longer in it."""
    complete: bool
    """True: `entries` are all there are, whatever was known before."""


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
    encoder: Encoder
    model_hash: str
    current: Gallery = field(init=False)
    loaded: asyncio.Event = field(init=False, default_factory=asyncio.Event)
    """Set once `current` is what the database held at some moment: this pod may serve."""
    _swapped: asyncio.Condition = field(init=False, default_factory=asyncio.Condition)
    _entries: dict[str, GalleryEntry] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.current = Gallery.empty(0, self.encoder, self.model_hash)

    async def load(self) -> None:
        """Bring `current` up to the newest version. DatabaseUnavailable."""
        delta = await self.store.changes_after(self.current.version)
        if delta is not None:
            await self._take(delta)
        self.loaded.set()

    async def _take(self, delta: GalleryDelta) -> None:
        if delta.complete:
            self._entries.clear()
        for sample_id in delta.removed:
            self._entries.pop(sample_id, None)
        for entry in delta.entries:
            self._entries[entry.sample_id] = entry
        self.current = await asyncio.to_thread(self._build, delta.version, tuple(self._entries.values()))
        _log.info("serving a new gallery", version=delta.version, people=len(self.current), samples=len(self._entries))
        async with self._swapped:
            self._swapped.notify_all()

    async def at_least(self, version: int) -> None:
        """Returns once that version is served, or a newer one."""
        async with self._swapped:
            await self._swapped.wait_for(lambda: self.current.version >= version)

    async def follow(self, changes: AsyncIterator[None]) -> None:
        """Load at every sign of change, until cancelled."""
        async for _ in changes:
            try:
                await self.load()
            except DatabaseUnavailable:
                _log.warning("the database does not answer; serving on", version=self.current.version)

    def _build(self, version: int, entries: tuple[GalleryEntry, ...]) -> Gallery:
        samples: dict[str, list[Encodings]] = {}
        foreign = 0
        for entry in entries:
            if entry.model_hash == self.model_hash:
                samples.setdefault(entry.person_id, []).append(entry.encoding)
            else:  # of another encoder: distances to it would mean nothing
                foreign += 1
        if foreign:
            _log.warning("encodings of another model are left out until they are trained again", count=foreign)
        return Gallery.build(version, self.encoder, self.model_hash, samples)
