"""Attendance, as recognition needs it: where sightings go, and whom cameras look for."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import grpc
import structlog
from presence.attendance.v1 import attendance_service_pb2 as pb
from presence.attendance.v1 import attendance_service_pb2_grpc, room_service_pb2

from services.common.errors import PeerUnavailable
from services.common.timestamps import timestamp
from services.common.watched import watched
from services.recognition.app.assignments import AllAssignments, Assignment, AssignmentEvent, CameraDeleted
from services.recognition.app.past_sessions import PastSession
from services.recognition.app.reports import (
    Answer,
    CameraCondition,
    CameraProgress,
    CoverageReport,
    Report,
    ReportLine,
    SightingReport,
)
from services.recognition.domain.camera_health import Trouble
from services.recognition.domain.faces import Detector

_DETECTORS = {
    room_service_pb2.DETECTOR_HOG: Detector.HOG,
    room_service_pb2.DETECTOR_CNN: Detector.CNN,
}

_TROUBLES = {
    Trouble.BLACK: pb.CAMERA_TROUBLE_BLACK,
    Trouble.COVERED: pb.CAMERA_TROUBLE_COVERED,
    Trouble.FROZEN: pb.CAMERA_TROUBLE_FROZEN,
    Trouble.BLURRED: pb.CAMERA_TROUBLE_BLURRED,
    Trouble.DARK: pb.CAMERA_TROUBLE_DARK,
    Trouble.GONE: pb.CAMERA_TROUBLE_GONE,
    Trouble.CLOCK: pb.CAMERA_TROUBLE_CLOCK,
    Trouble.LOST: pb.CAMERA_TROUBLE_LOST,
}

_log: structlog.typing.FilteringBoundLogger = structlog.get_logger("outbox")

# write() on a broken stream raises InvalidStateError or INTERNAL, never UNAVAILABLE
_BROKEN = (grpc.aio.AioRpcError, asyncio.InvalidStateError)


class AttendanceClient:
    """Implements app.reports.ReportLines, app.assignments.AssignmentFeed and app.past_sessions.SessionHistory."""

    def __init__(self, channel: grpc.aio.Channel) -> None:
        self._stub = attendance_service_pb2_grpc.AttendanceServiceStub(channel)
        self._older = _Older()

    @asynccontextmanager
    async def open(self) -> AsyncIterator[ReportLine]:
        call = self._stub.ReportSightings()
        try:
            yield _Line(call, self._older)
        finally:
            call.cancel()

    async def watch(self) -> AsyncIterator[AssignmentEvent]:
        call = self._stub.WatchCameraAssignments(pb.WatchCameraAssignmentsRequest())
        async with watched(call) as responses:
            async for response in responses:
                event = _event(response)
                if event is not None:
                    yield event

    async def sessions(self, camera_id: str, start: datetime, end: datetime) -> list[PastSession]:
        request = pb.ListCameraSessionsRequest(
            camera_id=camera_id, start_time=timestamp(start), end_time=timestamp(end)
        )
        try:
            response = await self._stub.ListCameraSessions(request)
        except grpc.aio.AioRpcError as error:
            if error.code() is grpc.StatusCode.UNIMPLEMENTED:
                self._older.tell()  # what cameras kept stays on their disks until it is upgraded
            raise PeerUnavailable from error
        return [_session(message) for message in response.sessions]


class _Older:
    """Says once that the other side is of before cameras kept frames on disk."""

    def __init__(self) -> None:
        self._told = False

    def tell(self) -> None:
        if not self._told:
            self._told = True
            _log.warning("attendance is older than this pod and does not know how far cameras are: upgrade it")


class _Line:
    def __init__(
        self, call: "grpc.aio.StreamStreamCall[pb.ReportSightingsRequest, pb.ReportSightingsResponse]", older: _Older
    ) -> None:
        self._call = call
        self._older = older
        self._progress: deque[set[str]] = deque()  # ids of each batch that is not answered; at most those under way

    async def send(self, reports: list[Report]) -> None:
        request = pb.ReportSightingsRequest(
            sightings=[_sighting(report) for report in reports if isinstance(report, SightingReport)],
            coverages=[_coverage(report) for report in reports if isinstance(report, CoverageReport)],
            conditions=[_condition(report) for report in reports if isinstance(report, CameraCondition)],
            progress=[_progress(report) for report in reports if isinstance(report, CameraProgress)],
        )
        self._progress.append({report.report_id for report in reports if isinstance(report, CameraProgress)})
        try:
            await self._call.write(request)
        except _BROKEN as error:
            raise PeerUnavailable from error

    async def answers(self) -> AsyncIterator[Answer]:
        try:
            async for response in self._call:
                refused = tuple((item.id, item.reason) for item in response.refused)
                yield Answer((*response.stored_ids, *self._read_past(response)), refused)
        except _BROKEN as error:
            raise PeerUnavailable from error

    def _read_past(self, response: pb.ReportSightingsResponse) -> set[str]:
        """Cameras whose progress attendance did not know: it answers each batch in order, and would never answer these.

        Sent again and again they would hold up what cameras may forget; that attendance waits for no camera anyway.
        """
        asked = self._progress.popleft() if self._progress else set()
        unknown = asked - {*response.stored_ids, *(item.id for item in response.refused)}
        if unknown:
            self._older.tell()
        return unknown


def _sighting(report: SightingReport) -> pb.Sighting:
    sighting = report.sighting
    return pb.Sighting(
        sighting_id=sighting.sighting_id,
        camera_id=report.camera_id,
        student_id=sighting.person_id,
        first_seen_time=timestamp(sighting.first_seen),
        last_seen_time=timestamp(sighting.last_seen),
        distance=sighting.distance,
        gallery_version=sighting.gallery_version,
        model=report.model,
        track_id=sighting.track_id,
        frames_used=report.frames_used,
        confirmed_by=report.confirmed_by,
        checked_in=report.checked_in,
    )


def _coverage(report: CoverageReport) -> pb.Coverage:
    coverage = report.coverage
    return pb.Coverage(
        coverage_id=coverage.coverage_id,
        camera_id=report.camera_id,
        start_time=timestamp(coverage.start),
        end_time=timestamp(coverage.end),
    )


def _condition(report: CameraCondition) -> pb.CameraCondition:
    return pb.CameraCondition(
        condition_id=report.condition_id,
        camera_id=report.camera_id,
        trouble=_TROUBLES[report.trouble],
        start_time=timestamp(report.start),
        end_time=timestamp(report.end),
    )


def _progress(report: CameraProgress) -> pb.CameraProgress:
    return pb.CameraProgress(
        camera_id=report.camera_id,
        complete_through_time=timestamp(report.complete_through),
        stopped=report.stopped,
    )


def _session(message: pb.CameraSession) -> PastSession:
    return PastSession(
        session_id=message.session_id,
        room_id=message.room_id,
        start=message.start_time.ToDatetime(UTC),
        end=message.end_time.ToDatetime(UTC) if message.HasField("end_time") else None,
        roster=frozenset(message.student_ids),
        operator_ids=frozenset(message.operator_ids),
    )


def _assignment(message: pb.CameraAssignment) -> Assignment:
    return Assignment(
        camera_id=message.camera_id,
        room_id=message.room_id,
        active=message.active,
        roster=frozenset(message.student_ids),
        detector=_DETECTORS.get(message.detector, Detector.YUNET),
        operator_ids=frozenset(message.operator_ids),
        tiles=message.tiles != room_service_pb2.TILES_OFF,
    )


def _event(response: pb.WatchCameraAssignmentsResponse) -> AssignmentEvent | None:
    match response.WhichOneof("event"):
        case "snapshot":
            return AllAssignments(tuple(_assignment(item) for item in response.snapshot.assignments))
        case "changed":
            return _assignment(response.changed)
        case "deleted_camera_id":
            return CameraDeleted(response.deleted_camera_id)
        case _:  # a heartbeat, or an event of a newer attendance
            return None
