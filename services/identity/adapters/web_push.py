"""Posts messages to push services (RFC 8030), encrypted for the browser (RFC 8291) and signed (RFC 8292)."""

import secrets
import socket
import struct
from collections.abc import Collection
from datetime import timedelta

import aiohttp
import jwt
from aiohttp.abc import AbstractResolver, ResolveResult
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from services.common.errors import InvalidInput
from services.identity.adapters.push_keys import PushSealer, point_of, url_safe
from services.identity.app.given import Clock
from services.identity.app.push_sender import PushDelayed, PushGone, PushRefused, PushServiceAway
from services.identity.domain.push import PushKey, PushTarget
from services.identity.domain.push_endpoint import checked_endpoint, is_public, origin_of

TIMEOUT_SECONDS = 10.0
CONNECTIONS_MAX = 20  # as many as the sender has in hand
SIGNED_FOR = timedelta(hours=12)  # RFC 8292 allows a day; clocks may differ
RECORD_BYTES = 4096
SALT_BYTES = 16


class PublicResolver(AbstractResolver):
    """Names of the public network alone: a push service's name that points into this one is refused."""

    def __init__(self) -> None:
        self._inner = aiohttp.ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """What the name stands for; OSError when any of it is not public."""
        found = await self._inner.resolve(host, port, family)
        if not all(is_public(one["host"]) for one in found):
            raise OSError("the name leads to no public address")
        return found

    async def close(self) -> None:
        """Nothing is kept."""
        await self._inner.close()


class WebPush:
    """See `app.push_sender.PushService`. One session, opened with the first message; close it at the end."""

    def __init__(
        self,
        sealer: PushSealer,
        clock: Clock,
        *,
        contact: str,
        allowed_origins: Collection[str] = (),
        timeout_seconds: float = TIMEOUT_SECONDS,
    ) -> None:
        """`contact` is whom a push service may write to: an https or mailto address."""
        self._sealer = sealer
        self._clock = clock
        self._contact = contact
        self._allowed_origins = allowed_origins
        self._timeout = aiohttp.ClientTimeout(total=timeout_seconds)
        self._session: aiohttp.ClientSession | None = None

    async def send(self, target: PushTarget, key: PushKey, payload: bytes, topic: str, keep_for: timedelta) -> None:
        """PushServiceAway, PushDelayed, PushGone or PushRefused; what services say is not kept, only their status."""
        headers = {
            "Authorization": self._authorization(target.endpoint, key),
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(max(0, int(keep_for.total_seconds()))),
            "Topic": topic,
            "Urgency": "normal",
        }
        try:
            checked_endpoint(target.endpoint, self._allowed_origins)
            body = encrypted(payload, target)
        except (InvalidInput, ValueError):
            raise PushRefused("its address or key is of no use") from None
        try:
            async with self._opened().post(
                target.endpoint, data=body, headers=headers, allow_redirects=False
            ) as answer:
                _judge(answer.status, answer.headers.get("Retry-After", ""))
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            raise PushServiceAway(f"cannot be reached: {type(error).__name__}") from None

    async def close(self) -> None:
        """Lets the connections go."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            connector = aiohttp.TCPConnector(resolver=PublicResolver(), limit=CONNECTIONS_MAX)
            self._session = aiohttp.ClientSession(
                connector=connector, timeout=self._timeout, cookie_jar=aiohttp.DummyCookieJar()
            )
        return self._session

    def _authorization(self, endpoint: str, key: PushKey) -> str:
        private = self._sealer.private(key)
        if private is None:
            raise PushServiceAway("the key that messages are signed with cannot be opened")
        claims = {
            "aud": origin_of(endpoint),
            "exp": int((self._clock() + SIGNED_FOR).timestamp()),
            "sub": self._contact,
        }
        token = jwt.encode(claims, private, algorithm="ES256")
        return f"vapid t={token}, k={url_safe(key.public_key)}"


def encrypted(
    payload: bytes,
    target: PushTarget,
    *,
    salt: bytes | None = None,
    private: ec.EllipticCurvePrivateKey | None = None,
) -> bytes:
    """RFC 8291 in one record of RFC 8188; `salt` and `private` are new for each message."""
    salt = salt or secrets.token_bytes(SALT_BYTES)
    private = private or ec.generate_private_key(ec.SECP256R1())
    public = point_of(private.public_key())
    browser = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), target.p256dh)
    shared = private.exchange(ec.ECDH(), browser)
    secret = HKDF(SHA256(), 32, target.auth, b"WebPush: info\x00" + target.p256dh + public).derive(shared)
    content_key = HKDF(SHA256(), 16, salt, b"Content-Encoding: aes128gcm\x00").derive(secret)
    nonce = HKDF(SHA256(), 12, salt, b"Content-Encoding: nonce\x00").derive(secret)
    head = salt + struct.pack("!LB", RECORD_BYTES, len(public)) + public
    return head + AESGCM(content_key).encrypt(nonce, payload + b"\x02", None)


def _judge(status: int, retry_after: str) -> None:
    if 200 <= status < 300:
        return
    if status in (404, 410):
        raise PushGone
    problem = f"the push service answered {status}"
    if status in (408, 429) or status >= 500:
        raise PushDelayed(problem, timedelta(seconds=int(retry_after)) if retry_after.isdigit() else timedelta(0))
    raise PushRefused(problem)
