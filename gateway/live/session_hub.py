"""One upstream watch for each session, however many sockets follow it."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import aclosing

import grpc
from presence.attendance.v1 import attendance_service_pb2 as attendance

from gateway.convert.attendance import mark_of, session_of
from gateway.live.upstream import Upstream
from gateway.metrics import UPSTREAMS_OPEN
from gateway.models.sessions import (
    Mark,
    Session,
    SessionChangedEvent,
    SessionHeartbeatEvent,
    SessionMarkEvent,
    SessionSnapshotEvent,
)
from services.common.streams import Backoff, Broadcast

QUEUE_SIZE = 256  # messages a socket may be behind; then it is closed, and resumes
ATTENDED = ("present", "late", "left_early")
REMEMBERED = 512  # messages a socket may resume over; from further back it is given a snapshot

Watch = Callable[
    [attendance.WatchSessionRequest],
    "grpc.aio.UnaryStreamCall[attendance.WatchSessionRequest, attendance.WatchSessionResponse]",
]


class SessionHub:
    """The sessions somebody follows now. Each is watched in the gateway's name, from first socket to last."""

    def __init__(self, watch: Watch, backoff: Callable[[], Backoff] = Backoff) -> None:
        self._watch = watch
        self._backoff = backoff
        self._followed: dict[str, _FollowedSession] = {}

    async def follow(self, session_id: str, resume_token: str) -> AsyncGenerator[str, None]:
        """JSON messages: what came after the token if that is remembered, else a snapshot; then every change.

        Raises FellBehind when they are taken too slowly, AioRpcError when there is nothing to follow any more.
        """
        followed = self._followed.get(session_id)
        if followed is None:
            followed = _FollowedSession(session_id, self._watch, self._backoff)
            self._followed[session_id] = followed
        try:
            async with aclosing(followed.messages(resume_token)) as messages:
                async for text in messages:
                    yield text
        finally:
            if followed.unused:
                followed.stop()
                if self._followed.get(session_id) is followed:
                    del self._followed[session_id]

    @property
    def followed_sessions(self) -> int:
        """How many sessions are watched upstream."""
        return len(self._followed)


class _FollowedSession:
    def __init__(self, session_id: str, watch: Watch, backoff: Callable[[], Backoff]) -> None:
        self._session_id = session_id
        self._watch = watch
        self._broadcast: Broadcast[str] = Broadcast(QUEUE_SIZE)
        self._recent: deque[tuple[str, str]] = deque(maxlen=REMEMBERED)  # (token, message); a beat has no message
        self._session: Session | None = None
        self._marks: dict[str, Mark] = {}
        self._token = ""
        self._failure: Exception | None = None
        self._upstream = Upstream("session", backoff)
        self._task = asyncio.create_task(self._run(), name="watch-session")

    @property
    def unused(self) -> bool:
        return self._broadcast.subscribers == 0

    def stop(self) -> None:
        self._task.cancel()

    async def messages(self, resume_token: str) -> AsyncGenerator[str, None]:
        with self._broadcast.subscribe() as subscription:
            # nothing is awaited between subscribing and looking: no message falls in between, none comes twice
            missed = list(self._since(resume_token))
            for text in missed:
                yield text
            async for text in subscription:
                yield text
        if self._failure is not None:
            raise self._failure

    def _since(self, resume_token: str) -> Iterator[str]:
        if self._session is None:
            return  # the first snapshot is under way
        tokens = [token for token, _ in self._recent]
        # changes may share a token: from the first of them on nothing is missed, and a mark told twice is the same
        place = tokens.index(resume_token) if resume_token in tokens else None
        if place is None or (place == 0 and len(tokens) == REMEMBERED):
            yield self._snapshot()
            return
        missed = [text for _, text in list(self._recent)[place + 1 :] if text]
        # told at once that it is up to date, if it is
        yield from missed or [SessionHeartbeatEvent(resume_token=self._token).model_dump_json()]

    def _snapshot(self) -> str:
        assert self._session is not None
        marks = list(self._marks.values())
        present = sum(mark.status in ATTENDED for mark in marks)
        session = self._session.model_copy(update={"present_count": present})
        return SessionSnapshotEvent(resume_token=self._token, session=session, marks=marks).model_dump_json()

    async def _run(self) -> None:
        with UPSTREAMS_OPEN.labels("session").track_inprogress():
            try:
                await self._upstream.follow(self._open, self._receive, self._forget_place)
            except Exception as error:
                self._failure = error
                self._broadcast.close()

    def _open(
        self,
    ) -> "grpc.aio.UnaryStreamCall[attendance.WatchSessionRequest, attendance.WatchSessionResponse]":
        request = attendance.WatchSessionRequest(session_id=self._session_id, resume_token=self._token)
        return self._watch(request)

    def _forget_place(self) -> None:
        self._token = ""
        self._recent.clear()

    def _receive(self, response: attendance.WatchSessionResponse) -> None:
        token = response.resume_token
        text = ""
        match response.WhichOneof("event"):
            case "snapshot":
                self._session = session_of(response.snapshot.session)
                self._marks = {mark.student_id: mark_of(mark) for mark in response.snapshot.marks}
                self._token = token
                text = self._snapshot()
            case "mark_changed":
                mark = mark_of(response.mark_changed)
                self._marks[mark.student_id] = mark
                text = SessionMarkEvent(resume_token=token, mark=mark).model_dump_json()
            case "session_changed":
                self._session = session_of(response.session_changed)
                text = SessionChangedEvent(resume_token=token, session=self._session).model_dump_json()
            case _:
                self._token = token
                if self._recent and self._recent[-1][0] != token:
                    self._recent.append((token, ""))
                self._broadcast.publish(SessionHeartbeatEvent(resume_token=token).model_dump_json())
                return
        self._token = token
        self._recent.append((token, text))
        self._broadcast.publish(text)
