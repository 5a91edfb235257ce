"""Excuses and their files."""

from collections.abc import AsyncIterator

from aiohttp import web
from presence.attendance.v1 import excuse_service_pb2 as excuse

from gateway.convert.excuses import STATE_TO_PROTO, content_to, excuse_of, file_of
from gateway.download import attachment, sent_on
from gateway.excuse_file import CHUNK_BYTES, CONSUMES, FORM_BYTES_MAX, SentFile, sent_file
from gateway.models.base import Nothing
from gateway.models.excuses import (
    Excuse,
    ExcuseChange,
    ExcuseDecision,
    ExcuseFile,
    ExcusePage,
    ExcusesQuery,
    NewExcuse,
)
from gateway.routes.route import EVERYBODY, STAFF, Call, Route, Routes
from services.common.channels import bearer

FILE_SECONDS = 60.0
# What the browser may take a file for; it is saved and never shown, whatever it is.
_TYPES = ("application/pdf", "image/heic", "image/jpeg", "image/png", "image/webp")
_SANDBOX = {"Content-Security-Policy": "sandbox; default-src 'none'", "Cache-Control": "private, no-store"}


async def list_excuses(call: Call[ExcusesQuery]) -> ExcusePage:
    """A page of excuses."""
    query = call.input
    answer = await call.ask(
        call.services.excuses.ListExcuses,
        excuse.ListExcusesRequest(
            student_id=str(query.student_id) if query.student_id else "",
            states=[STATE_TO_PROTO[query.state]] if query.state else [],
            page_size=query.page_size,
            page_token=query.page_token,
        ),
    )
    return ExcusePage(
        items=[excuse_of(one) for one in answer.excuses],
        next_page_token=answer.next_page_token,
        waiting_count=answer.waiting_count,
    )


async def request_excuse(call: Call[NewExcuse]) -> Excuse:
    """Asks to be excused."""
    answer = await call.ask(
        call.services.excuses.RequestExcuse,
        excuse.RequestExcuseRequest(
            student_id=str(call.input.student_id),
            content=content_to(call.input),
            request_id=str(call.input.request_id),
        ),
    )
    return excuse_of(answer.excuse)


async def get_excuse(call: Call[Nothing]) -> Excuse:
    """One excuse."""
    answer = await call.ask(call.services.excuses.GetExcuse, excuse.GetExcuseRequest(excuse_id=call.id("excuse_id")))
    return excuse_of(answer.excuse)


async def update_excuse(call: Call[ExcuseChange]) -> Excuse:
    """Says it differently, until somebody decides."""
    answer = await call.ask(
        call.services.excuses.UpdateExcuse,
        excuse.UpdateExcuseRequest(
            excuse_id=call.id("excuse_id"), content=content_to(call.input), revision=call.input.revision
        ),
    )
    return excuse_of(answer.excuse)


async def withdraw_excuse(call: Call[Nothing]) -> Excuse:
    """Takes it back."""
    answer = await call.ask(
        call.services.excuses.WithdrawExcuse, excuse.WithdrawExcuseRequest(excuse_id=call.id("excuse_id"))
    )
    return excuse_of(answer.excuse)


async def decide_excuse(call: Call[ExcuseDecision]) -> Excuse:
    """Approves or declines; marks that it covers follow at once."""
    given = call.input
    answer = await call.ask(
        call.services.excuses.DecideExcuse,
        excuse.DecideExcuseRequest(
            excuse_id=call.id("excuse_id"),
            approve=given.approve,
            note=given.note,
            revision=given.revision,
            request_id=str(given.request_id),
        ),
        timeout_seconds=30.0,  # a year of sessions may follow
    )
    return excuse_of(answer.excuse)


async def upload_excuse_file(call: Call[Nothing]) -> ExcuseFile:
    """Takes in the part `file` of a form, and hands it on in pieces."""
    excuse_id = call.id("excuse_id")
    file_id = call.idempotency_key()
    # whose it is not is refused before five megabytes are read
    await call.ask(call.services.excuses.GetExcuse, excuse.GetExcuseRequest(excuse_id=excuse_id))
    sent = await sent_file(call.request)
    answer = await call.services.excuses.UploadExcuseFile(
        _parts(excuse_id, file_id, sent), timeout=FILE_SECONDS, metadata=bearer(call.login.access_token)
    )
    return file_of(answer.file)


async def download_excuse_file(call: Call[Nothing]) -> web.StreamResponse:
    """The file, to be saved: a browser shows none of it."""
    stream = call.services.excuses.DownloadExcuseFile(
        excuse.DownloadExcuseFileRequest(excuse_id=call.id("excuse_id"), file_id=call.id("file_id")),
        metadata=bearer(call.login.access_token),
        timeout=FILE_SECONDS,
    )

    def headers(part: excuse.DownloadExcuseFileResponse) -> dict[str, str]:
        kind = part.file.content_type
        return {
            **_SANDBOX,
            "Content-Type": kind if kind in _TYPES else "application/octet-stream",
            "Content-Disposition": attachment(part.file.file_name),
        }

    response = await sent_on(call, stream, headers)
    assert response is not None  # the first part says what the file is, even of an empty one
    return response


async def delete_excuse_file(call: Call[Nothing]) -> None:
    """Erases a file, until somebody decides."""
    await call.ask(
        call.services.excuses.DeleteExcuseFile,
        excuse.DeleteExcuseFileRequest(excuse_id=call.id("excuse_id"), file_id=call.id("file_id")),
    )


async def _parts(excuse_id: str, file_id: str, sent: SentFile) -> AsyncIterator[excuse.UploadExcuseFileRequest]:
    set_up = excuse.UploadExcuseFileRequest.SetUp(excuse_id=excuse_id, file_id=file_id, file_name=sent.name)
    yield excuse.UploadExcuseFileRequest(set_up=set_up)
    for start in range(0, len(sent.content), CHUNK_BYTES):
        yield excuse.UploadExcuseFileRequest(chunk=sent.content[start : start + CHUNK_BYTES])


ALL = "/excuses"
ONE = "/excuses/{excuse_id}"
FILE = f"{ONE}/files/{{file_id}}"

ROUTES: Routes = (
    Route("GET", ALL, list_excuses, ExcusesQuery, ExcusePage, "List excuses", EVERYBODY),
    Route("POST", ALL, request_excuse, NewExcuse, Excuse, "Ask to be excused", EVERYBODY, status=201),
    Route("GET", ONE, get_excuse, Nothing, Excuse, "An excuse", EVERYBODY),
    Route("PUT", ONE, update_excuse, ExcuseChange, Excuse, "Change an excuse that is not decided", EVERYBODY),
    Route("POST", f"{ONE}/withdrawal", withdraw_excuse, Nothing, Excuse, "Take an excuse back", EVERYBODY),
    Route("POST", f"{ONE}/decision", decide_excuse, ExcuseDecision, Excuse, "Approve or decline an excuse", STAFF),
    Route(
        "POST",
        f"{ONE}/files",
        upload_excuse_file,
        Nothing,
        ExcuseFile,
        "Add a file, as the part `file` of a form; the header Idempotency-Key makes a retry safe",
        EVERYBODY,
        status=201,
        body_bytes_max=FORM_BYTES_MAX,
        consumes=CONSUMES,
        raw_body=True,
        keyed=True,
    ),
    Route("GET", FILE, download_excuse_file, Nothing, None, "A file, to be saved", EVERYBODY, produces=_TYPES),
    Route("DELETE", FILE, delete_excuse_file, Nothing, None, "Erase a file", EVERYBODY),
)
