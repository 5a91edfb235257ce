"""The stream of WatchPeople: events, a heartbeat when idle, and an end when this process goes away."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import TypeVar

from presence.identity.v1 import people_service_pb2 as pb

from services.common.streams import with_heartbeat
from services.identity.app.watch import Event, PeopleWatch, PersonChanged, PersonDeleted
from services.identity.domain.errors import Restarting
from services.identity.handlers.convert import person_message

T = TypeVar("T")

HEARTBEAT_SECONDS = 10.0


class Watching:
    """Every open WatchPeople of this process."""

    def __init__(self, watch: PeopleWatch, heartbeat_seconds: float = HEARTBEAT_SECONDS) -> None:
        self._watch = watch
        self._heartbeat_seconds = heartbeat_seconds
        self._stopping = asyncio.Event()

    async def stop(self) -> None:
        """Ends every stream, now and later, with Restarting: followers go on with another process."""
        self._stopping.set()

    async def responses(self, resume_token: str) -> AsyncGenerator[pb.WatchPeopleResponse, None]:
        """Messages for one follower."""
        events = until_stopping(self._stopping, self._watch.follow(resume_token))
        latest = resume_token
        beats = with_heartbeat(events, self._heartbeat_seconds)
        async with aclosing(events), aclosing(beats):  # in this order: what reads ends before what is read
            async for event in beats:
                if event is None:
                    yield pb.WatchPeopleResponse(resume_token=latest, heartbeat=pb.Heartbeat())
                else:
                    latest = event.resume_token
                    yield _message(event)


def _message(event: Event) -> pb.WatchPeopleResponse:
    match event.what:
        case PersonChanged(person):
            return pb.WatchPeopleResponse(resume_token=event.resume_token, changed=person_message(person))
        case PersonDeleted(person_id):
            return pb.WatchPeopleResponse(resume_token=event.resume_token, deleted_person_id=str(person_id))
        case _:
            return pb.WatchPeopleResponse(resume_token=event.resume_token, caught_up=pb.CaughtUp())


async def until_stopping(stopping: asyncio.Event, source: AsyncGenerator[T, None]) -> AsyncGenerator[T, None]:
    """The source's items until the event is set, which raises Restarting."""
    async with aclosing(source):
        stopped = asyncio.ensure_future(stopping.wait())
        try:
            while True:
                item = asyncio.ensure_future(anext(source))
                try:
                    await asyncio.wait((item, stopped), return_when=asyncio.FIRST_COMPLETED)
                    if stopped.done():
                        raise Restarting
                    yield item.result()
                finally:
                    if not item.done():
                        item.cancel()
                        await asyncio.wait((item,))
        except StopAsyncIteration:
            return
        finally:
            stopped.cancel()
