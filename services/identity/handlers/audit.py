"""AuditService."""

from collections.abc import AsyncIterator
from contextlib import aclosing
from datetime import UTC, datetime

from google.protobuf.timestamp_pb2 import Timestamp
from presence.identity.v1 import audit_service_pb2 as pb
from presence.identity.v1 import audit_service_pb2_grpc

from services.common.errors import InvalidInput
from services.common.interceptors.wrap import Context
from services.common.timestamps import timestamp
from services.identity.app.audit_trail import AuditFilter, AuditTrail, RecordedEntry
from services.identity.handlers import access
from services.identity.handlers.convert import page_size_of, page_token, place_of

NAME = pb.DESCRIPTOR.services_by_name["AuditService"].full_name


class AuditHandlers(audit_service_pb2_grpc.AuditServiceServicer):
    """See the comments of the service."""

    def __init__(self, trail: AuditTrail) -> None:
        self._trail = trail

    async def ListAuditEntries(
        self, request: pb.ListAuditEntriesRequest, context: Context
    ) -> pb.ListAuditEntriesResponse:
        access.administrator("read the audit log")
        entries, before = await self._trail.list(
            _filter(request.filter), _before(request.page_token), page_size_of(request.page_size)
        )
        return pb.ListAuditEntriesResponse(
            entries=[_message(entry) for entry in entries],
            next_page_token=page_token([str(before)] if before is not None else None),
        )

    async def ExportAuditEntries(
        self, request: pb.ExportAuditEntriesRequest, context: Context
    ) -> AsyncIterator[pb.ExportAuditEntriesResponse]:
        by = access.administrator("export the audit log")
        async with aclosing(self._trail.pieces(_filter(request.filter), by)) as pieces:
            async for piece in pieces:
                yield pb.ExportAuditEntriesResponse(chunk=piece)


def _filter(message: pb.AuditFilter) -> AuditFilter:
    return AuditFilter(
        message.actor.strip().lower(),
        message.subject.strip().lower(),
        message.action.strip(),
        _moment(message.from_time) if message.HasField("from_time") else None,
        _moment(message.to_time) if message.HasField("to_time") else None,
    )


def _moment(time: Timestamp) -> datetime:
    try:
        return time.ToDatetime(tzinfo=UTC)
    except (ValueError, OverflowError):
        raise InvalidInput("filter", "has a time that is none") from None


def _before(token: str) -> int | None:
    place = place_of(token, 1)
    if place is None:
        return None
    if not place[0].isdecimal() or len(place[0]) > 18:
        raise InvalidInput("page_token", "is not one that this list gave")
    return int(place[0])


def _message(entry: RecordedEntry) -> pb.AuditEntry:
    return pb.AuditEntry(
        entry_id=entry.entry_id,
        record_time=timestamp(entry.record_time),
        actor=entry.actor,
        actor_name=entry.actor_name,
        action=entry.action,
        subject=entry.subject,
        subject_name=entry.subject_name,
        note=entry.note,
    )
