"""People who look alike: found when a gallery is published or a photo is sent, and told apart by administrators."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

import structlog

from services.common.errors import InvalidInput
from services.recognition.app.errors import LookAlikeNotFound
from services.recognition.app.gallery import EncodingModel, GalleryEntry, ServedGallery, samples_of
from services.recognition.app.photo_errors import FaceEnrolledAlready
from services.recognition.domain.calibrations import packaged_calibration
from services.recognition.domain.faces import Encodings
from services.recognition.domain.gallery import Gallery
from services.recognition.domain.look_alikes import LookAlikePair, find_look_alikes

_log: structlog.typing.FilteringBoundLogger = structlog.get_logger("look_alikes")


@dataclass(frozen=True, slots=True)
class LookAlike:
    """A pair as administrators see it."""

    first_person_id: str
    second_person_id: str
    distance: float
    margin: float
    """What is asked beyond the usual; 0 when only photos that were sent are close."""
    found_at_enrolment: bool
    refused_photos: int
    found_at: datetime
    confirmed_at: datetime | None
    """When somebody said that these are two people."""
    first_photos: tuple[str, ...]
    """Ids of their best samples with a picture, at most four."""
    second_photos: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PairKey:
    """Where a pair stands in the list: those nobody has looked at first, then the nearest."""

    confirmed: bool
    distance: float | None
    first_person_id: str | None
    second_person_id: str | None


class LookAlikeStore(Protocol):
    """Where pairs are kept; the smaller id is always the first."""

    async def told_apart(self, first_person_id: str, second_person_id: str) -> bool:
        """Whether somebody has said that these are two people."""
        ...

    async def sent(self, pair: LookAlikePair, model: EncodingModel, *, refused: bool) -> None:
        """A photo of one was found to look like the other."""

    async def listed(self, after: PairKey | None, limit: int) -> list[LookAlike]:
        """Those after that key."""
        ...

    async def get(self, first_person_id: str, second_person_id: str) -> bool:
        """Whether the pair is known."""
        ...

    async def confirm(self, first_person_id: str, second_person_id: str, by: UUID) -> None:
        """They are two people."""

    async def forget(self, first_person_id: str, second_person_id: str) -> None:
        """Nothing is to be said of them any more."""


class Eraser(Protocol):
    """What erases photos, as app.samples does."""

    async def delete(self, sample_id: str) -> None:
        """One photo, with what was learned from it."""

    async def delete_person(self, person_id: str) -> int:
        """All of a person's."""
        ...


async def look_alikes_among(entries: Iterable[GalleryEntry], model: EncodingModel) -> tuple[LookAlikePair, ...]:
    """The collision matrix of a gallery that is about to be published: every pair of people that is too close.

    Two people collide when the template of one would be accepted as the other: within T(N) of the gallery.
    """
    samples = samples_of(entries)
    return await asyncio.to_thread(_compare, samples, model)


def _compare(samples: dict[str, list[Encodings]], model: EncodingModel) -> tuple[LookAlikePair, ...]:
    gallery = Gallery.build(0, model.encoder, model.hash, samples)
    return find_look_alikes(gallery.person_ids, gallery.templates, collision_limit(gallery))


def collision_limit(gallery: Gallery) -> float:
    """The distance within which somebody would be named, were they the only ones near."""
    return packaged_calibration(gallery.encoder).threshold(max(1, len(gallery)))


class LookAlikes:
    """Refuses one face under two names, and lets administrators say what it is."""

    def __init__(self, store: LookAlikeStore, galleries: ServedGallery, eraser: Eraser) -> None:
        self._store = store
        self._galleries = galleries
        self._eraser = eraser

    async def check(self, person_id: str, encoding: Encodings, model: EncodingModel, *, by_admin: bool) -> str:
        """Who else is enrolled with this face, or nobody: the other's id, for administrators alone, or "".

        Raises FaceEnrolledAlready for everybody else. Pairs that somebody has told apart are let through.
        """
        gallery = self._galleries.current
        if gallery.model_hash != model.hash:  # swapped in this moment; the next publication compares them
            return ""
        (match,) = gallery.match(encoding[None])
        other = match.best
        if other is None or other.person_id == person_id or other.distance > collision_limit(gallery):
            return ""
        first, second = sorted((person_id, other.person_id))
        if await self._store.told_apart(first, second):
            return ""
        await self._store.sent(LookAlikePair(first, second, other.distance, 0.0), model, refused=not by_admin)
        _log.warning("a photo shows a face that is enrolled under another name", person_id=person_id)
        if not by_admin:
            raise FaceEnrolledAlready
        return other.person_id

    async def listed(self, after: PairKey | None, limit: int) -> list[LookAlike]:
        """Those nobody has looked at first, the nearest of them first."""
        return await self._store.listed(after, limit)

    async def are_two_people(self, one: str, other: str, by: UUID) -> None:
        """They look alike, and are two: their margin stays raised and both may go on sending photos."""
        await self._store.confirm(*await self._known(one, other), by)

    async def are_one_person(self, one: str, other: str, keep: str, by: UUID) -> None:
        """The same person twice: everything that shows the one who is not kept is erased."""
        first, second = await self._known(one, other)
        if keep not in (first, second):
            raise InvalidInput("keep_person_id", "must be one of the two")
        await self._eraser.delete_person(second if keep == first else first)
        await self._store.forget(first, second)
        _log.info("one person was enrolled twice", kept=keep, by=str(by))

    async def have_wrong_photo(self, one: str, other: str, sample_id: str, owner: str | None, by: UUID) -> None:
        """A photo was sent for the wrong one of the two: it is erased. `owner` is whom it was sent for."""
        first, second = await self._known(one, other)
        if owner not in (first, second):
            raise InvalidInput("sample_id", "must be a photo of one of the two")
        await self._eraser.delete(sample_id)
        await self._store.forget(first, second)
        _log.info("a photo was of somebody else", sample_id=sample_id, by=str(by))

    async def _known(self, one: str, other: str) -> tuple[str, str]:
        first, second = sorted((one, other))
        if not await self._store.get(first, second):
            raise LookAlikeNotFound(first, second)
        return first, second
