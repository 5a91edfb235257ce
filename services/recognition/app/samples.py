"""Enrolment photos: judged at once, kept encrypted, erased on demand."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeAlias
from uuid import UUID

from services.common.errors import InvalidInput
from services.recognition.app.errors import JudgesBusy, SampleNotFound
from services.recognition.app.look_alikes import LookAlikes
from services.recognition.app.outliers import find_outliers
from services.recognition.app.people import People
from services.recognition.app.photo_errors import (
    FaceBlurred,
    FaceCovered,
    FaceNotFound,
    FaceNotLikeOthers,
    FaceTooBright,
    FaceTooDark,
    FaceTooSmall,
    FaceTurnedAway,
    FaceUnclear,
    PhotoTooLarge,
    PhotoUnreadable,
    PhotoUnusable,
    SeveralFaces,
)
from services.recognition.app.pod import Pod
from services.recognition.app.training_events import RejectReason
from services.recognition.domain.encoder import Encoder
from services.recognition.domain.enrolment import EnrolmentVerdict, Rejection
from services.recognition.domain.errors import FrameTooLarge, FrameUnreadable, PictureBreaksVision
from services.recognition.domain.faces import Box, Encodings
from services.recognition.domain.pose import Pose

MAX_PHOTO_BYTES = 3 * 1024 * 1024
MAX_SAMPLES = 30
_MAX_WAITING = 16
_PNG = b"\x89PNG\r\n\x1a\n"

_UNCLEAR: dict[Rejection, type[FaceUnclear]] = {
    Rejection.TOO_SMALL: FaceTooSmall,
    Rejection.TOO_BLURRED: FaceBlurred,
    Rejection.TOO_DARK: FaceTooDark,
    Rejection.TOO_BRIGHT: FaceTooBright,
    Rejection.TURNED_AWAY: FaceTurnedAway,
    Rejection.EYES_COVERED: FaceCovered,
    Rejection.MOUTH_COVERED: FaceCovered,
}
_NOT_LIKE_OTHERS = (
    "This face does not look like the other photos. Send a clear one of the same person; if it is one of the others "
    "that shows somebody else, delete that one."
)


@dataclass(frozen=True, slots=True)
class FaceSample:
    """A stored photo, without its picture."""

    sample_id: str
    person_id: str
    created_at: datetime
    quality: float
    face: Box
    width_px: int
    height_px: int
    in_gallery: bool = False
    reject_message: str = ""
    """Why training set it aside, in words; empty when it did not."""
    reject_reason: RejectReason | None = None
    has_picture: bool = True
    pose: Pose | None = None
    """None: taken before poses were judged."""


@dataclass(frozen=True, slots=True)
class AddedSample:
    """What became of a photo that was found good."""

    sample: FaceSample
    enrolled_as: str = ""
    """Somebody else who is enrolled with this face, or so it seems; for administrators alone."""


SampleKey: TypeAlias = tuple[datetime, str]
"""Time and id: where a sample stands among a person's."""


@dataclass(frozen=True, slots=True, eq=False)
class NewSample:
    """A photo that was found good, on its way into the store."""

    sample: FaceSample
    request_id: UUID
    content_type: str
    image: bytes
    model_hash: str
    encoding: Encodings


class SampleStore(Protocol):
    """Photos and encodings; what they show is encrypted at rest."""

    async def by_request(self, request_id: UUID) -> FaceSample | None:
        """The sample an earlier call with this id made."""
        ...

    async def add(self, new: NewSample, max_samples: int) -> FaceSample:
        """Keep it, if the person still consents. The same request again gives the same sample.

        ConsentMissing, TooManySamples.
        """
        ...

    async def get(self, sample_id: str) -> FaceSample | None:
        """One sample."""
        ...

    async def of_person(self, person_id: str, after: SampleKey | None, limit: int) -> list[FaceSample]:
        """Oldest first, those after that key."""
        ...

    async def image(self, sample_id: str) -> tuple[str, bytes] | None:
        """Content type and picture."""
        ...

    async def encodings_of(self, person_id: str, model_hash: str) -> Encodings:
        """(n, size) float32 of the person's samples of that model, those that training set aside left out."""
        ...

    async def delete(self, sample_id: str) -> None:
        """Erase it and its encoding, and publish a gallery without it."""

    async def delete_person(self, person_id: str) -> int:
        """Erase everything of a person and publish a gallery without them; how many samples that were."""
        ...


