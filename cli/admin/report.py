"""`presence report`: who was present in a session, or a report as a file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer
from google.protobuf.json_format import MessageToDict
from presence.attendance.v1 import attendance_service_pb2 as pb
from presence.attendance.v1 import attendance_service_pb2_grpc as rpc
from presence.attendance.v1 import report_service_pb2 as report_pb
from rich.console import Console

from cli.admin.marks import marks_table
from cli.admin.report_file import fetch_report, format_of
from cli.admin.server import logged_in, run
from cli.errors import CommandError


def report(
    session_id: Annotated[str, typer.Argument(help="The session; the newest when left out.")] = "",
    csv: Annotated[Path | None, typer.Option(help="Write the session's CSV to this file instead.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
    out: Annotated[Path | None, typer.Option(help="Write a report to this file: .csv, .xlsx or .pdf.")] = None,
    course: Annotated[str, typer.Option(help="With --out: the report of this course.")] = "",
    class_list: Annotated[str, typer.Option(help="With --out: who is enrolled on this course.")] = "",
    student: Annotated[str, typer.Option(help="With --out: the report of this student.")] = "",
    day: Annotated[str, typer.Option(help="With --out: all sessions of this day, as 2026-03-31.")] = "",
    first: Annotated[str, typer.Option(help="First day of a course's or student's report.")] = "",
    last: Annotated[str, typer.Option(help="Its last day.")] = "",
    language: Annotated[str, typer.Option(help="en or ne; the institution's when left out.")] = "",
) -> None:
    """Print a session's marks, or write a report of a session, day, course or student to a file."""
    file = out or csv
    if file is None:
        if any((course, class_list, student, day, first, last, language)):
            raise CommandError("say where to with --out FILE")
        session = run(_session(session_id))
        if as_json:
            typer.echo(json.dumps(MessageToDict(session, preserving_proto_field_name=True), ensure_ascii=False))
        else:
            Console().print(marks_table(session.session, list(session.marks)))
        return
    of = _report_of(session_id, course, class_list, student, day)
    of.first_date, of.last_date, of.language = first, last, language
    format_of(file)
    run(_write(of, file))
    Console(stderr=True).print(f"Wrote {file}.")


def _report_of(session_id: str, course: str, class_list: str, student: str, day: str) -> report_pb.ReportOf:
    asked = [
        report_pb.ReportOf(kind=report_pb.REPORT_KIND_SESSION, session_id=session_id) if session_id else None,
        report_pb.ReportOf(kind=report_pb.REPORT_KIND_COURSE, course_id=course) if course else None,
        report_pb.ReportOf(kind=report_pb.REPORT_KIND_CLASS_LIST, course_id=class_list) if class_list else None,
        report_pb.ReportOf(kind=report_pb.REPORT_KIND_STUDENT, student_id=student) if student else None,
        report_pb.ReportOf(kind=report_pb.REPORT_KIND_DAY, date=day) if day else None,
    ]
    found = [one for one in asked if one is not None]
    if len(found) > 1:
        raise CommandError("a report is about one session, course, class list, student or day")
    return found[0] if found else report_pb.ReportOf(kind=report_pb.REPORT_KIND_SESSION)


async def _write(of: report_pb.ReportOf, file: Path) -> None:
    if of.kind == report_pb.REPORT_KIND_SESSION and not of.session_id:
        async with logged_in() as server:
            of.session_id = await _newest(rpc.AttendanceServiceStub(server.attendance))
    await fetch_report(of, file)


async def _session(session_id: str) -> pb.GetSessionResponse:
    async with logged_in() as server:
        stub = rpc.AttendanceServiceStub(server.attendance)
        wanted = session_id or await _newest(stub)
        return await stub.GetSession(pb.GetSessionRequest(session_id=wanted))


async def _newest(stub: rpc.AttendanceServiceAsyncStub) -> str:
    newest = await stub.ListSessions(pb.ListSessionsRequest(page_size=1))
    if not newest.sessions:
        raise CommandError("there has been no session yet")
    return str(newest.sessions[0].session_id)
