"""Replaces the encryption key: what an earlier key sealed is sealed anew, so that the old key can go."""

import asyncio
from typing import Protocol

import structlog

from services.common.errors import DatabaseUnavailable

_log: structlog.typing.FilteringBoundLogger = structlog.get_logger("resealing")

_EVERY_SECONDS = 3600.0


class SealedStore(Protocol):
    """Everything that is stored sealed."""

    async def seal_anew(self) -> tuple[int, int]:
        """How many values it was, and how many no configured key opens. Repeatable, also by several at once."""


async def keep_resealing(store: SealedStore) -> None:
    """At once and then hourly, until cancelled: a replica that is a step behind may seal with the old key meanwhile."""
    while True:
        try:
            sealed_anew, unreadable = await store.seal_anew()
            if unreadable:
                _log.error("no configured key opens some of what is stored", values=unreadable)
            else:
                _log.info("all that is stored is sealed with the newest key", sealed_anew=sealed_anew)
        except DatabaseUnavailable:
            _log.warning("the database does not answer; what is stored is sealed anew an hour later")
        await asyncio.sleep(_EVERY_SECONDS)
