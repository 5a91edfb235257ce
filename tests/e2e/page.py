"""A page that follows a session as the web client does: through every break, from where it was."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from typing import Any

import aiohttp

from tests.e2e.web_user import WebUser

RETRY_SECONDS = 0.5
ATTENDED = ("present", "late", "left_early")


class Page:
    """What the page shows, and how it came to it."""

    def __init__(self, user: WebUser, session_id: str) -> None:
        self._user = user
        self._path = f"/sessions/{session_id}/events"
        self._changed = asyncio.Event()
        self._socket: aiohttp.ClientWebSocketResponse | None = None
        self.marks: dict[str, dict[str, Any]] = {}
        self.snapshots = 0
        self.closed_with: list[int | None] = []
        self.resume_token = ""

    @property
    def connected(self) -> bool:
        """Whether it has a socket that told something."""
        return self._socket is not None and not self._socket.closed

    @property
    def attended(self) -> set[str]:
        """Ids of those shown as present or late."""
        return {student for student, mark in self.marks.items() if mark["status"] in ATTENDED}

    async def until(self, happened: Callable[[], bool], seconds: float) -> None:
        """Returns once it has happened on the page."""
        async with asyncio.timeout(seconds):
            while not happened():
                self._changed.clear()
                await self._changed.wait()

    async def lose_connection(self) -> None:
        """As a laptop that is shut."""
        assert self._socket is not None
        await self._socket.close()

    async def follow(self) -> None:
        """Until cancelled."""
        while True:
            query = f"?resume={self.resume_token}" if self.resume_token else ""
            with contextlib.suppress(aiohttp.ClientError):
                async with self._user.socket(self._path + query) as socket:
                    async for message in socket:
                        self._socket = socket
                        self._take(message.json())
                    self.closed_with.append(socket.close_code)
            self._changed.set()
            await asyncio.sleep(RETRY_SECONDS)  # as the web client waits; the gateway may be the one that is away

    def _take(self, event: dict[str, Any]) -> None:
        self.resume_token = event["resume_token"]
        if event["type"] == "snapshot":
            self.snapshots += 1
            self.marks = {mark["student_id"]: mark for mark in event["marks"]}
        elif event["type"] == "mark":
            self.marks[event["mark"]["student_id"]] = event["mark"]
        self._changed.set()


@contextlib.asynccontextmanager
async def page_of(user: WebUser, session_id: str) -> AsyncIterator[Page]:
    """A page that has been told how things stand."""
    page = Page(user, session_id)
    following = asyncio.create_task(page.follow())
    try:
        await page.until(lambda: page.snapshots > 0, 60)
        yield page
    finally:
        following.cancel()
        await asyncio.wait((following,))
