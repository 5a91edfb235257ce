"""The stream of WatchRevocations."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

from presence.identity.v1 import identity_service_pb2 as pb

from services.common.streams import with_heartbeat
from services.identity.app.revocations import RevocationWatch
from services.identity.handlers.convert import timestamp
from services.identity.handlers.watch import HEARTBEAT_SECONDS, until_stopping


class WatchingRevocations:
    """Every open WatchRevocations of this process."""

    def __init__(self, watch: RevocationWatch, heartbeat_seconds: float = HEARTBEAT_SECONDS) -> None:
        self._watch = watch
        self._heartbeat_seconds = heartbeat_seconds
        self._stopping = asyncio.Event()

    async def stop(self) -> None:
        """Ends every stream, now and later, with Restarting: followers go on with another process."""
        self._stopping.set()

    async def responses(self, resume_token: str) -> AsyncGenerator[pb.WatchRevocationsResponse, None]:
        """Messages for one follower."""
        events = until_stopping(self._stopping, self._watch.follow(resume_token))
        latest = resume_token
        beats = with_heartbeat(events, self._heartbeat_seconds)
        async with aclosing(events), aclosing(beats):  # in this order: what reads ends before what is read
            async for event in beats:
                if event is None:
                    yield pb.WatchRevocationsResponse(resume_token=latest, heartbeat=pb.RevocationHeartbeat())
                    continue
                latest = event.resume_token
                if event.what is None:
                    yield pb.WatchRevocationsResponse(resume_token=latest, caught_up=pb.RevocationsCaughtUp())
                    continue
                revoked = pb.Revocation(login_id=str(event.what.login_id), before_time=timestamp(event.what.time))
                yield pb.WatchRevocationsResponse(resume_token=latest, revoked=revoked)
