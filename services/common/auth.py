"""Verifies access tokens locally with identity's published keys (JWKS)."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import grpc
import jwt
from presence.identity.v1 import identity_service_pb2, identity_service_pb2_grpc

from services.common.errors import PeerUnavailable, Unauthenticated
from services.common.principal import Principal, Role

ISSUER = "presence"
ALGORITHM = "EdDSA"
_REQUIRED = ["iss", "sub", "role", "aud", "exp", "iat", "jti"]


@dataclass(frozen=True)
class SigningKeys:
    """A JWKS document and until when it may be used without asking again."""

    jwks_json: str
    expire_time: datetime  # UTC


KeySource = Callable[[], Awaitable[SigningKeys]]


def keys_from(channel: grpc.aio.Channel) -> KeySource:
    """Signing keys asked of IdentityService.GetSigningKeys over the channel."""
    stub = identity_service_pb2_grpc.IdentityServiceStub(channel)

    async def fetch() -> SigningKeys:
        try:
            answer = await stub.GetSigningKeys(identity_service_pb2.GetSigningKeysRequest(), timeout=5)
        except grpc.aio.AioRpcError as error:
            raise PeerUnavailable from error
        return SigningKeys(answer.jwks_json, answer.expire_time.ToDatetime(tzinfo=UTC))

    return fetch


def utc_now() -> datetime:
    """The wall clock, aware, in UTC."""
    return datetime.now(UTC)


class TokenVerifier:
    """Checks signature, algorithm, issuer, audience and time of access tokens meant for `audience`.

    Keys are kept by key id until their document expires. A key id never seen makes it ask again, at most once in
    `refetch_seconds`, so that tokens with made-up key ids cannot flood identity.
    """

    def __init__(
        self,
        audience: str,
        keys: KeySource,
        *,
        clock: Callable[[], datetime] = utc_now,
        leeway: timedelta = timedelta(seconds=5),
        refetch_seconds: float = 10.0,
        monotonic: Callable[[], float] = time.monotonic,
        ended: Callable[[Principal], None] = lambda _principal: None,
    ) -> None:
        """`ended` raises when the principal's log-in is over, whatever its token says."""
        self._audience = audience
        self._source = keys
        self._clock = clock
        self._leeway = leeway
        self._refetch_seconds = refetch_seconds
        self._monotonic = monotonic
        self._ended = ended
        self._keys: dict[str, jwt.PyJWK] = {}
        self._keys_expire = datetime.min.replace(tzinfo=UTC)
        self._fetched_at = float("-inf")
        self._fetching: asyncio.Task[None] | None = None  # callers that miss together ask identity once

    async def verify(self, token: str) -> Principal:
        """The token's principal. Unauthenticated says why not; PeerUnavailable when the keys cannot be fetched."""
        key = await self._key_of(token)
        try:
            claims = jwt.decode(
                token,
                key,
                algorithms=[ALGORITHM],
                audience=self._audience,
                issuer=ISSUER,
                # time is checked below, with the injected clock
                options={"require": _REQUIRED, "verify_exp": False, "verify_iat": False, "verify_nbf": False},
            )
            expire_time = datetime.fromtimestamp(claims["exp"], UTC)
            issue_time = datetime.fromtimestamp(claims["iat"], UTC)
            role = Role(claims["role"])
        except jwt.InvalidAudienceError:
            raise Unauthenticated(f"the access token is not meant for {self._audience}") from None
        except (jwt.InvalidTokenError, ValueError, TypeError, OverflowError):
            raise Unauthenticated("the access token is not valid") from None
        now = self._clock()
        if now >= expire_time + self._leeway:
            raise Unauthenticated("the access token has expired")
        if issue_time > now + self._leeway:
            raise Unauthenticated("the access token is not valid yet")
        audience = claims["aud"]
        principal = Principal(
            claims["sub"],
            role,
            (audience,) if isinstance(audience, str) else tuple(audience),
            expire_time,
            str(claims.get("sid", "")),
        )
        self._ended(principal)
        return principal

    async def _key_of(self, token: str) -> jwt.PyJWK:
        try:
            header = jwt.get_unverified_header(token)
        except (jwt.InvalidTokenError, ValueError):
            raise Unauthenticated("the access token is not valid") from None
        key_id = header.get("kid")
        if not isinstance(key_id, str) or header.get("alg") != ALGORITHM:
            raise Unauthenticated("the access token is not valid")
        if key_id not in self._keys or self._clock() >= self._keys_expire:
            await self._refresh()
        if key_id not in self._keys:
            raise Unauthenticated("the access token was signed with a key that is not in use")
        return self._keys[key_id]

    async def _refresh(self) -> None:
        if self._fetching is None:
            if self._monotonic() - self._fetched_at < self._refetch_seconds:
                return
            self._fetching = asyncio.create_task(self._fetch())
        # a caller that is cancelled must not cancel the others' fetch
        await asyncio.shield(self._fetching)

    async def _fetch(self) -> None:
        try:
            fetched = await self._source()
            document = json.loads(fetched.jwks_json)
            self._keys = {entry["kid"]: jwt.PyJWK(entry, ALGORITHM) for entry in document["keys"]}
            self._keys_expire = fetched.expire_time
            self._fetched_at = self._monotonic()
        finally:
            self._fetching = None
