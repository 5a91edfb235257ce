"""Identity and attendance as recognition sees them: one server that answers as the test's world says."""

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import grpc
from google.protobuf.timestamp_pb2 import Timestamp
from presence.attendance.v1 import attendance_service_pb2 as attendance_pb
from presence.attendance.v1 import attendance_service_pb2_grpc as attendance_rpc
from presence.identity.v1 import identity_service_pb2 as identity_pb
from presence.identity.v1 import identity_service_pb2_grpc as identity_rpc
from presence.identity.v1 import people_service_pb2 as people_pb
from presence.identity.v1 import people_service_pb2_grpc as people_rpc

from tests.fakes.recognition_peers_world import Peers

SERVICE_KEY = "the key of recognition"
Context = grpc.aio.ServicerContext[Any, Any]


class _Identity(identity_rpc.IdentityServiceServicer):
    def __init__(self, peers: Peers) -> None:
        self._peers = peers

    async def GetSigningKeys(  # noqa: N802  gRPC's name
        self, request: identity_pb.GetSigningKeysRequest, context: Context
    ) -> identity_pb.GetSigningKeysResponse:
        return identity_pb.GetSigningKeysResponse(jwks_json=self._peers.jwks(), expire_time=_in_an_hour())

    async def Authenticate(  # noqa: N802  gRPC's name
        self, request: identity_pb.AuthenticateRequest, context: Context
    ) -> identity_pb.AuthenticateResponse:
        if request.key.secret != SERVICE_KEY:
            await context.abort(grpc.StatusCode.UNAUTHENTICATED, "log in again")
        token = self._peers.token(request.key.key_id, "service", audience=request.key.audience)
        return identity_pb.AuthenticateResponse(
            token=identity_pb.Token(access_token=token, expire_time=_in_an_hour(), subject=request.key.key_id)
        )


class _People(people_rpc.PeopleServiceServicer):
    def __init__(self, peers: Peers) -> None:
        self._peers = peers

    async def GetPerson(self, request: people_pb.GetPersonRequest, context: Context) -> people_pb.GetPersonResponse:  # noqa: N802  gRPC's name
        if request.person_id not in self._peers.people:
            await context.abort(grpc.StatusCode.NOT_FOUND, "there is no such person")
        return people_pb.GetPersonResponse(person=self._peers.people[request.person_id])

    async def WatchPeople(  # noqa: N802  gRPC's name
        self, request: people_pb.WatchPeopleRequest, context: Context
    ) -> AsyncIterator[people_pb.WatchPeopleResponse]:
        peers = self._peers
        peers.people_watched.append(request.resume_token)
        await peers.notify()
        position = int(request.resume_token or 0)
        if request.resume_token and position < peers.oldest_token:
            await context.abort(grpc.StatusCode.OUT_OF_RANGE, "compacted")
        if not request.resume_token:
            position = len(peers.people_log)
            for person in list(peers.people.values()):
                yield people_pb.WatchPeopleResponse(changed=person, resume_token="0")
        yield people_pb.WatchPeopleResponse(caught_up=people_pb.CaughtUp(), resume_token=str(position))
        while True:
            await peers.next_of(peers.people_log, position)
            if peers.hide_from_watch:
                await peers.until(lambda: not peers.hide_from_watch, seconds=60)
            yield peers.people_log[position]
            position += 1


