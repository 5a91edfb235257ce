"""Everybody as a CSV file, and a CSV file as everybody."""

import asyncio
from typing import Any

import grpc
from aiohttp import web
from presence.identity.v1 import identity_service_pb2 as identity
from presence.identity.v1 import people_service_pb2 as people
from pydantic import BaseModel

from gateway.convert.accounts import import_event_of
from gateway.convert.people import ROLE_TO_PROTO
from gateway.dispatch_errors import as_problem
from gateway.download import passed_on
from gateway.models.imports import ExportQuery, ImportEvent, ImportFailed, ImportProgress, ImportQuery
from gateway.ndjson import NDJSON
from gateway.problems import ProblemError, too_large
from gateway.routes.route import ADMINS, Call, Route, Routes
from services.common.channels import bearer

CSV_BYTES_MAX = 32 * 2**20
CHUNK_BYTES = 64 * 1024
UPLOAD_SECONDS = 180.0  # 32 MiB at 1.5 Mbit/s
IMPORT_SECONDS = 600.0
EXPORT_SECONDS = 600.0

_WRITE_MET_THE_END = "Internal error from Core"  # what grpcio makes of an end that comes while it writes
_Stream = Any  # grpc.aio.StreamStreamCall of ImportPeople; its two type parameters exist in stubs alone


async def export_people(call: Call[ExportQuery]) -> web.StreamResponse:
    """Everybody as a file."""
    role = ROLE_TO_PROTO[call.input.role] if call.input.role else identity.ROLE_UNSPECIFIED
    stream = call.services.people.ExportPeople(
        people.ExportPeopleRequest(role=role), metadata=bearer(call.login.access_token), timeout=EXPORT_SECONDS
    )
    return await passed_on(call, stream, lambda _part: "people.csv")


async def import_people(call: Call[ImportQuery]) -> web.StreamResponse:
    """Passes the file on as it comes, and what is told of it as soon as the file has been sent."""
    request_id = call.idempotency_key()
    if call.request.content_type != "text/csv":
        raise ProblemError(415, "UNSUPPORTED_TYPE", "the body must be text/csv")
    if (call.request.content_length or 0) > CSV_BYTES_MAX:
        raise too_large(CSV_BYTES_MAX)
    await _ask_whether_allowed(call, request_id)
    stream = call.services.people.ImportPeople(metadata=bearer(call.login.access_token), timeout=IMPORT_SECONDS)
    told = _Told()
    listening = asyncio.create_task(_listen(stream, told))
    try:
        await _feed(call.request, stream, people.ImportOptions(commit=call.input.commit, request_id=request_id))
        await told.first()
        return await _tell(call, told)
    finally:
        listening.cancel()
        stream.cancel()
        await asyncio.wait((listening,))


async def _ask_whether_allowed(call: Call[ImportQuery], request_id: str) -> None:
    """Previews nothing at all: grpcio loses the words of a refusal that comes while the file is still written."""
    stream: _Stream = call.services.people.ImportPeople(metadata=bearer(call.login.access_token), timeout=10.0)
    try:
        await stream.write(people.ImportPeopleRequest(options=people.ImportOptions(request_id=request_id)))
        await stream.done_writing()
        async for _ in stream:
            pass
    except grpc.aio.AioRpcError as error:
        if error.code() in (grpc.StatusCode.PERMISSION_DENIED, grpc.StatusCode.UNAUTHENTICATED):
            raise
    finally:
        stream.cancel()


class _Told:
    """What identity said and the browser has not read yet: the newest progress, and at most 1,000 errors and an end.

    Bounded by the contract, so that a browser that reads nothing while it sends cannot stop the import.
    """

    def __init__(self) -> None:
        self._events: list[BaseModel] = []
        self._progress: ImportProgress | None = None
        self._news = asyncio.Event()
        self._ended = False
        self._error: Exception | None = None

    def add(self, event: BaseModel) -> None:
        if isinstance(event, ImportProgress):
            self._progress = event
        else:
            self._events.append(event)
        self._news.set()

    def end(self, error: Exception | None) -> None:
        self._error = error
        self._ended = True
        self._news.set()

    async def first(self) -> None:
        """Returns when there is something to tell; raises what went wrong before there was."""
        await self._news.wait()
        if self._error is not None:
            raise self._error

    async def take(self) -> tuple[list[BaseModel], bool]:
        """What is new, and whether it was the last."""
        await self._news.wait()
        self._news.clear()
        events: list[BaseModel] = [] if self._progress is None else [self._progress]
        events += self._events
        self._events, self._progress = [], None
        if self._error is not None:
            problem = as_problem(self._error)
            events.append(ImportFailed(reason=problem.reason, detail=problem.detail))
        return events, self._ended


async def _listen(stream: _Stream, told: _Told) -> None:
    try:
        async for message in stream:
            told.add(import_event_of(message))
    except grpc.aio.AioRpcError as error:
        told.end(_broken() if error.details() == _WRITE_MET_THE_END else error)
    except Exception as error:
        told.end(error)
    else:
        told.end(None)


def _broken() -> ProblemError:
    return ProblemError(503, "UNAVAILABLE", "the import broke off while the file was sent; try again")


async def _feed(request: web.Request, stream: _Stream, options: people.ImportOptions) -> None:
    """Returns when all was sent, or nobody listens any more: why not, the answers say."""
    sent = 0
    try:
        async with asyncio.timeout(UPLOAD_SECONDS):
            await stream.write(people.ImportPeopleRequest(options=options))
            async for chunk in request.content.iter_chunked(CHUNK_BYTES):
                sent += len(chunk)
                if sent > CSV_BYTES_MAX:
                    raise too_large(CSV_BYTES_MAX)
                await stream.write(people.ImportPeopleRequest(chunk=chunk))
            await stream.done_writing()
    except TimeoutError:
        raise ProblemError(408, "TOO_SLOW", "the file took too long to arrive; try again") from None
    except (grpc.aio.AioRpcError, asyncio.InvalidStateError):
        return


async def _tell(call: Call[Any], told: _Told) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"})
    response.content_type = NDJSON
    call.jar.write(response)
    await response.prepare(call.request)
    ended = False
    while not ended:
        events, ended = await told.take()
        await response.write(b"".join(event.model_dump_json().encode() + b"\n" for event in events))
    await response.write_eof()
    return response


ROUTES: Routes = (
    Route(
        "POST",
        "/people/import",
        import_people,
        ImportQuery,
        None,
        "Check a CSV file of people and, with commit, take it over; the answer comes line by line",
        ADMINS,
        body_bytes_max=CSV_BYTES_MAX,
        consumes=("text/csv",),
        produces=(NDJSON,),
        raw_body=True,
        keyed=True,
        streams=("ImportEvent", ImportEvent),
    ),
    Route(
        "GET",
        "/people/export.csv",
        export_people,
        ExportQuery,
        None,
        "Everybody as CSV, in the columns that an import reads",
        ADMINS,
        produces=("text/csv",),
    ),
)
