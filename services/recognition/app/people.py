"""Who has agreed to face recognition; whoever has not, or no longer, is erased here."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Protocol, TypeAlias

import structlog

from services.common.errors import DomainError
from services.common.streams import Backoff
from services.recognition.app.errors import ConsentMissing, PersonNotFound

_log: structlog.typing.FilteringBoundLogger = structlog.get_logger("people")


@dataclass(frozen=True, slots=True)
class PersonConsent:
    """What recognition needs to know of a person."""

    person_id: str
    granted: bool
    revision: int


@dataclass(frozen=True, slots=True)
class PersonChanged:
    consent: PersonConsent


@dataclass(frozen=True, slots=True)
class PersonDeleted:
    person_id: str


@dataclass(frozen=True, slots=True)
class CaughtUp:
    """All that had happened before the stream opened was sent."""


@dataclass(frozen=True, slots=True)
class StillThere:
    """Nothing happened."""


PersonEvent: TypeAlias = PersonChanged | PersonDeleted | CaughtUp | StillThere


@dataclass
class ResumeTokenCompacted(DomainError):
    """Identity no longer knows what happened since the token: start afresh."""


class PeopleFeed(Protocol):
    """Identity, as recognition sees it."""

    def watch(self, resume_token: str) -> AsyncIterator[tuple[str, PersonEvent]]:
        """Each event with the token to store after applying it. ResumeTokenCompacted; a DomainError when it breaks."""
        ...

    async def consent_of(self, person_id: str) -> PersonConsent | None:
        """Asked directly; None when there is no such person. PeerUnavailable."""
        ...


class PeopleStore(Protocol):
    """What is remembered of people. Every write may be repeated."""

    async def resume_token(self) -> str:
        """The last one stored; empty at the beginning."""
        ...

    async def remember(self, consent: PersonConsent, resume_token: str | None) -> int:
        """Take over a newer revision; without consent, erase. Returns how many samples were erased."""
        ...

    async def forget(self, person_id: str, resume_token: str | None) -> int:
        """The person is gone: erase, and never take them up again. Returns how many samples were erased."""
        ...

    async def store_token(self, resume_token: str) -> None:
        """For events that change nobody."""

    async def known_ids(self) -> frozenset[str]:
        """Everybody remembered who is not gone."""
        ...

    async def granted(self, person_id: str) -> bool:
        """Whether consent is on record here."""
        ...


class People:
    """Follows identity; every pod does, and applying an event twice changes nothing."""

    def __init__(self, store: PeopleStore, feed: PeopleFeed) -> None:
        self._store = store
        self._feed = feed

    async def need_consent(self, person_id: str) -> None:
        """Raises ConsentMissing or PersonNotFound unless the person agreed; identity is asked before refusing."""
        if await self._store.granted(person_id):
            return
        consent = await self._feed.consent_of(person_id)  # the follower may be a moment behind
        if consent is None:
            raise PersonNotFound(person_id)
        await self._store.remember(consent, None)
        if not consent.granted:
            raise ConsentMissing(person_id)

    async def follow(self, backoff: Backoff) -> None:
        """Follow until cancelled, through every break."""
        while True:
            try:
                await self._follow_once(await self._store.resume_token(), backoff)
            except ResumeTokenCompacted:
                await self._store_empty_token()
            except DomainError as error:
                _log.warning("identity's people cannot be followed just now", reason=str(error))
            await asyncio.sleep(backoff.next_seconds())

    async def _store_empty_token(self) -> None:
        try:
            await self._store.store_token("")
        except DomainError as error:
            _log.warning("starting afresh has to wait", reason=str(error))

    async def _follow_once(self, token: str, backoff: Backoff) -> None:
        # without a token everybody is sent; who is not sent has been deleted meanwhile
        unseen = set(await self._store.known_ids()) if not token else None
        async for resume_token, event in self._feed.watch(token):
            backoff.reset()
            # a snapshot cut short must begin again from its beginning
            stored_token = resume_token if unseen is None else None
            match event:
                case PersonChanged(consent):
                    if unseen is not None:
                        unseen.discard(consent.person_id)
                    _told(await self._store.remember(consent, stored_token))
                case PersonDeleted(person_id):
                    _told(await self._store.forget(person_id, stored_token))
                case CaughtUp():
                    for person_id in unseen or ():
                        _told(await self._store.forget(person_id, None))
                    unseen = None
                    await self._store.store_token(resume_token)
                case StillThere():
                    if stored_token is not None:
                        await self._store.store_token(stored_token)


def _told(erased: int) -> None:
    if erased:
        _log.info("erased the photos and encodings of somebody who is gone or withdrew consent", samples=erased)