class Samples:
    """What people and administrators do with photos."""

    def __init__(
        self, store: SampleStore, people: People, pod: Pod, look_alikes: LookAlikes, new_id: Callable[[], UUID]
    ) -> None:
        self._store = store
        self._people = people
        self._pod = pod
        self._look_alikes = look_alikes
        self._new_id = new_id
        self._waiting = 0

    async def add(self, person_id: str, image: bytes, request_id: UUID, *, by_admin: bool = False) -> AddedSample:
        """Judge a photo and keep it when it is good; PhotoUnusable says what is wrong with it.

        A face that is enrolled under another name is kept for administrators alone, who are told whose it is.
        """
        if len(image) > MAX_PHOTO_BYTES:
            raise PhotoTooLarge(len(image), MAX_PHOTO_BYTES)
        if (earlier := await self._store.by_request(request_id)) is not None:
            if earlier.person_id != person_id:
                raise InvalidInput("request_id", "was used for somebody else's photo; take a new one")
            return AddedSample(earlier)
        await self._people.need_consent(person_id)
        model = self._pod.galleries.model
        verdict = await self._judge(image, model.encoder)
        if verdict.rejection is not None or verdict.encoding is None or verdict.box is None:
            raise _refusal(verdict)
        others = await self._store.encodings_of(person_id, model.hash)
        if len(others) and find_outliers(verdict.encoding[None], others, self._pod.encoder.spread):
            box = verdict.box
            raise FaceNotLikeOthers(_NOT_LIKE_OTHERS, box.left, box.top, box.right, box.bottom)
        enrolled_as = await self._look_alikes.check(person_id, verdict.encoding, model, by_admin=by_admin)
        sample = FaceSample(
            str(self._new_id()),
            person_id,
            self._pod.clock(),
            verdict.score,
            verdict.box,
            verdict.width_px,
            verdict.height_px,
            pose=verdict.pose,
        )
        content_type = "image/png" if image.startswith(_PNG) else "image/jpeg"
        new = NewSample(sample, request_id, content_type, image, model.hash, verdict.encoding)
        return AddedSample(await self._store.add(new, MAX_SAMPLES), enrolled_as)

    async def get(self, sample_id: str) -> FaceSample:
        """SampleNotFound."""
        sample = await self._store.get(sample_id)
        if sample is None:
            raise SampleNotFound(sample_id)
        return sample

    async def image(self, sample_id: str) -> tuple[str, bytes]:
        """Content type and picture; SampleNotFound."""
        found = await self._store.image(sample_id)
        if found is None:
            raise SampleNotFound(sample_id)
        return found

    async def of_person(self, person_id: str, after: SampleKey | None, limit: int) -> list[FaceSample]:
        """Oldest first."""
        return await self._store.of_person(person_id, after, limit)

    async def find(self, sample_id: str) -> FaceSample | None:
        """The sample, or None when there is none, so that erasing twice is no error."""
        return await self._store.get(sample_id)

    async def delete(self, sample_id: str) -> None:
        """Erase one."""
        await self._store.delete(sample_id)

    async def delete_person(self, person_id: str) -> int:
        """Erase all of a person; how many there were."""
        return await self._store.delete_person(person_id)

    async def _judge(self, image: bytes, encoder: Encoder) -> EnrolmentVerdict:
        """At most 16 photos wait for a worker; one more is refused, to be sent again in a moment."""
        if self._waiting >= _MAX_WAITING:
            raise JudgesBusy(_MAX_WAITING)
        self._waiting += 1
        try:
            async with self._pod.turns:
                return await self._pod.vision.judge(image, encoder)
        except (FrameUnreadable, FrameTooLarge, PictureBreaksVision) as error:
            raise PhotoUnreadable(str(error)) from None
        finally:
            self._waiting -= 1


def _refusal(verdict: EnrolmentVerdict) -> PhotoUnusable:
    kind = _UNCLEAR.get(verdict.rejection) if verdict.rejection else None
    if kind is not None and verdict.box is not None:
        box = verdict.box
        return kind(verdict.message, box.left, box.top, box.right, box.bottom)
    return (
        SeveralFaces(verdict.message) if verdict.rejection is Rejection.SEVERAL_FACES else FaceNotFound(verdict.message)
    )
