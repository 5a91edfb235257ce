"""Faces on their way from the streams to the store: cut out, sealed and kept, without holding up any frame."""

import asyncio
from collections import deque
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

import structlog

from services.common.errors import DatabaseUnavailable
from services.common.streams import Backoff
from services.recognition.app.review import NewReview
from services.recognition.app.review_store import Kept, ReviewStore
from services.recognition.app.watermark import Hold
from services.recognition.domain.errors import (
    FrameTooLarge,
    FrameUnreadable,
    PictureBreaksVision,
    VisionOverloaded,
    VisionUnavailable,
)
from services.recognition.domain.outcome import ReviewChange, ReviewGrown
from services.recognition.domain.vision import Vision

_log: structlog.typing.FilteringBoundLogger = structlog.get_logger("reviews")

MAX_PER_HOUR = 60
"""Faces that one camera may ask about in an hour: more than a teacher would look at."""
_MAX_WAITING = 64
_MAX_CHANGES = 4096


@dataclass(frozen=True, slots=True, eq=False)
class _Asked:
    review: NewReview
    jpeg: bytes
    hold: Hold


class ReviewDesk:
    """One for the pod. At most 64 faces wait, each with its frame; when they do, one more is let go and logged, and its
    track stays "for review" on the picture. Of changes of tracks asked about before, one beyond 4096 is let go.
    """

    def __init__(
        self,
        store: ReviewStore,
        vision: Vision,
        turns: AbstractAsyncContextManager[None],
        backoff: Backoff | None = None,
    ) -> None:
        """Cutting out takes a place among the workers, as a frame does."""
        self._store = store
        self._vision = vision
        self._turns = turns
        self._backoff = backoff or Backoff(first_seconds=0.1, most_seconds=5.0)
        self._waiting: deque[_Asked | ReviewChange] = deque()
        self._asked = 0
        self._work = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()

    def ask(self, review: NewReview, jpeg: bytes, hold: Hold) -> None:
        """Keep the face; the hold is released once that is done, so that a camera can tell it again until then."""
        if self._asked >= _MAX_WAITING:
            _log.warning("too many faces wait to be kept for review; one is let go", camera_id=review.camera_id)
            hold.release()
            return
        self._asked += 1
        self._add(_Asked(review, jpeg, hold))

    def tell(self, change: ReviewChange) -> None:
        """A track that was asked about goes on, or has a name after all."""
        if len(self._waiting) - self._asked < _MAX_CHANGES:
            self._add(change)

    async def empty(self) -> None:
        """Returns once all is kept."""
        await self._idle.wait()

    async def run(self) -> None:
        """Keep faces until cancelled, in the order in which they came, through every break."""
        while True:
            await self._work.wait()
            self._work.clear()
            while self._waiting:
                await self._until_done(self._waiting[0])
                done = self._waiting.popleft()
                if isinstance(done, _Asked):
                    self._asked -= 1
                    done.hold.release()
            self._idle.set()

    def _add(self, item: "_Asked | ReviewChange") -> None:
        self._waiting.append(item)
        self._idle.clear()
        self._work.set()

    async def _until_done(self, item: "_Asked | ReviewChange") -> None:
        while True:
            try:
                await self._do(item)
            except (DatabaseUnavailable, VisionOverloaded, VisionUnavailable) as error:
                _log.warning("faces for review cannot be kept just now", reason=str(error), waiting=len(self._waiting))
                await asyncio.sleep(self._backoff.next_seconds())
            except (FrameUnreadable, FrameTooLarge, PictureBreaksVision) as error:
                _log.error("a face for review could not be cut out", reason=str(error))
                return
            else:
                self._backoff.reset()
                return

    async def _do(self, item: "_Asked | ReviewChange") -> None:
        match item:
            case _Asked(review, jpeg):
                async with self._turns:
                    crop = await self._vision.cut_out(jpeg, review.request.box)
                kept = await self._store.keep(review, crop, MAX_PER_HOUR)
                if kept is not Kept.KEPT:
                    _log.info("a face is not kept for review", camera_id=review.camera_id, why=kept.value)
            case ReviewGrown(review_id, last_seen):
                await self._store.grow(review_id, last_seen)
            case _:
                await self._store.settle(item.review_id)
