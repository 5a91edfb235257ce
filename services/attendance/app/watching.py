"""Live sessions: each is read once a change in this process, however many watch it."""

from collections.abc import AsyncGenerator, AsyncIterator, Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID

import structlog

from services.attendance.domain.errors import PeerUnavailable, ResumeTokenUnknown, SessionNotFound
from services.attendance.domain.mark import Mark
from services.attendance.domain.session import Session, SessionView
from services.common.errors import DatabaseUnavailable
from services.common.streams import Broadcast

_log: structlog.typing.FilteringBoundLogger = structlog.get_logger("watching")

# A whole class changes at once when a session closes; a reader that has this many unread is let go and resumes.
QUEUED_EVENTS_MOST = 4096

Wakeups = Callable[[], AsyncIterator[None]]


@dataclass(frozen=True)
class SessionEvent:
    """What a watcher is told; it knows the session as of `revision` once it has it."""

    revision: int
    what: SessionView | Mark | Session  # a snapshot, a changed mark, or the session itself changed


class WatchStore(Protocol):
    """Where changes are read."""

    async def view(self, session_id: UUID) -> SessionView | None:
        """The session and all its marks as of one moment."""
        ...

    async def changes(self, session_id: UUID, after: int) -> SessionView | None:
        """The session, and the marks that changed after that revision, as of one moment."""
        ...

    async def revisions(self, session_ids: Collection[UUID]) -> Mapping[UUID, int]:
        """How far each session is."""
        ...


@dataclass
class _Topic:
    """One watched session: `known` is what has been published, None until the first watcher knows where it stands."""

    broadcast: Broadcast[SessionEvent] = field(default_factory=lambda: Broadcast(QUEUED_EVENTS_MOST))
    known: int | None = None


class SessionWatch:
    """The hub of this process. `run` keeps it going; a missed notification is made up for by the wake-ups' poll."""

    def __init__(self, store: WatchStore, wakeups: Wakeups) -> None:
        self._store = store
        self._wakeups = wakeups
        self._topics: dict[UUID, _Topic] = {}
        self._closed = False

    async def run(self) -> None:
        """Publishes changes until cancelled. While the database is away watchers hear nothing and miss nothing."""
        async for _ in self._wakeups():
            try:
                await self._look()
            except DatabaseUnavailable:
                _log.warning("changes of sessions cannot be read just now")
            except Exception:
                _log.exception("reading changes of sessions failed")  # go on: watchers would wait for ever

    async def watch(self, session_id: UUID, after: int | None) -> AsyncGenerator[SessionEvent, None]:
        """A snapshot, or all changes after a revision, then live changes. Each mark's newest state, in order.

        SessionNotFound; ResumeTokenUnknown when the session is not that far; FellBehind when the reader is slow;
        PeerUnavailable when this process goes away.
        """
        if self._closed:
            raise PeerUnavailable
        topic = self._topics.setdefault(session_id, _Topic())
        try:
            with topic.broadcast.subscribe() as subscription:
                # subscribed first: what changes while the beginning is read is published, and skipped if it was read
                events = await self._beginning(session_id, after)
                known = events[-1].revision if events else after or 0
                if topic.known is None:
                    topic.known = known
                for event in events:
                    yield event
                with suppress(DatabaseUnavailable):  # then the next look of the hub makes up for it
                    await self._refresh(session_id, topic)
                async for event in subscription:
                    if event.revision > known:
                        known = event.revision
                        yield event
            raise PeerUnavailable
        finally:
            if topic.broadcast.subscribers == 0 and self._topics.get(session_id) is topic:
                del self._topics[session_id]

    def close(self) -> None:
        """Let every watcher go, for shutdown."""
        self._closed = True
        for topic in self._topics.values():
            topic.broadcast.close()

    async def _beginning(self, session_id: UUID, after: int | None) -> list[SessionEvent]:
        view = await (self._store.view(session_id) if after is None else self._store.changes(session_id, after))
        if view is None:
            raise SessionNotFound(str(session_id))
        if after is None:
            return [SessionEvent(view.session.revision, view)]
        if after > view.session.revision:  # from a future that a restored backup undid
            raise ResumeTokenUnknown(str(session_id))
        return _events(view, after)

    async def _look(self) -> None:
        revisions = await self._store.revisions(list(self._topics)) if self._topics else {}
        for session_id, revision in revisions.items():
            topic = self._topics.get(session_id)
            if topic is not None and topic.known is not None and revision > topic.known:
                await self._refresh(session_id, topic)

    async def _refresh(self, session_id: UUID, topic: _Topic) -> None:
        """Publish what is new. Two at once publish the same twice, in order; watchers skip what they know."""
        assert topic.known is not None
        view = await self._store.changes(session_id, topic.known)
        if view is None:
            return
        for event in _events(view, topic.known):
            topic.broadcast.publish(event)
        topic.known = max(topic.known, view.session.revision)


def _events(view: SessionView, after: int) -> list[SessionEvent]:
    events = [SessionEvent(mark.revision, mark) for mark in view.marks]
    if view.session.changed_revision > after:
        events.append(SessionEvent(view.session.changed_revision, view.session))
    return sorted(events, key=lambda event: event.revision)
