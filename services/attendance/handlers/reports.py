"""ReportSightings' messages: each report is read on its own, so that a bad one does not cost the others."""

import math
from collections.abc import Callable, Iterable
from typing import TypeVar

from presence.attendance.v1 import attendance_service_pb2 as pb

from services.attendance.app.sightings import Receipt
from services.attendance.domain.errors import InvalidInput
from services.attendance.domain.sighting import CameraCondition, Coverage, Sighting
from services.attendance.handlers.translate import optional_uuid, span_from, trouble_from, uuid_from

MAX_REPORTS = 500
MAX_TEXT_CHARACTERS = 200

Message = TypeVar("Message", pb.Sighting, pb.Coverage, pb.CameraCondition)
Report = TypeVar("Report", Sighting, Coverage, CameraCondition)


def reports_from(
    request: pb.ReportSightingsRequest,
) -> tuple[list[Sighting], list[Coverage], list[CameraCondition], list[pb.RefusedReport]]:
    """What can be read, and refusals of the rest; InvalidInput when there are too many."""
    for field in ("sightings", "coverages", "conditions"):
        if len(getattr(request, field)) > MAX_REPORTS:
            raise InvalidInput(field, f"must hold at most {MAX_REPORTS}")
    refused: list[pb.RefusedReport] = []
    sightings = _read(request.sightings, _sighting_from, lambda message: message.sighting_id, refused)
    coverages = _read(request.coverages, _coverage_from, lambda message: message.coverage_id, refused)
    conditions = _read(request.conditions, _condition_from, lambda message: message.condition_id, refused)
    return sightings, coverages, conditions, refused


def answer(receipt: Receipt, unreadable: Iterable[pb.RefusedReport]) -> pb.ReportSightingsResponse:
    """Every id that is settled, and no other."""
    refused = [pb.RefusedReport(id=str(report_id), reason=reason) for report_id, reason in receipt.refused.items()]
    return pb.ReportSightingsResponse(
        stored_ids=[str(report_id) for report_id in receipt.stored], refused=[*unreadable, *refused]
    )


def _read(
    messages: Iterable[Message],
    parse: Callable[[Message], Report],
    id_of: Callable[[Message], str],
    refused: list[pb.RefusedReport],
) -> list[Report]:
    reports = []
    for message in messages:
        try:
            reports.append(parse(message))
        except InvalidInput as error:
            refused.append(pb.RefusedReport(id=id_of(message), reason=str(error)))
        except (ValueError, OverflowError):
            refused.append(pb.RefusedReport(id=id_of(message), reason="its times are not times"))
    return reports


def _sighting_from(message: pb.Sighting) -> Sighting:
    if not (message.HasField("first_seen_time") and message.HasField("last_seen_time")):
        raise InvalidInput("first_seen_time and last_seen_time", "must be set")
    if not math.isfinite(message.distance):
        raise InvalidInput("distance", "must be a number")
    if message.frames_used < 0 or message.gallery_version < 0:
        raise InvalidInput("frames_used and gallery_version", "must not be negative")
    for field in ("model", "track_id"):
        text = getattr(message, field)
        if len(text) > MAX_TEXT_CHARACTERS or "\0" in text:
            raise InvalidInput(field, f"must be text of at most {MAX_TEXT_CHARACTERS} characters")
    return Sighting(
        uuid_from("sighting_id", message.sighting_id),
        uuid_from("camera_id", message.camera_id),
        uuid_from("student_id", message.student_id),
        span_from(message.first_seen_time, message.last_seen_time),
        message.distance,
        message.gallery_version,
        message.model,
        message.track_id,
        message.frames_used,
        optional_uuid("confirmed_by", message.confirmed_by),
        message.checked_in,
    )


def _coverage_from(message: pb.Coverage) -> Coverage:
    if not (message.HasField("start_time") and message.HasField("end_time")):
        raise InvalidInput("start_time and end_time", "must be set")
    return Coverage(
        uuid_from("coverage_id", message.coverage_id),
        uuid_from("camera_id", message.camera_id),
        span_from(message.start_time, message.end_time),
    )


def _condition_from(message: pb.CameraCondition) -> CameraCondition:
    if not (message.HasField("start_time") and message.HasField("end_time")):
        raise InvalidInput("start_time and end_time", "must be set")
    return CameraCondition(
        uuid_from("condition_id", message.condition_id),
        uuid_from("camera_id", message.camera_id),
        trouble_from(message.trouble),
        span_from(message.start_time, message.end_time),
    )
