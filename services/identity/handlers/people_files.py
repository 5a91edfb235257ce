"""Importing and exporting people: the two streams of PeopleService that carry files."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from uuid import UUID

from presence.identity.v1 import people_service_pb2 as pb

from services.common.errors import InvalidInput
from services.identity.app.people_export import PeopleExport
from services.identity.app.people_import import PeopleImport, Progress, Summary, Told
from services.identity.domain.people_csv import RowError
from services.identity.handlers.convert import role_of, uuid_of

_SERVICE = f"/{pb.DESCRIPTOR.services_by_name['PeopleService'].full_name}"
# whoever has a guardian's link proves by it who asks
PUBLIC_METHODS = frozenset(f"{_SERVICE}/{method}" for method in ("GetGuardianConsent", "ConfirmGuardianConsent"))


class PeopleFiles:
    """For the caller's rights see the handlers that use it."""

    def __init__(self, imports: PeopleImport, exports: PeopleExport) -> None:
        self._imports = imports
        self._exports = exports

    async def take(
        self, requests: AsyncIterator[pb.ImportPeopleRequest], by: UUID
    ) -> AsyncGenerator[pb.ImportPeopleResponse, None]:
        """The answers to a file that is being sent."""
        first = await anext(requests, None)
        if first is None or first.WhichOneof("message") != "options":
            raise InvalidInput("options", "must come first")
        uuid_of("options.request_id", first.options.request_id)
        run = self._imports.run(_chunks(requests), commit=first.options.commit, by=by)
        async with aclosing(run) as told:
            async for one in told:
                yield _message(one)

    async def give(self, request: pb.ExportPeopleRequest, by: UUID) -> AsyncGenerator[pb.ExportPeopleResponse, None]:
        """The file in pieces."""
        async with aclosing(self._exports.pieces(role_of(request.role), by)) as pieces:
            async for piece in pieces:
                yield pb.ExportPeopleResponse(chunk=piece)


async def _chunks(requests: AsyncIterator[pb.ImportPeopleRequest]) -> AsyncIterator[bytes]:
    async for request in requests:
        if request.WhichOneof("message") != "chunk":
            raise InvalidInput("options", "must come once, first")
        yield request.chunk


def _message(told: Told) -> pb.ImportPeopleResponse:
    match told:
        case Progress(read, written):
            return pb.ImportPeopleResponse(progress=pb.ImportProgress(rows_read=read, rows_written=written))
        case RowError(line, column, reason):
            return pb.ImportPeopleResponse(error=pb.ImportError(line=line, column=column, reason=reason))
        case Summary():
            return pb.ImportPeopleResponse(
                summary=pb.ImportSummary(
                    created=told.created,
                    updated=told.updated,
                    unchanged=told.unchanged,
                    failed=told.failed,
                    committed=told.committed,
                )
            )
