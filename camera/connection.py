"""Finds recognition and identity from the one address a user knows, and proves the camera's identity with its key."""

from __future__ import annotations

import asyncio
import json
import ssl
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import grpc
from presence.identity.v1 import identity_service_pb2 as identity_pb
from presence.identity.v1 import identity_service_pb2_grpc as identity_rpc

from services.common.channels import bearer

DISCOVERY_PATH = "/.well-known/presence.json"
DISCOVERY_TIMEOUT_SECONDS = 10
DISCOVERY_BYTES = 64 * 1024
REFRESH_BEFORE = timedelta(seconds=60)


class NoPresenceThere(Exception):
    """The address does not lead to a Presence server; the text is for the person at the terminal."""


class KeyRefused(Exception):
    """Identity does not take the camera's key; trying again cannot help."""


@dataclass(frozen=True)
class Endpoints:
    """gRPC targets of the services."""

    identity: str
    attendance: str
    recognition: str


async def find_endpoints(server: str, ca: Path | None = None) -> Endpoints:
    """Endpoints behind `server`: the web address (http://… or https://…), or one gRPC host:port that serves all.

    Raises NoPresenceThere.
    """
    if not server.startswith(("http://", "https://")):
        target = server if ":" in server.rpartition("/")[2] else f"{server}:443"
        return Endpoints(target, target, target)
    address = server.rstrip("/") + DISCOVERY_PATH
    try:
        document = await asyncio.to_thread(_fetch, address, ca)
        return Endpoints(str(document["identity"]), str(document["attendance"]), str(document["recognition"]))
    except urllib.error.URLError as error:
        raise NoPresenceThere(f"{server} does not answer: {error.reason}") from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise NoPresenceThere(f"{server} is not a Presence server: {error}") from None


def _fetch(address: str, ca: Path | None) -> dict[str, Any]:  # JSON from outside; the caller reads three keys
    context = ssl.create_default_context(cafile=str(ca) if ca else None) if address.startswith("https:") else None
    with urllib.request.urlopen(address, timeout=DISCOVERY_TIMEOUT_SECONDS, context=context) as answer:  # noqa: S310 - scheme checked by the caller
        document = json.loads(answer.read(DISCOVERY_BYTES))
    if not isinstance(document, dict):
        raise ValueError("no document")
    return document


class DeviceLogin:
    """Exchanges a device key for access tokens, again before each one ends."""

    def __init__(self, channel: grpc.aio.Channel, credential: str, clock: Callable[[], datetime]) -> None:
        self._stub = identity_rpc.IdentityServiceStub(channel)
        self._key_id, _, self._secret = credential.partition(".")
        self._clock = clock
        self._token = identity_pb.Token()

    async def camera_id(self) -> str:
        """The camera that the key belongs to. Raises KeyRefused and grpc.aio.AioRpcError."""
        await self.metadata()
        return self._token.subject

    async def metadata(self) -> tuple[tuple[str, str], ...]:
        """Call metadata with a token that is good for another minute at least.

        Raises KeyRefused and grpc.aio.AioRpcError.
        """
        expires = self._token.expire_time.ToDatetime(tzinfo=UTC)
        if not self._token.access_token or self._clock() > expires - REFRESH_BEFORE:
            key = identity_pb.KeyCredential(key_id=self._key_id, secret=self._secret)
            try:
                answer = await self._stub.Authenticate(identity_pb.AuthenticateRequest(key=key))
            except grpc.aio.AioRpcError as error:
                if error.code() is grpc.StatusCode.UNAUTHENTICATED:
                    raise KeyRefused(f"this camera's key was refused: {error.details()}") from None
                raise
            self._token = answer.token
        return bearer(self._token.access_token)

    def forget(self) -> None:
        """Ask for a fresh token next time: the last one was refused."""
        self._token = identity_pb.Token()