class _Attendance(attendance_rpc.AttendanceServiceServicer):
    def __init__(self, peers: Peers) -> None:
        self._peers = peers

    async def WatchCameraAssignments(  # noqa: N802  gRPC's name
        self, request: attendance_pb.WatchCameraAssignmentsRequest, context: Context
    ) -> AsyncIterator[attendance_pb.WatchCameraAssignmentsResponse]:
        peers = self._peers
        position = len(peers.assignment_log)
        snapshot = attendance_pb.AssignmentsSnapshot(assignments=list(peers.assignments.values()))
        yield attendance_pb.WatchCameraAssignmentsResponse(snapshot=snapshot)
        while True:
            await peers.next_of(peers.assignment_log, position)
            yield peers.assignment_log[position]
            position += 1

    async def ReportSightings(  # noqa: N802  gRPC's name
        self, request_iterator: AsyncIterator[attendance_pb.ReportSightingsRequest], context: Context
    ) -> AsyncIterator[attendance_pb.ReportSightingsResponse]:
        peers = self._peers
        async for request in request_iterator:
            peers.reports_received += 1
            await peers.notify()
            if not peers.answering:
                await peers.until(lambda: peers.answering, seconds=60)
            yield self._store(request)
            await peers.notify()

    def _store(self, request: attendance_pb.ReportSightingsRequest) -> attendance_pb.ReportSightingsResponse:
        response = attendance_pb.ReportSightingsResponse()
        for sighting in request.sightings:
            if sighting.student_id in self._peers.refused_students:
                response.refused.add(id=sighting.sighting_id, reason="unknown student")
                continue
            self._peers.sightings[sighting.sighting_id] = sighting
            response.stored_ids.append(sighting.sighting_id)
        for coverage in request.coverages:
            self._peers.coverages[coverage.coverage_id] = coverage
            response.stored_ids.append(coverage.coverage_id)
        for condition in request.conditions:
            self._peers.conditions[condition.condition_id] = condition
            response.stored_ids.append(condition.condition_id)
        for progress in () if self._peers.is_older else request.progress:
            self._peers.progress.setdefault(progress.camera_id, []).append(progress)
            response.stored_ids.append(progress.camera_id)
        return response

    async def ListCameraSessions(  # noqa: N802  gRPC's name
        self, request: attendance_pb.ListCameraSessionsRequest, context: Context
    ) -> attendance_pb.ListCameraSessionsResponse:
        if self._peers.is_older:
            await context.abort(grpc.StatusCode.UNIMPLEMENTED, "Method not found!")
        if not self._peers.knows_the_past:
            await context.abort(grpc.StatusCode.RESOURCE_EXHAUSTED, "not now")
        found = [session for camera_id, session in self._peers.past_sessions if camera_id == request.camera_id]
        return attendance_pb.ListCameraSessionsResponse(sessions=found)


@dataclass
class RunningPeers:
    """The peers, and the server they answer on; `stop` and `start` take them away and bring them back."""

    peers: Peers
    port: int
    _server: grpc.aio.Server | None = field(default=None)

    @property
    def target(self) -> str:
        return f"ipv4:127.0.0.1:{self.port}"

    async def start(self) -> None:
        """Serve, on the same port each time."""
        server = grpc.aio.server(options=[("grpc.so_reuseport", 0)])
        identity_rpc.add_IdentityServiceServicer_to_server(_Identity(self.peers), server)
        people_rpc.add_PeopleServiceServicer_to_server(_People(self.peers), server)
        attendance_rpc.add_AttendanceServiceServicer_to_server(_Attendance(self.peers), server)
        server.add_insecure_port(f"127.0.0.1:{self.port}")
        await server.start()
        self._server = server

    async def stop(self) -> None:
        """Nobody answers any more."""
        if self._server is not None:
            await self._server.stop(0)
            self._server = None


@asynccontextmanager
async def running_peers() -> AsyncIterator[RunningPeers]:
    """Identity and attendance for the block."""
    with socket.socket() as holder:
        # bound and not listening: while nothing listens on the port, nobody else is given it
        holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        holder.bind(("127.0.0.1", 0))
        running = RunningPeers(Peers(), port=holder.getsockname()[1])
        await running.start()
        try:
            yield running
        finally:
            await running.stop()


def _in_an_hour() -> Timestamp:
    stamp = Timestamp()
    stamp.FromDatetime(datetime.now(UTC) + timedelta(hours=1))
    return stamp
