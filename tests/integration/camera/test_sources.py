"""Real sources: a network camera, a film, a folder of pictures."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import cv2
import numpy as np
import pytest
from aiohttp import web
from PIL import Image

from camera.capture import Capture
from camera.frames import FrameSlot
from camera.sources import FolderSource, LiveSource, SourceError, VideoFile, open_source
from services.common.streams import Backoff
from tests.fakes.web_server import listening

FRAMES_PER_SECOND = 20


def picture(shade: int) -> np.ndarray:
    return np.full((120, 160, 3), shade, np.uint8)


@asynccontextmanager
async def network_camera(parts: int) -> AsyncIterator[tuple[str, list[int]]]:
    """An HTTP camera that drops every viewer after so many pictures; yields its address and the views it had."""
    views: list[int] = []

    async def view(request: web.Request) -> web.StreamResponse:
        views.append(0)
        answer = web.StreamResponse(headers={"Content-Type": "multipart/x-mixed-replace; boundary=frame"})
        await answer.prepare(request)
        for index in range(parts):
            jpeg = cv2.imencode(".jpg", picture(index * 3 % 255))[1].tobytes()
            await answer.write(b"--frame\r\nContent-Type: image/jpeg\r\n\r\n" + jpeg + b"\r\n")
            views[-1] += 1
            await asyncio.sleep(0.02)
        return answer

    app = web.Application()
    app.router.add_get("/live.mjpg", view)
    async with listening(app) as origin:
        yield f"{origin}/live.mjpg", views


async def test_a_network_camera_that_dropped_us_is_opened_again() -> None:
    said: list[str] = []
    async with network_camera(parts=25) as (address, views):
        source = await asyncio.to_thread(open_source, address)
        slot = FrameSlot()
        capture = Capture(
            source, slot, reopen=lambda: open_source(address), say=said.append, backoff=Backoff(0.05, 0.1)
        )
        capture.wish(FRAMES_PER_SECOND, 640)
        capture.start()
        async with asyncio.timeout(30):
            while len(views) < 3:
                await slot.wait()
                slot.take()
        await capture.stop()
    assert any("stopped giving pictures; opening it again" in line for line in said)
    assert capture.failure is None


async def test_a_network_camera_without_an_owner_who_reopens_it_ends_with_a_sentence() -> None:
    async with network_camera(parts=5) as (address, _):
        slot = FrameSlot()
        capture = Capture(await asyncio.to_thread(open_source, address), slot)
        capture.wish(FRAMES_PER_SECOND, 640)
        capture.start()
        async with asyncio.timeout(30):
            while not slot.exhausted:
                await slot.wait()
                slot.take()
        await capture.stop()
    assert isinstance(capture.failure, SourceError)


def test_an_address_where_no_camera_is_says_so_and_keeps_the_password_to_itself() -> None:
    with pytest.raises(SourceError) as refused:
        LiveSource("http://admin:secret@127.0.0.1:9/live")
    assert "127.0.0.1:9/live" in str(refused.value)
    assert "secret" not in str(refused.value)


@pytest.fixture
def film(tmp_path: Path) -> Path:
    path = tmp_path / "film.mp4"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"mp4v"), 20, (160, 120))
    for index in range(40):
        writer.write(picture(index * 6))
    writer.release()
    return path


def test_a_film_is_sampled_at_the_wanted_rate_and_ends(film: Path) -> None:
    source = VideoFile(film, loop=False)
    shades = []
    while (shown := source.next(0.25)) is not None:
        shades.append(int(shown.image.mean()))
    assert len(shades) == 8  # two seconds, four times a second
    assert shades == sorted(shades)


def test_no_picture_of_a_film_is_given_twice_however_many_are_wanted_a_second(film: Path) -> None:
    source = VideoFile(film, loop=False)
    shown = [one for one in iter(lambda: source.next(1 / 50), None) if one is not None]
    assert len({int(one.image.mean()) for one in shown}) == len(shown) == 40
    assert [one.after_seconds for one in shown] == pytest.approx([0.0] + 39 * [1 / 20])


def test_pictures_of_a_film_are_as_far_apart_as_they_were_taken(tmp_path: Path) -> None:
    lasts_ms = (40, 460, 500, 10, 990, 100)  # as telephones and browsers make them: each for another time
    first, *others = (Image.fromarray(picture(40 * index)) for index in range(len(lasts_ms)))
    first.save(tmp_path / "telephone.gif", save_all=True, append_images=others, duration=list(lasts_ms))
    source = VideoFile(tmp_path / "telephone.gif", loop=True)
    apart = [shown.after_seconds for _ in range(7) if (shown := source.next(0.005)) is not None]
    assert apart[:6] == pytest.approx([0.0, 0.04, 0.46, 0.5, 0.01, 0.99], abs=0.002)
    assert apart[6] > 0  # and from the beginning


def test_a_looped_film_begins_again(film: Path) -> None:
    source = VideoFile(film, loop=True)
    assert all(source.next(0.5) is not None for _ in range(12))


def test_a_folder_gives_its_pictures_by_name_and_passes_over_what_is_none(tmp_path: Path) -> None:
    for name, shade in (("b.png", 200), ("a.png", 20)):
        cv2.imwrite(str(tmp_path / name), picture(shade))
    (tmp_path / "aa.jpg").write_text("no picture")
    source = FolderSource(tmp_path, loop=False)
    shades = []
    while (shown := source.next(1)) is not None:
        shades.append(int(shown.image.mean()))
    assert shades == [20, 200]


@pytest.mark.parametrize("source", ["nowhere.mp4", "no-such-folder/"])
def test_a_source_that_does_not_exist_is_named(source: str) -> None:
    with pytest.raises(SourceError, match="there is no device"):
        open_source(source)
