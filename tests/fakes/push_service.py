"""A push service on the loopback, and browsers that are subscribed at it: they decrypt what it was posted.

It checks what a real one checks (RFC 8030, RFC 8292) and refuses the rest with the status a real one gives.
"""

import asyncio
import base64
import json
import secrets
import struct
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import jwt
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from services.identity.adapters.push_keys import point_of, url_safe
from tests.fakes.web_server import listening

DAY_SECONDS = 24 * 60 * 60


@dataclass(frozen=True)
class Pushed:
    """A message as its browser read it."""

    told: dict[str, Any]
    ttl_seconds: int
    topic: str
    contact: str


@dataclass
class Browser:
    """What a browser keeps of its subscription."""

    endpoint: str
    private: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    auth: bytes = field(default_factory=lambda: secrets.token_bytes(16))
    status: int = 201  # what the push service answers for it
    got: list[Pushed] = field(default_factory=list)

    @property
    def p256dh(self) -> bytes:
        """Its public key."""
        return point_of(self.private.public_key())

    def read(self, body: bytes) -> bytes:
        """RFC 8291, section 3.4, and RFC 8188 of one record."""
        salt, (record_bytes, key_bytes) = body[:16], struct.unpack("!LB", body[16:21])
        sender, sealed = body[21 : 21 + key_bytes], body[21 + key_bytes :]
        assert len(sealed) <= record_bytes, "one record"
        shared = self.private.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), sender))
        secret = HKDF(SHA256(), 32, self.auth, b"WebPush: info\0" + self.p256dh + sender).derive(shared)
        content_key = HKDF(SHA256(), 16, salt, b"Content-Encoding: aes128gcm\0").derive(secret)
        nonce = HKDF(SHA256(), 12, salt, b"Content-Encoding: nonce\0").derive(secret)
        padded = AESGCM(content_key).decrypt(nonce, sealed, None)
        text, end = padded.rstrip(b"\0")[:-1], padded.rstrip(b"\0")[-1:]
        assert end == b"\2", "the last record"
        return text


@dataclass
class PushService:
    """Where browsers are subscribed."""

    origin: str
    browsers: dict[str, Browser] = field(default_factory=dict)
    posts: int = 0
    came: asyncio.Condition = field(default_factory=asyncio.Condition)

    def browser(self) -> Browser:
        """A new one, subscribed."""
        name = secrets.token_urlsafe(12)
        self.browsers[name] = Browser(f"{self.origin}/push/{name}")
        return self.browsers[name]

    async def wait_for(self, browser: Browser, count: int = 1, timeout_seconds: float = 20.0) -> Pushed:
        """The newest of at least `count` messages."""
        async with asyncio.timeout(timeout_seconds), self.came:
            await self.came.wait_for(lambda: len(browser.got) >= count)
        return browser.got[-1]

    async def wait_for_posts(self, count: int, timeout_seconds: float = 20.0) -> None:
        """Until that many messages were posted, taken or not."""
        async with asyncio.timeout(timeout_seconds), self.came:
            await self.came.wait_for(lambda: self.posts >= count)

    async def take(self, request: web.Request) -> web.Response:
        """One message."""
        body = await request.read()
        browser = self.browsers.get(request.match_info["name"])
        answer = self._judged(request, body, browser)
        async with self.came:
            self.posts += 1
            self.came.notify_all()
        return answer

    def _judged(self, request: web.Request, body: bytes, browser: Browser | None) -> web.Response:
        if browser is None:
            return web.Response(status=404)
        scheme, _, parts = request.headers.get("Authorization", "").partition(" ")
        given = dict(part.strip().split("=", 1) for part in parts.split(","))
        try:
            point = _raw(given["k"])
            key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
            claims = jwt.decode(given["t"], key, algorithms=["ES256"], audience=self.origin)
        except (KeyError, ValueError, jwt.InvalidTokenError):
            return web.Response(status=403)
        if scheme != "vapid" or claims["exp"] - int(time.time()) > DAY_SECONDS or url_safe(point) != given["k"]:
            return web.Response(status=403)
        headers = request.headers
        if headers.get("Content-Encoding") != "aes128gcm" or "TTL" not in headers or len(headers["Topic"]) > 32:
            return web.Response(status=400)
        if len(body) > 4096:
            return web.Response(status=413)
        if browser.status == 201:
            told = json.loads(browser.read(body))
            browser.got.append(Pushed(told, int(headers["TTL"]), headers["Topic"], claims["sub"]))
        return web.Response(status=browser.status, headers={"Retry-After": "1"} if browser.status == 429 else {})


@asynccontextmanager
async def push_service(port: int = 0) -> AsyncIterator[PushService]:
    """On a free port, or on one that was free before."""
    app = web.Application()
    service = PushService("")
    app.router.add_post("/push/{name}", service.take)
    async with listening(app, port) as service.origin:
        yield service


def _raw(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
