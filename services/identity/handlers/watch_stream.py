"""What the streams of WatchPeople and WatchRevocations have in common: a heartbeat when idle, and how they end."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Generic, Protocol, TypeVar

from services.common.ending import until_set
from services.common.streams import with_heartbeat
from services.identity.domain.errors import Restarting

HEARTBEAT_SECONDS = 10.0


class Resumable(Protocol):
    """An event after which a stream can be opened again."""

    @property
    def resume_token(self) -> str:
        """Goes on after it."""
        ...


Event = TypeVar("Event", bound=Resumable)
Event_co = TypeVar("Event_co", bound=Resumable, covariant=True)
Message = TypeVar("Message")


class Watch(Protocol[Event_co]):
    """What is followed."""

    def follow(self, resume_from: str) -> AsyncGenerator[Event_co, None]:
        """All that comes after the token, without end."""
        ...


class WatchStream(ABC, Generic[Event, Message]):
    """Every open stream of its kind in this process."""

    def __init__(self, watch: Watch[Event], heartbeat_seconds: float = HEARTBEAT_SECONDS) -> None:
        self._watch = watch
        self._heartbeat_seconds = heartbeat_seconds
        self._stopping = asyncio.Event()

    async def stop(self) -> None:
        """Ends every stream, now and later, with Restarting: followers go on with another process."""
        self._stopping.set()

    async def responses(self, resume_token: str) -> AsyncGenerator[Message, None]:
        """Messages for one follower."""
        events = until_set(self._watch.follow(resume_token), self._stopping, Restarting)
        latest = resume_token
        beats = with_heartbeat(events, self._heartbeat_seconds)
        async with aclosing(events), aclosing(beats):  # in this order: what reads ends before what is read
            async for event in beats:
                if event is None:
                    yield self._beat(latest)
                else:
                    latest = event.resume_token
                    yield self._message(event)

    @abstractmethod
    def _beat(self, resume_token: str) -> Message:
        """Nothing happened since the token."""

    @abstractmethod
    def _message(self, event: Event) -> Message:
        """What happened."""
