"""Logging in with an OpenID Connect provider: authorization code, PKCE, state and nonce; never makes an account."""

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from services.common.errors import InvalidInput
from services.identity.app.given import Clock, Secrets, digest
from services.identity.app.logins import Logins
from services.identity.app.outbox import Sealer
from services.identity.app.second_factor import Challenge
from services.identity.app.sessions import Session
from services.identity.app.store import Store, Transaction
from services.identity.domain.audit import Action, AuditEntry
from services.identity.domain.login import Client
from services.identity.domain.login_errors import (
    OidcAccountMismatch,
    OidcAnswerRefused,
    OidcEmailNotInvited,
    OidcEmailNotVerified,
    OidcNotConfigured,
)
from services.identity.domain.person import Person, normal_email

STATE_LIFETIME = timedelta(minutes=10)  # to log in at the provider
NEXT_PATH_CHARACTERS_MAX = 500
_BOUND_TO = "oidc login state"


@dataclass(frozen=True)
class Proven:
    """What the provider vouches for."""

    issuer: str
    subject: str
    email: str
    email_verified: bool


class Provider(Protocol):
    """One OpenID Connect provider. OidcUnavailable while it cannot be asked."""

    async def authorization_url(self, state: str, nonce: str, code_challenge: str) -> str:
        """Where the browser goes."""

    async def prove(self, code: str, code_verifier: str, nonce: str) -> Proven:
        """Who came back with the code; OidcAnswerRefused unless all of it checks out."""


@dataclass(frozen=True)
class _State:
    state: str
    nonce: str
    verifier: str
    next_path: str
    expire_time: float  # seconds of the epoch
    refresh_token: str  # of the browser's earlier login; empty without one


class OidcLogins:
    """The state of a log-in under way is sealed and kept by the browser that began it."""

    def __init__(
        self,
        store: Store,
        logins: Logins,
        provider: Provider | None,
        sealer: Sealer,
        secrets: Secrets,
        clock: Clock,
        *,
        domains: frozenset[str],
    ) -> None:
        """`domains` whose addresses may log in, in lower case; empty: all."""
        self._store = store
        self._logins = logins
        self._provider = provider
        self._sealer = sealer
        self._secrets = secrets
        self._clock = clock
        self._domains = domains

    async def start(self, next_path: str, refresh_token: str = "") -> tuple[str, str]:
        """The provider's address for this log-in, and the sealed state. OidcNotConfigured without a provider."""
        if self._provider is None:
            raise OidcNotConfigured
        expire_time = (self._clock() + STATE_LIFETIME).timestamp()
        begun = _State(
            self._secrets.new(),
            self._secrets.new(),
            self._secrets.new(),
            _own_path(next_path),
            expire_time,
            refresh_token,
        )
        challenge = base64.urlsafe_b64encode(hashlib.sha256(begun.verifier.encode()).digest()).rstrip(b"=").decode()
        url = await self._provider.authorization_url(begun.state, begun.nonce, challenge)
        sealed = self._sealer.seal_text(json.dumps(vars(begun)), _BOUND_TO)
        return url, base64.urlsafe_b64encode(sealed).decode()

    async def complete(
        self, login_state: str, state: str, code: str, client: Client
    ) -> tuple[Session | Challenge, str]:
        """Logs in whom the provider vouches for, and the path that the page goes on to."""
        if self._provider is None:
            raise OidcNotConfigured
        begun = self._opened(login_state)
        if begun is None or not hmac.compare_digest(begun.state.encode(), state.encode("utf-8", "replace")):
            raise OidcAnswerRefused
        proven = await self._provider.prove(code, begun.verifier, begun.nonce)
        if not proven.email_verified:
            raise OidcEmailNotVerified
        try:
            email = normal_email(proven.email)
        except InvalidInput:
            raise OidcEmailNotInvited from None
        if self._domains and email.rpartition("@")[2] not in self._domains:
            raise OidcEmailNotInvited
        now = self._clock()
        async with self._store.transaction() as tx:
            await tx.people.hold_writers()
            person = await self._linked(tx, proven, email)
            earlier = await tx.logins.find(digest(begun.refresh_token)) if begun.refresh_token else None
            if earlier is not None:
                await tx.logins.revoke(earlier[0].login_id, now)
            if not person.activated:
                # whoever reads the mailbox that was invited is who the activation link would have let in
                person = replace(person, activated=True, revision=person.revision + 1)
                await tx.people.save(person)
                subject = str(person.person_id)
                await tx.audit.add(AuditEntry(now, subject, Action.ACCOUNT_ACTIVATED, subject, "by its provider"))
        return await self._logins.after_first_factor(person.person_id, client), begun.next_path

    async def _linked(self, tx: Transaction, proven: Proven, email: str) -> Person:
        """By who they are at the provider; the first time by the address that was invited."""
        known = await tx.oidc_links.person(proven.issuer, proven.subject)
        person = await tx.people.get(known) if known else await tx.people.by_email(email)
        if person is None or not person.active:
            raise OidcEmailNotInvited
        if known is None:
            if await tx.oidc_links.subject(proven.issuer, person.person_id) is not None:
                raise OidcAccountMismatch
            now = self._clock()
            await tx.oidc_links.put(proven.issuer, proven.subject, person.person_id, now)
            subject = str(person.person_id)
            await tx.audit.add(AuditEntry(now, subject, Action.OIDC_LINKED, subject, proven.issuer))
        return person

    def _opened(self, login_state: str) -> _State | None:
        try:
            opened = self._sealer.open_text(base64.urlsafe_b64decode(login_state.encode()), _BOUND_TO)
        except ValueError:
            return None
        if opened is None:
            return None
        begun = _State(**json.loads(opened))
        expired: datetime = datetime.fromtimestamp(begun.expire_time, self._clock().tzinfo)
        return begun if self._clock() < expired else None


def _own_path(path: str) -> str:
    """A path of this site: `//other.example` and `/\\other.example` would be another one."""
    plain = path.startswith("/") and path[1:2] not in ("/", "\\") and path.isprintable()
    return path if plain and len(path) <= NEXT_PATH_CHARACTERS_MAX else "/"
