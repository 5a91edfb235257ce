"""What a pod learns from the database's signs, when the database is away or answers late."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import cast
from uuid import uuid4

from services.common.background import running
from services.common.errors import DatabaseUnavailable
from services.recognition.app.gallery import GalleryDelta, GalleryStore, ServedGallery
from services.recognition.app.surveys import Survey, Surveys, SurveyStore
from services.recognition.domain.commissioning import Tally
from services.recognition.domain.encoder import Encoder
from tests.unit.recognition.synthetic import face_at, frame_of

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
CAMERA = "6b1cf3a2-6a4b-4a2e-8b53-0a2f1b1f9f55"


async def one_sign() -> AsyncIterator[None]:
    yield
    await asyncio.Event().wait()


class Away:
    """A database that is away for so many questions."""

    def __init__(self, times: int) -> None:
        self.left = times

    async def changes_after(self, version: int) -> GalleryDelta | None:
        if self.left:
            self.left -= 1
            raise DatabaseUnavailable
        return GalleryDelta(7, None, (), (), complete=True, margins=())


async def test_a_gallery_that_could_not_be_loaded_is_loaded_without_another_sign() -> None:
    gallery = ServedGallery(cast("GalleryStore", Away(1)), Encoder.SFACE, lambda _: "5" * 64)
    async with running(gallery.follow(one_sign())), asyncio.timeout(30):
        await gallery.at_least(7)
    assert gallery.loaded.is_set()


class LateStore:
    """Answers what was true when it was asked, once it may."""

    def __init__(self) -> None:
        self.kept = Survey("run", CAMERA, NOW, NOW.replace(hour=10), Tally())
        self.may_answer = asyncio.Event()
        self.asked = asyncio.Queue[None]()

    async def running(self, now: datetime) -> list[Survey]:
        then = replace(self.kept, tally=replace(self.kept.tally))
        self.asked.put_nowait(None)
        await self.may_answer.wait()
        return [then]

    async def keep(self, survey: Survey) -> None:
        self.kept = replace(survey, tally=replace(survey.tally))


async def test_frames_that_were_kept_while_the_database_was_asked_are_not_counted_back() -> None:
    store, signs, told = LateStore(), asyncio.Queue[None](), asyncio.Queue[None]()
    surveys = Surveys(cast("SurveyStore", store), lambda: NOW, uuid4)
    surveys.on_change(lambda: told.put_nowait(None))

    async def changes() -> AsyncIterator[None]:
        while True:
            await signs.get()
            yield

    async with running(surveys.follow(changes())), asyncio.timeout(30):
        signs.put_nowait(None)
        store.may_answer.set()
        await store.asked.get()
        await told.get()
        for _ in range(3):
            surveys.measure(CAMERA, frame_of(face_at(0.5)))
        store.may_answer.clear()
        signs.put_nowait(None)
        await store.asked.get()
        await surveys._keep(CAMERA)
        store.may_answer.set()
        await told.get()
        surveys.measure(CAMERA, frame_of(face_at(0.5)))
        await surveys._keep(CAMERA)
    assert store.kept.tally.frames == 4
