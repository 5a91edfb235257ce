"""The real identity service in this process, on a free port and a database of the test's own, with people to be.

    async with running_identity(create_database()) as identity:
        async with identity.channel() as channel:
            stub = PeopleServiceStub(channel)
            await stub.ListPeople(ListPeopleRequest(), metadata=bearer(identity.admin.token))

`identity.add_person(...)` makes more people; `identity.service_token("recognition", "attendance")` and
`identity.camera_token(camera_id)` speak for services and cameras. PostgreSQL and a server make it, not a fake.
"""

import asyncio
import base64
import hashlib
import secrets
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from uuid import uuid4

import grpc
from presence.identity.v1 import (
    device_service_pb2,
    device_service_pb2_grpc,
    identity_service_pb2,
    identity_service_pb2_grpc,
    people_service_pb2,
    people_service_pb2_grpc,
)

from services.common.auth import utc_now
from services.common.channels import bearer, open_channel, services_in
from services.common.migrations import migrate
from services.common.server import Server
from services.identity.__main__ import MIGRATIONS, Identity, assembled
from services.identity.app.given import Clock
from services.identity.config import IdentityConfig
from services.identity.handlers.errors import STATUS
from services.identity.handlers.identity import PUBLIC_METHODS
from tests.fakes.identity_authenticator import Authenticator

PUBLIC_URL = "https://presence.example.edu"
PASSWORD = "a teapot sings at noon"
RENEWED_SECONDS = 120.0
SERVICES = ("recognition", "attendance", "gateway")
_SERVICES = services_in("presence.identity.v1")

_ROLES = {
    "student": identity_service_pb2.ROLE_STUDENT,
    "teacher": identity_service_pb2.ROLE_TEACHER,
    "admin": identity_service_pb2.ROLE_ADMIN,
}


@dataclass(frozen=True)
class Account:
    """Somebody who is logged in."""

    person_id: str
    email: str
    password: str
    token: str = field(repr=False)  # access token
    refresh_token: str = field(repr=False)


@dataclass
class RunningIdentity:
    """A server that serves, and an administrator who is logged in, and stays so."""

    target: str  # gRPC target, for IDENTITY_TARGET
    database_url: str
    bootstrap_secret: str
    service_keys: Mapping[str, str]  # a service's own key (SERVICE_KEY), by its name
    service: Identity
    admin: Account

    def channel(self) -> grpc.aio.Channel:
        """A channel without a token; `async with` it, and send `metadata=bearer(token)`.

        A connection that is refused at first is made again, as for any caller.
        """
        return open_channel(self.target, services=_SERVICES)

    async def add_person(
        self, role: str = "student", display_name: str = "", *, email: str = "", student_number: str = ""
    ) -> Account:
        """A person ("student", "teacher" or "admin") made by the administrator, activated and logged in."""
        email = email or f"{role}.{uuid4().hex[:12]}@example.edu"
        async with self.channel() as channel:
            created = await people_service_pb2_grpc.PeopleServiceStub(channel).CreatePerson(
                people_service_pb2.CreatePersonRequest(
                    person=people_service_pb2.Person(
                        display_name=display_name or f"Some {role.title()}",
                        email=email,
                        student_number=student_number,
                        role=_ROLES[role],
                    ),
                    request_id=str(uuid4()),
                ),
                metadata=bearer(self.admin.token),
            )
            return await _activated(channel, created.activation_link, email)

    async def service_token(self, name: str, audience: str) -> str:
        """An access token with which the service `name` may call `audience`."""
        credential = identity_service_pb2.KeyCredential(key_id=name, secret=self.service_keys[name], audience=audience)
        return await self._token(credential)

    async def camera_credential(self, camera_id: str) -> str:
        """A new device key as `presence camera --key` takes it; a camera may hold two."""
        async with self.channel() as channel:
            issued = await device_service_pb2_grpc.DeviceServiceStub(channel).IssueDeviceKey(
                device_service_pb2.IssueDeviceKeyRequest(camera_id=camera_id, label="test"),
                metadata=bearer(self.admin.token),
            )
            return str(issued.credential)

    async def camera_token(self, camera_id: str) -> str:
        """An access token with which the camera may stream to recognition."""
        key_id, _, secret = (await self.camera_credential(camera_id)).partition(".")
        return await self._token(identity_service_pb2.KeyCredential(key_id=key_id, secret=secret))

    async def kiosk_code(self, camera_id: str) -> str:
        """A code that makes one tablet the camera's kiosk."""
        async with self.channel() as channel:
            offered = await device_service_pb2_grpc.DeviceServiceStub(channel).CreateKioskPairing(
                device_service_pb2.CreateKioskPairingRequest(camera_id=camera_id), metadata=bearer(self.admin.token)
            )
            return str(offered.code)

    async def kiosk_token(self, code: str) -> str:
        """An access token of the tablet that has the code, which is then used up."""
        async with self.channel() as channel:
            paired = await device_service_pb2_grpc.DeviceServiceStub(channel).PairKiosk(
                device_service_pb2.PairKioskRequest(code=code)
            )
            return str(paired.token.access_token)

    async def _token(self, credential: identity_service_pb2.KeyCredential) -> str:
        async with self.channel() as channel:
            answer = await identity_service_pb2_grpc.IdentityServiceStub(channel).Authenticate(
                identity_service_pb2.AuthenticateRequest(key=credential)
            )
            return str(answer.token.access_token)


