"""A small OpenID Connect provider in this process, whose keys have no id and whose answers a test may spoil."""

import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import jwt
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

from tests.fakes.web_server import listening

Claims: TypeAlias = dict[str, Any]  # JSON
Spoil: TypeAlias = Callable[[Claims], None]


@dataclass
class SmallProvider:
    """`spoil` changes the claims before they are signed; `sign` replaces how."""

    issuer: str = ""
    algorithm: str = "RS256"
    announced: list[str] = field(default_factory=lambda: ["RS256", "ES256", "HS256", "none"])
    claims: Claims = field(default_factory=lambda: {"sub": "1", "email": "ada@example.edu", "email_verified": True})
    nonce: str = ""
    spoil: Spoil = lambda claims: None
    sign: Callable[[Claims], str] | None = None
    jwks_padding: int = 0  # bytes
    moved: bool = False  # the keys have another address now

    def __post_init__(self) -> None:
        self.rsa = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.others = [rsa.generate_private_key(public_exponent=65537, key_size=2048)]
        self.ec = ec.generate_private_key(ec.SECP256R1())

    def public_pem(self) -> bytes:
        return self.rsa.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)

    async def discovery(self, request: web.Request) -> web.Response:
        return web.json_response(
            {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/jwks",
                "id_token_signing_alg_values_supported": self.announced,
            }
        )

    async def jwks(self, request: web.Request) -> web.Response:
        if self.moved:
            raise web.HTTPFound(f"{self.issuer}/moved")
        keys = [RSAAlgorithm.to_jwk(other.public_key(), as_dict=True) for other in self.others]
        keys += [RSAAlgorithm.to_jwk(self.rsa.public_key(), as_dict=True)]
        keys += [ECAlgorithm.to_jwk(self.ec.public_key(), as_dict=True), {"kty": "unheard of"}]
        return web.json_response({"keys": keys, "padding": "x" * self.jwks_padding})

    async def token(self, request: web.Request) -> web.Response:
        claims: Claims = {
            "iss": self.issuer,
            "aud": "presence",
            "iat": int(time.time()),
            "exp": int(time.time()) + 300,
            "nonce": self.nonce,
            **self.claims,
        }
        self.spoil(claims)
        key = self.ec if self.algorithm.startswith("ES") else self.rsa
        token = self.sign(claims) if self.sign else jwt.encode(claims, key, self.algorithm)
        return web.json_response({"access_token": "opaque", "token_type": "Bearer", "id_token": token})


@asynccontextmanager
async def small_provider() -> AsyncIterator[SmallProvider]:
    """Listens on loopback for the block."""
    provider = SmallProvider()
    app = web.Application()
    app.router.add_get("/.well-known/openid-configuration", provider.discovery)
    app.router.add_get("/jwks", provider.jwks)
    app.router.add_get("/moved", provider.jwks)
    app.router.add_post("/token", provider.token)
    async with listening(app) as provider.issuer:
        yield provider
