"""Faces on their way to the review queue: none held up, none lost while there is room, none kept twice."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime

import numpy as np
import pytest

from services.common.background import running
from services.common.errors import DatabaseUnavailable
from services.common.streams import Backoff
from services.recognition.app.review import NewReview
from services.recognition.app.review_desk import ReviewDesk
from services.recognition.app.review_store import Kept
from services.recognition.app.watermark import Watermark
from services.recognition.domain.errors import FrameUnreadable
from services.recognition.domain.faces import Box
from services.recognition.domain.gallery import Candidate
from services.recognition.domain.outcome import ReviewGrown, ReviewRequest, ReviewSettled

START = datetime(2026, 3, 2, 9, tzinfo=UTC)


class Shelf:
    """A store that is away when told so, and remembers in which order things came."""

    def __init__(self) -> None:
        self.away = False
        self.tried = asyncio.Event()
        self.kept: list[str] = []

    async def keep(self, review: NewReview, crop: bytes, max_per_hour: int) -> Kept:
        self._come(f"{review.request.review_id} {crop.decode()}")
        return Kept.KEPT

    async def grow(self, review_id: str, last_seen: datetime) -> None:
        self._come(f"{review_id} grows")

    async def settle(self, review_id: str) -> None:
        self._come(f"{review_id} settled")

    def _come(self, what: str) -> None:
        self.tried.set()
        if self.away:
            raise DatabaseUnavailable
        self.kept.append(what)


class Scissors:
    """Cuts nothing out of a damaged picture."""

    async def cut_out(self, jpeg: bytes, box: Box) -> bytes:
        if jpeg == b"damaged":
            raise FrameUnreadable("its contents are damaged")
        return b"cut out of " + jpeg


def review(name: str) -> NewReview:
    request = ReviewRequest(
        name, "track", 1, START, (Candidate("ada", 1.1),), "not near enough", Box(0, 0, 1, 1),
        np.ones(1, np.float32), START, START, 5,
    )  # fmt: skip
    return NewReview(request, "camera", 1, "model", "hash", frozenset(), frozenset())


def make_desk(shelf: Shelf) -> ReviewDesk:
    quick = Backoff(first_seconds=0.001, most_seconds=0.001)
    return ReviewDesk(shelf, Scissors(), asyncio.Semaphore(1), quick)  # type: ignore[arg-type]  # what it uses of them


@pytest.fixture
def released() -> tuple[Watermark, Callable[[], bool]]:
    """A stream's watermark, and whether anything still holds it back."""
    watermark = Watermark(0, lambda: None)
    return watermark, lambda: not watermark.held


async def emptied(desk: ReviewDesk) -> None:
    async with asyncio.timeout(30):
        await desk.empty()


async def test_faces_and_what_becomes_of_them_are_kept_in_their_order() -> None:
    shelf, watermark = Shelf(), Watermark(0, lambda: None)
    desk = make_desk(shelf)
    desk.ask(review("one"), b"frame", watermark.hold())
    desk.tell(ReviewGrown("one", START))
    desk.ask(review("two"), b"frame", watermark.hold())
    desk.tell(ReviewSettled("one"))
    async with running(desk.run()):
        await emptied(desk)
    assert shelf.kept == ["one cut out of frame", "one grows", "two cut out of frame", "one settled"]


async def test_a_camera_keeps_its_frame_until_the_face_is_kept(
    released: tuple[Watermark, Callable[[], bool]],
) -> None:
    watermark, free = released
    shelf = Shelf()
    shelf.away = True
    desk = make_desk(shelf)
    desk.ask(review("one"), b"frame", watermark.hold())
    async with running(desk.run()):
        async with asyncio.timeout(30):
            await shelf.tried.wait()
        assert not free()
        shelf.away = False
        await emptied(desk)
    assert free()
    assert shelf.kept == ["one cut out of frame"]


async def test_a_face_that_cannot_be_cut_out_holds_nobody_up(
    released: tuple[Watermark, Callable[[], bool]],
) -> None:
    watermark, free = released
    shelf = Shelf()
    desk = make_desk(shelf)
    desk.ask(review("one"), b"damaged", watermark.hold())
    desk.ask(review("two"), b"frame", watermark.hold())
    async with running(desk.run()):
        await emptied(desk)
    assert shelf.kept == ["two cut out of frame"]
    assert free()


async def test_when_too_many_faces_wait_one_more_is_let_go_and_holds_no_frame() -> None:
    shelf, watermark, late = Shelf(), Watermark(0, lambda: None), Watermark(0, lambda: None)
    desk = make_desk(shelf)
    for number in range(64):
        desk.ask(review(str(number)), b"frame", watermark.hold())
    desk.ask(review("late"), b"frame", late.hold())
    assert not late.held
    async with running(desk.run()):
        await emptied(desk)
    assert len(shelf.kept) == 64
    assert "late cut out of frame" not in shelf.kept