@asynccontextmanager
async def running_identity(
    database_url: str,
    *,
    clock: Clock = utc_now,
    heartbeat_seconds: float = 10.0,
    encryption_key: str = "",
    settings: Mapping[str, object] | None = None,
) -> AsyncIterator[RunningIdentity]:
    """Migrates the database (empty, or of an earlier block with the same `encryption_key`) and serves for the block.

    `settings` are more of IdentityConfig's, by their names there.
    """
    service_keys = {name: secrets.token_urlsafe(32) for name in SERVICES}
    bootstrap_secret = secrets.token_urlsafe(32)
    config = IdentityConfig.model_validate(
        {
            "listen": "127.0.0.1:0",
            "database_url": database_url,
            "public_url": PUBLIC_URL,
            "encryption_key": encryption_key or base64.b64encode(secrets.token_bytes(32)).decode(),
            "bootstrap_secret": bootstrap_secret,
            "service_keys": {name: hashlib.sha256(key.encode()).hexdigest() for name, key in service_keys.items()},
            "heartbeat_seconds": heartbeat_seconds,
            "most_connections": 4,  # its followers would open more at once, for each test anew
            # as cheap as the settings allow: these passwords guard nothing
            "argon2_memory_kib": 19_456,
            "argon2_passes": 2,
            "argon2_lanes": 1,
            **(settings or {}),
        }
    )
    await migrate(database_url, MIGRATIONS)
    async with assembled(config, clock) as service:
        server = Server(
            listen=config.listen,
            register=service.register,
            verify=service.verifier.verify,
            errors=STATUS,
            public_methods=PUBLIC_METHODS,
            until_revoked=service.revocations.until_revoked,
        )
        port = await server.start()
        try:
            await service.ready()
            await server.set_ready()
            target = f"ipv4:127.0.0.1:{port}"
            admin = await _first_administrator(target, bootstrap_secret)
            running = RunningIdentity(target, database_url, bootstrap_secret, service_keys, service, admin)
            renewing = asyncio.create_task(_renewed(running))
            try:
                yield running
            finally:
                renewing.cancel()
                await asyncio.wait((renewing,))
        finally:
            await service.watching.stop()
            await service.watching_revocations.stop()
            await server.stop()


async def _renewed(identity: RunningIdentity) -> None:
    """Keeps the administrator's access token younger than ten minutes: tests of a whole folder share one identity."""
    while True:
        await asyncio.sleep(RENEWED_SECONDS)
        with suppress(grpc.aio.AioRpcError):  # its database is away, or the log-in was ended: as the test wants it
            async with identity.channel() as channel:
                request = identity_service_pb2.RefreshTokenRequest(refresh_token=identity.admin.refresh_token)
                answer = await identity_service_pb2_grpc.IdentityServiceStub(channel).RefreshToken(request)
            identity.admin = _account(answer.token, identity.admin.email)


async def _first_administrator(target: str, bootstrap_secret: str) -> Account:
    email = "head@example.edu"
    async with open_channel(target, services=_SERVICES) as channel:
        stub = identity_service_pb2_grpc.IdentityServiceStub(channel)
        try:
            invited = await stub.BootstrapAdmin(
                identity_service_pb2.BootstrapAdminRequest(
                    bootstrap_secret=bootstrap_secret, email=email, display_name="Head of Office"
                )
            )
        except grpc.aio.AioRpcError as error:
            if error.code() is not grpc.StatusCode.FAILED_PRECONDITION:
                raise
            # the database is an earlier block's: the administrator has a password already
            password = identity_service_pb2.PasswordCredential(email=email, password=PASSWORD)
            answer = await stub.Authenticate(identity_service_pb2.AuthenticateRequest(password=password))
            return _account(answer.token, email)
        return await _activated(channel, invited.activation_link, email)


async def _activated(channel: grpc.aio.Channel, link: str, email: str) -> Account:
    stub = identity_service_pb2_grpc.IdentityServiceStub(channel)
    answer = await stub.ActivateAccount(
        identity_service_pb2.ActivateAccountRequest(activation_token=link.partition("#")[2], password=PASSWORD)
    )
    if not answer.HasField("challenge"):
        return _account(answer.token, email)
    # a second factor is required: an authenticator that is used this once
    made = Authenticator(PUBLIC_URL).create(answer.challenge.passkey_options_json)
    request = identity_service_pb2.EnrolSecondFactorRequest(
        challenge_token=answer.challenge.challenge_token, passkey_credential_json=made
    )
    return _account((await stub.EnrolSecondFactor(request)).token, email)


def _account(token: identity_service_pb2.Token, email: str) -> Account:
    return Account(token.subject, email, PASSWORD, token.access_token, token.refresh_token)
