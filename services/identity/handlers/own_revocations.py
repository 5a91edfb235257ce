"""identity follows its own revocations as the others do, but reads its store."""

from collections.abc import AsyncGenerator
from contextlib import aclosing

from services.common.errors import DatabaseUnavailable, PeerUnavailable
from services.common.revocations import RevocationsCompacted, Revoked
from services.common.streams import with_heartbeat
from services.identity.app.revocations import RevocationWatch
from services.identity.domain.errors import WatchCompacted
from services.identity.handlers.watch_stream import HEARTBEAT_SECONDS


class OwnRevocations:
    """A Feed of `services.common.revocations`."""

    def __init__(self, watch: RevocationWatch) -> None:
        self._watch = watch

    async def watch(self, resume_token: str) -> AsyncGenerator[tuple[str, Revoked | None], None]:
        events = self._watch.follow(resume_token)
        beats = with_heartbeat(events, HEARTBEAT_SECONDS)
        try:
            async with aclosing(events), aclosing(beats):
                async for event in beats:
                    if event is not None:
                        resume_token = event.resume_token
                    if event is None or event.what is None:
                        yield resume_token, None
                    else:
                        yield resume_token, Revoked(str(event.what.login_id), event.what.time)
        except WatchCompacted:
            raise RevocationsCompacted from None
        except DatabaseUnavailable as error:
            raise PeerUnavailable from error
