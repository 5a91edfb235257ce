"""The attendance service: config, migrations, pool, adapters, app, handlers, serve."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import grpc
from presence.attendance.v1 import (
    attendance_service_pb2,
    attendance_service_pb2_grpc,
    course_service_pb2,
    course_service_pb2_grpc,
    evidence_service_pb2,
    evidence_service_pb2_grpc,
    room_service_pb2,
    room_service_pb2_grpc,
)
from presence.identity.v1 import identity_service_pb2, people_service_pb2

from services.attendance.adapters.assignments_postgres import PostgresAssignments
from services.attendance.adapters.completeness_postgres import PostgresCompleteness
from services.attendance.adapters.courses_postgres import PostgresCourses
from services.attendance.adapters.evidence_postgres import PostgresEvidence
from services.attendance.adapters.identity_grpc import GrpcIdentity
from services.attendance.adapters.people_postgres import PostgresPeople
from services.attendance.adapters.reading_postgres import PostgresReading
from services.attendance.adapters.register_postgres import PostgresRegister
from services.attendance.adapters.rooms_postgres import PostgresRooms
from services.attendance.adapters.rows import ASSIGNMENT_CHANNEL, SESSION_CHANNEL
from services.attendance.app.access import Access
from services.attendance.app.assignments import Assignments
from services.attendance.app.completeness import Completeness
from services.attendance.app.courses import Courses
from services.attendance.app.evidence import Evidence
from services.attendance.app.follow_people import PeopleFollower
from services.attendance.app.ledger.reopen import Reopenings
from services.attendance.app.people import People
from services.attendance.app.reading import Reading
from services.attendance.app.rooms import Rooms
from services.attendance.app.sessions import Sessions
from services.attendance.app.sightings import Sightings
from services.attendance.app.watching import SessionWatch
from services.attendance.check_in_wiring import check_in_side
from services.attendance.config import AttendanceConfig
from services.attendance.errors import STATUS
from services.attendance.excuse_wiring import excuse_side
from services.attendance.handlers.attendance import AttendanceServicer
from services.attendance.handlers.courses import CourseServicer
from services.attendance.handlers.evidence import EvidenceServicer
from services.attendance.handlers.rooms import RoomServicer
from services.attendance.handlers.timetable import PUBLIC_METHODS
from services.attendance.insight_wiring import insight_part
from services.attendance.ledger_wiring import ledger_side
from services.attendance.personal_wiring import personal_side
from services.attendance.policy_wiring import policy_side
from services.attendance.system_wiring import system_side
from services.attendance.timetable_wiring import timetable_side
from services.common.auth import TokenVerifier, keys_from, utc_now
from services.common.background import running
from services.common.channels import open_channel
from services.common.config import load
from services.common.listen import Listener
from services.common.migrations import migrate
from services.common.postgres import open_database
from services.common.revocation_feed import GrpcRevocations
from services.common.revocations import Revocations
from services.common.serve import serve
from services.common.server import Register
from services.common.service_token import ServiceToken
from services.common.start import run_process, wait_for_database
from services.common.telemetry import configure_logging
from services.common.upkeep import UpkeepLog

NAME = "attendance"
MIGRATIONS = Path(__file__).with_name("migrations")


@dataclass(frozen=True)
class Built:
    """A wired service: what a server needs of it."""

    register: Register
    verifier: TokenVerifier
    revocations: Revocations
    watch: SessionWatch
    assignments: Assignments
    leaving: asyncio.Event

    async def let_streams_go(self) -> None:
        """Ends watches and reports, which clients resume elsewhere; the first step of going away."""
        self.leaving.set()
        self.watch.close()
        self.assignments.close()


@asynccontextmanager
async def build(config: AttendanceConfig) -> AsyncIterator[Built]:
    """The service over a migrated database, with its followers running, for the block."""
    dsn = config.database_url.get_secret_value()
    async with AsyncExitStack() as stack:
        database = await stack.enter_async_context(open_database(dsn, most_connections=config.most_connections))
        listener = Listener(dsn, SESSION_CHANNEL, ASSIGNMENT_CHANNEL, poll_seconds=config.poll_seconds)
        await stack.enter_async_context(listener)
        keys, identity = await _identity_channels(config, stack)

        reading, people_store = PostgresReading(database), PostgresPeople(database)
        source = GrpcIdentity(identity)
        people = People(people_store, source)
        register = PostgresRegister(database)
        access = Access(reading)
        timetable = timetable_side(database, people, access, utc_now, poll_seconds=config.poll_seconds)
        institutions = timetable.institutions
        watch = SessionWatch(reading, lambda: listener.changes(SESSION_CHANNEL))
        assignments = Assignments(PostgresAssignments(database), lambda: listener.changes(ASSIGNMENT_CHANNEL))
        courses = CourseServicer(Courses(PostgresCourses(database), people, institutions.today, uuid4), access)
        completeness = Completeness(PostgresCompleteness(database), utc_now)
        rooms = RoomServicer(Rooms(PostgresRooms(database), uuid4, utc_now), completeness, access)
        leaving = asyncio.Event()
        insight = insight_part(database, access, identity, utc_now, poll_seconds=config.poll_seconds)
        attendance = AttendanceServicer(
            sessions=Sessions(register, utc_now, uuid4, timetable.classes),
            reopenings=Reopenings(register, utc_now),
            sightings=Sightings(register, people, utc_now),
            reading=Reading(reading),
            reports=insight.files,
            watch=watch,
            assignments=assignments,
            completeness=completeness,
            access=access,
            leaving=leaving,
            heartbeat_seconds=config.heartbeat_seconds,
        )
        evidence = EvidenceServicer(Evidence(PostgresEvidence(database), utc_now), completeness, access)
        follower = PeopleFollower(source, people_store)
        revocations = Revocations()
        following = revocations.follow(GrpcRevocations(identity))
        verifier = TokenVerifier(NAME, keys_from(keys), ended=revocations.check)
        await stack.enter_async_context(running(watch.run(), assignments.run(), follower.run(), following))
        await stack.enter_async_context(running(timetable.keeping))
        check_ins = check_in_side(database, config.sealing_keys, access, verifier.verify, utc_now)
        await stack.enter_async_context(running(check_ins.upkeep))
        await stack.enter_async_context(running(*insight.runs()))
        upkeep = UpkeepLog()
        excuses = excuse_side(config, database, access, people, institutions.today, utc_now, upkeep)
        await stack.enter_async_context(running(*excuses.works))
        ledger = ledger_side(database, access, utc_now)
        await stack.enter_async_context(running(ledger.sealing))
        parts = (
            excuses.add,
            insight.register,
            check_ins.add,
            _register(courses, rooms, attendance, evidence),
            ledger.add,
            policy_side(database, access, utc_now),
            timetable.add,
            personal_side(config, database),
            system_side(config, database, MIGRATIONS, upkeep),
        )
        yield Built(_together(parts), verifier, revocations, watch, assignments, leaving)


async def _identity_channels(
    config: AttendanceConfig, stack: AsyncExitStack
) -> tuple[grpc.aio.Channel, grpc.aio.Channel]:
    """A channel that speaks for nobody, for keys and tokens, and one that speaks for this service."""

    def channel(token: ServiceToken | None) -> grpc.aio.Channel:
        return open_channel(
            config.identity_target,
            services=[
                identity_service_pb2.DESCRIPTOR.services_by_name["IdentityService"],
                people_service_pb2.DESCRIPTOR.services_by_name["PeopleService"],
            ],
            token=token,
            ca=config.ca,
            plaintext_behind_mesh=config.plaintext_behind_mesh,
        )

    anonymous = await stack.enter_async_context(channel(None))
    token = ServiceToken(anonymous, name=NAME, key=config.service_key, audience="identity")
    return anonymous, await stack.enter_async_context(channel(token))


def _together(parts: Sequence[Register]) -> Register:
    """Each part of the service adds its own servicers, and says their names."""

    def add(server: grpc.aio.Server) -> Sequence[str]:
        return [name for part in parts for name in part(server)]

    return add


def _register(
    courses: CourseServicer, rooms: RoomServicer, attendance: AttendanceServicer, evidence: EvidenceServicer
) -> Register:
    def add(server: grpc.aio.Server) -> Sequence[str]:
        course_service_pb2_grpc.add_CourseServiceServicer_to_server(courses, server)
        room_service_pb2_grpc.add_RoomServiceServicer_to_server(rooms, server)
        attendance_service_pb2_grpc.add_AttendanceServiceServicer_to_server(attendance, server)
        evidence_service_pb2_grpc.add_EvidenceServiceServicer_to_server(evidence, server)
        files = (
            (course_service_pb2, "CourseService"),
            (room_service_pb2, "RoomService"),
            (attendance_service_pb2, "AttendanceService"),
            (evidence_service_pb2, "EvidenceService"),
        )
        return [file.DESCRIPTOR.services_by_name[name].full_name for file, name in files]

    return add


async def main(config: AttendanceConfig) -> None:
    """Runs the service until it is told to stop."""
    dsn = config.database_url.get_secret_value()
    await wait_for_database(dsn)
    await migrate(dsn, MIGRATIONS)
    async with build(config) as built:
        await serve(
            config,
            name=NAME,
            register=built.register,
            verify=built.verifier.verify,
            errors=STATUS,
            on_drain=[built.let_streams_go],
            until_revoked=built.revocations.until_revoked,
            public_methods=PUBLIC_METHODS,
        )


if __name__ == "__main__":
    settings = load(AttendanceConfig)
    configure_logging(NAME, settings.log_format, settings.log_level)
    run_process(NAME, main(settings))
