"""The real attendance service in this process, on a free port, over a database of the test's own."""

import base64
import secrets
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass

import grpc
from presence.attendance.v1 import (
    attendance_service_pb2_grpc,
    calendar_service_pb2_grpc,
    course_service_pb2_grpc,
    dispute_service_pb2_grpc,
    evidence_service_pb2_grpc,
    excuse_service_pb2_grpc,
    group_service_pb2_grpc,
    ledger_service_pb2_grpc,
    policy_service_pb2_grpc,
    room_service_pb2_grpc,
    student_service_pb2_grpc,
    timetable_service_pb2_grpc,
)
from pydantic import SecretStr

from services.attendance.__main__ import MIGRATIONS, build
from services.attendance.config import AttendanceConfig
from services.attendance.errors import STATUS
from services.attendance.handlers.timetable import PUBLIC_METHODS
from services.common.call_metadata import TokenSource
from services.common.channels import open_channel
from services.common.migrations import migrate
from services.common.server import Server
from tests.fakes.identity_server import RunningIdentity

ENCRYPTION_KEYS = base64.b64encode(secrets.token_bytes(32)).decode()


@dataclass(frozen=True)
class AttendanceClient:
    """The stubs over one channel that speaks for one caller."""

    courses: "course_service_pb2_grpc.CourseServiceAsyncStub"
    rooms: "room_service_pb2_grpc.RoomServiceAsyncStub"
    attendance: "attendance_service_pb2_grpc.AttendanceServiceAsyncStub"
    evidence: "evidence_service_pb2_grpc.EvidenceServiceAsyncStub"
    ledger: "ledger_service_pb2_grpc.LedgerServiceAsyncStub"
    policies: "policy_service_pb2_grpc.PolicyServiceAsyncStub"
    excuses: "excuse_service_pb2_grpc.ExcuseServiceAsyncStub"
    disputes: "dispute_service_pb2_grpc.DisputeServiceAsyncStub"
    calendar: "calendar_service_pb2_grpc.CalendarServiceAsyncStub"
    groups: "group_service_pb2_grpc.GroupServiceAsyncStub"
    timetable: "timetable_service_pb2_grpc.TimetableServiceAsyncStub"
    students: "student_service_pb2_grpc.StudentServiceAsyncStub"


@dataclass(frozen=True)
class AttendanceServer:
    """A running server; `target` is what other services and clients are given."""

    target: str

    @asynccontextmanager
    async def client(self, token: str | TokenSource) -> AsyncIterator[AttendanceClient]:
        """A client with this access token, or with one that is asked for at each call."""

        async def same() -> str:
            assert isinstance(token, str)
            return token

        source = same if isinstance(token, str) else token
        # longer than others give a call: every test has the same two cores
        async with open_channel(self.target, token=source, deadline_seconds=60.0) as channel:
            yield client_over(channel)


def client_over(channel: grpc.aio.Channel) -> AttendanceClient:
    """The stubs over a channel."""
    return AttendanceClient(
        course_service_pb2_grpc.CourseServiceStub(channel),
        room_service_pb2_grpc.RoomServiceStub(channel),
        attendance_service_pb2_grpc.AttendanceServiceStub(channel),
        evidence_service_pb2_grpc.EvidenceServiceStub(channel),
        ledger_service_pb2_grpc.LedgerServiceStub(channel),
        policy_service_pb2_grpc.PolicyServiceStub(channel),
        excuse_service_pb2_grpc.ExcuseServiceStub(channel),
        dispute_service_pb2_grpc.DisputeServiceStub(channel),
        calendar_service_pb2_grpc.CalendarServiceStub(channel),
        group_service_pb2_grpc.GroupServiceStub(channel),
        timetable_service_pb2_grpc.TimetableServiceStub(channel),
        student_service_pb2_grpc.StudentServiceStub(channel),
    )


def attendance_of(identity: RunningIdentity, database_url: str) -> AbstractAsyncContextManager[AttendanceServer]:
    """Attendance beside this identity, which knows it."""
    key = identity.service_keys["attendance"]
    return attendance_server(database_url=database_url, identity_target=identity.target, service_key=key)


@asynccontextmanager
async def attendance_server(
    *,
    database_url: str,
    identity_target: str,
    service_key: str,
    encryption_keys: str = ENCRYPTION_KEYS,
    heartbeat_seconds: float = 10.0,
    poll_seconds: float = 5.0,
) -> AsyncIterator[AttendanceServer]:
    """Serves for the block. `database_url` names an empty or migrated database; `service_key` is attendance's own."""
    config = AttendanceConfig(
        listen="127.0.0.1:0",
        database_url=SecretStr(database_url),
        identity_target=identity_target,
        service_key=SecretStr(service_key),
        encryption_keys=SecretStr(encryption_keys),
        heartbeat_seconds=heartbeat_seconds,
        poll_seconds=poll_seconds,
        most_connections=4,  # its followers would open ten at once, for each test anew
    )
    await migrate(database_url, MIGRATIONS)
    async with build(config) as built:
        server = Server(
            listen=config.listen,
            register=built.register,
            verify=built.verifier.verify,
            errors=STATUS,
            until_revoked=built.revocations.until_revoked,
            public_methods=PUBLIC_METHODS,
        )
        port = await server.start()
        await server.set_ready()
        try:
            yield AttendanceServer(f"ipv4:127.0.0.1:{port}")
        finally:
            await built.let_streams_go()
            await server.stop(1.0)
