"""A logged-in person's connection to the services."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, timedelta
from pathlib import Path
from typing import Any, TypeVar

import grpc
from presence.identity.v1 import identity_service_pb2, identity_service_pb2_grpc

from camera.connection import Endpoints, NoPresenceThere, find_endpoints
from cli.admin import login_file
from cli.errors import CommandError
from services.common.auth import utc_now
from services.common.channels import open_channel, services_in

PROCESSES = ("identity", "attendance", "recognition")
RENEW_BEFORE = timedelta(seconds=60)
NOT_REPEATABLE = ("Authenticate", "RefreshToken", "ActivateAccount", "IssueActivation", "IssueDeviceKey")

T = TypeVar("T")


class PersonToken:
    """Token source for channels: keeps an access token and renews it with the refresh token through `renew`."""

    def __init__(
        self,
        renew: Callable[[], Coroutine[Any, Any, identity_service_pb2.Token]],
        token: identity_service_pb2.Token | None = None,
    ) -> None:
        self._renew = renew
        self._token = token or identity_service_pb2.Token()
        self._renewing = asyncio.Lock()

    async def __call__(self) -> str:
        """An access token valid for another minute. Raises grpc.aio.AioRpcError when the login has ended."""
        async with self._renewing:
            if utc_now() + RENEW_BEFORE > self._token.expire_time.ToDatetime(tzinfo=UTC):
                self._token = await self._renew()
        return self._token.access_token


@dataclass(frozen=True)
class Server:
    """Channels that speak in the logged-in person's name."""

    identity: grpc.aio.Channel
    attendance: grpc.aio.Channel
    recognition: grpc.aio.Channel
    token: PersonToken


@asynccontextmanager
async def channels(endpoints: Endpoints, token: PersonToken, ca: Path | None = None) -> AsyncIterator[Server]:
    """The three services, called in the token's name."""
    identity, attendance, recognition = (services_in(f"presence.{name}.v1") for name in PROCESSES)
    async with (
        open_channel(endpoints.identity, services=identity, not_repeatable=NOT_REPEATABLE, token=token, ca=ca) as one,
        open_channel(endpoints.attendance, services=attendance, token=token, ca=ca) as two,
        open_channel(endpoints.recognition, services=recognition, token=token, ca=ca, deadline_seconds=60) as three,
    ):
        yield Server(one, two, three, token)


@asynccontextmanager
async def logged_in() -> AsyncIterator[Server]:
    """The server of the saved login."""
    saved = login_file.load()
    endpoints = await find_endpoints(saved.server, saved.ca)
    async with open_channel(endpoints.identity, ca=saved.ca) as plain:
        stub = identity_service_pb2_grpc.IdentityServiceStub(plain)

        async def renew() -> identity_service_pb2.Token:
            with login_file.held():  # held for one short call; the loop has nothing else to do meanwhile
                login = login_file.load()
                request = identity_service_pb2.RefreshTokenRequest(refresh_token=login.refresh_token)
                answer = await stub.RefreshToken(request)
                login_file.save(login.model_copy(update={"refresh_token": answer.token.refresh_token}))
            return answer.token

        async with channels(endpoints, PersonToken(renew), saved.ca) as server:
            yield server


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run a command's work; every failure becomes one sentence."""
    try:
        return asyncio.run(work)
    except NoPresenceThere as error:
        raise CommandError(str(error)) from error
    except grpc.aio.AioRpcError as error:
        if error.code() is grpc.StatusCode.UNAVAILABLE:
            raise CommandError(f"Presence does not answer: {error.details()}") from error
        raise CommandError(error.details() or error.code().name) from error
    except KeyboardInterrupt:
        raise CommandError("stopped") from None
