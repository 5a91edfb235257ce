"""The history of the gallery: what was published when, and the way back to it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

import structlog

from services.common.signs import at_every_sign
from services.recognition.app.errors import GalleryVersionForeign, GalleryVersionNotFound
from services.recognition.app.gallery import EncodingModel, GalleryEntry
from services.recognition.app.look_alikes import look_alikes_among
from services.recognition.app.pod import Pod
from services.recognition.domain.encoder import Encoder
from services.recognition.domain.look_alikes import LookAlikePair

_log: structlog.typing.FilteringBoundLogger = structlog.get_logger("gallery")


class VersionCause(StrEnum):
    """Why a version was published; stored by its value."""

    TRAINING = "training"
    ENCODER = "encoder"
    """A training run that changed the encoder."""
    ROLL_BACK = "roll_back"
    ERASURE = "erasure"
    REVIEW = "review"
    """A face that was confirmed or refused in the review queue."""


@dataclass(frozen=True, slots=True)
class GalleryVersion:
    """One version, as it is listed."""

    version: int
    published_at: datetime
    cause: VersionCause
    encoder: str
    model_hash: str
    people: int
    """When it was published; what was erased since is not taken off."""
    encodings: int
    request_id: str
    """Of the run that published it, or of the call that rolled back to it; empty after an erasure."""
    restored_version: int
    """The one that was rolled back to, else 0."""


@dataclass(frozen=True, slots=True, eq=False)
class VersionContents:
    """What is left of a version."""

    encoder: str
    model_hash: str
    entries: tuple[GalleryEntry, ...]
    """Without what was erased since."""


class VersionStore(Protocol):
    """Where the history is kept, as far back as it goes."""

    async def versions(self, before: int | None, limit: int) -> list[GalleryVersion]:
        """Newest first, those of lower number; only such as can be rolled back to, and the newest."""
        ...

    async def by_request(self, request_id: UUID) -> GalleryVersion | None:
        """The version that an earlier call with this id published."""
        ...

    async def contents(self, version: int) -> VersionContents | None:
        """What is left of it; None when it is not in the history."""
        ...

    async def roll_back(
        self, request_id: UUID, version: int, model: EncodingModel, look_alikes: tuple[LookAlikePair, ...]
    ) -> GalleryVersion:
        """Publish a version that holds what that one held, without what was erased since.

        TrainingUnderWay while a run is going, GalleryVersionNotFound when the history has been shortened meanwhile.
        """
        ...

    async def imported(self) -> dict[str, int]:
        """How many encodings without a picture there are, by model hash."""
        ...

    async def shorten(self, versions: int) -> None:
        """Forget all but that many newest versions, and encodings that no version has any more."""


class GalleryVersions:
    """What administrators see of the history and do with it."""

    def __init__(self, store: VersionStore, pod: Pod, keep_versions: int) -> None:
        """At most `keep_versions` are kept: with one more published, the oldest can no longer be rolled back to."""
        self._store = store
        self._pod = pod
        self._keep_versions = keep_versions

    async def newest(self, before: int | None, limit: int) -> list[GalleryVersion]:
        """Newest first."""
        return await self._store.versions(before, limit)

    async def roll_back(self, request_id: UUID, version: int) -> GalleryVersion:
        """A new version with that one's people, minus those erased since; the same request gives the same version.

        GalleryVersionNotFound, GalleryVersionForeign, TrainingUnderWay.
        """
        earlier = await self._store.by_request(request_id)
        if earlier is not None:
            return earlier
        contents = await self._store.contents(version)
        if contents is None:
            raise GalleryVersionNotFound(version)
        encoder = next((known for known in Encoder if known.value == contents.encoder), None)
        if encoder is None or self._pod.vision.model_hash_of(encoder) != contents.model_hash:
            raise GalleryVersionForeign(version)
        model = EncodingModel(encoder, contents.model_hash)
        look_alikes = await look_alikes_among(contents.entries, model)
        published = await self._store.roll_back(request_id, version, model, look_alikes)
        _log.info("the gallery was rolled back", version=published.version, restored=version)
        return published

    async def imported(self) -> dict[str, int]:
        """How many encodings without a picture there are, by model hash."""
        return await self._store.imported()

    async def keep(self, changes: AsyncIterator[None]) -> None:
        """Keep the history as short as was set, until cancelled."""
        await at_every_sign(
            changes,
            lambda: self._store.shorten(self._keep_versions),
            lambda: _log.warning("the database does not answer; the gallery's history is shortened later"),
        )
