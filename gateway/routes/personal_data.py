"""What is stored about a person, and all of it as one ZIP file, made while it is sent."""

import asyncio
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from importlib.resources import files
from typing import Any

import grpc
from aiohttp import web
from presence.attendance.v1 import personal_data_service_pb2 as attendance
from presence.identity.v1 import personal_data_service_pb2 as identity
from presence.recognition.v1 import personal_data_service_pb2 as recognition

from gateway.download import attachment
from gateway.models.base import Nothing
from gateway.models.personal_data import Keeper, KeptUntil, PersonalData, PersonalDataQuery, PersonalDataSet
from gateway.routes.route import EVERYBODY, Call, Route, Routes
from gateway.zip_file import ZipFile
from services.common.channels import bearer

EXPORT_SECONDS = 600.0
_KEPT: Mapping[identity.PersonalDataKept.ValueType, KeptUntil] = {
    identity.PERSONAL_DATA_KEPT_DAYS: "days",
    identity.PERSONAL_DATA_KEPT_PERSON: "person",
    identity.PERSONAL_DATA_KEPT_CONSENT: "consent",
    identity.PERSONAL_DATA_KEPT_USE: "use",
    identity.PERSONAL_DATA_KEPT_RECORD: "record",
}
_Stream = Any  # grpc.aio.UnaryStreamCall of three services, whose answers are alike


async def list_personal_data(call: Call[Nothing]) -> PersonalData:
    """Every kind of thing, of all services."""
    return await _listed(call, call.id("person_id"))


async def download_personal_data(call: Call[PersonalDataQuery]) -> web.StreamResponse:
    """Nothing of it is held: a piece at a time goes through.

    What fails before the first piece is a problem like any other; what fails later breaks the connection off, so that
    nobody takes half of it for the whole.
    """
    person_id = call.id("person_id")
    listed = await _listed(call, person_id)
    streams = _streams(call, person_id)
    response: web.StreamResponse | None = None
    try:
        first = await streams[0].read()  # identity wants proof of who asks, and records it
        now = datetime.now(UTC)
        response = await _begun(call, now)
        async with ZipFile(response.write) as out:
            await out.add("README.txt", _explained(call.input.language))
            await out.add("contents.json", _contents(listed, person_id, now))
            while first is not grpc.aio.EOF:
                await _write(out, first.part)
                first = await streams[0].read()
            for stream in streams[1:]:
                async for answer in stream:
                    await _write(out, answer.part)
        await response.write_eof()
        return response
    except Exception:
        if response is not None and call.request.transport is not None:
            call.request.transport.abort()
        raise
    finally:
        for stream in streams:
            stream.cancel()


async def _listed(call: Call[Any], person_id: str) -> PersonalData:
    services = call.services
    of_identity, of_attendance, of_recognition = await asyncio.gather(
        call.ask(services.identity_data.ListPersonalData, identity.ListPersonalDataRequest(person_id=person_id)),
        call.ask(services.attendance_data.ListPersonalData, attendance.ListPersonalDataRequest(person_id=person_id)),
        call.ask(services.recognition_data.ListPersonalData, recognition.ListPersonalDataRequest(person_id=person_id)),
    )
    found: tuple[tuple[Keeper, Iterable[identity.PersonalDataSet]], ...] = (
        ("identity", of_identity.data_sets),
        ("attendance", of_attendance.data_sets),
        ("recognition", of_recognition.data_sets),
    )
    return PersonalData(
        items=[
            PersonalDataSet(
                service=keeper, name=one.name, entries=one.entries, kept=_KEPT[one.kept], kept_days=one.kept_days
            )
            for keeper, data_sets in found
            for one in data_sets
        ]
    )


def _streams(call: Call[Any], person_id: str) -> tuple[_Stream, ...]:
    """Flow control holds them until they are read: each sends no more than a window ahead."""
    services, metadata = call.services, bearer(call.login.access_token)
    return (
        services.identity_data.ExportPersonalData(
            identity.ExportPersonalDataRequest(person_id=person_id), metadata=metadata, timeout=EXPORT_SECONDS
        ),
        services.attendance_data.ExportPersonalData(
            attendance.ExportPersonalDataRequest(person_id=person_id), metadata=metadata, timeout=EXPORT_SECONDS
        ),
        services.recognition_data.ExportPersonalData(
            recognition.ExportPersonalDataRequest(person_id=person_id), metadata=metadata, timeout=EXPORT_SECONDS
        ),
    )


async def _begun(call: Call[Any], now: datetime) -> web.StreamResponse:
    response = web.StreamResponse(
        headers={
            "Cache-Control": "private, no-store",
            "Content-Type": "application/zip",
            "Content-Disposition": attachment(f"presence-{now:%Y-%m-%d}.zip"),
        }
    )
    call.jar.write(response)
    await response.prepare(call.request)
    return response


async def _write(out: ZipFile, part: identity.PersonalDataPart) -> None:
    if part.file_name:
        await out.begin(part.file_name)
    await out.write(part.chunk)


def _explained(language: str) -> bytes:
    return (files("gateway") / "texts" / f"personal_data_{language}.txt").read_bytes()


def _contents(listed: PersonalData, person_id: str, now: datetime) -> bytes:
    given = {"person_id": person_id, "make_time": f"{now:%Y-%m-%dT%H:%M:%SZ}", "stored": listed.model_dump()["items"]}
    return (json.dumps(given, indent=2, ensure_ascii=False) + "\n").encode()


PATH = "/people/{person_id}/data"

ROUTES: Routes = (
    Route("GET", PATH, list_personal_data, Nothing, PersonalData, "What is stored about a person", EVERYBODY),
    Route(
        "GET",
        f"{PATH}.zip",
        download_personal_data,
        PersonalDataQuery,
        None,
        "All that is stored about a person, as one ZIP file",
        EVERYBODY,
        produces=("application/zip",),
    ),
)
