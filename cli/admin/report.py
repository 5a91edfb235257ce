"""`presence report`: who was present in a session."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer
from google.protobuf.json_format import MessageToDict
from presence.attendance.v1 import attendance_service_pb2 as pb
from presence.attendance.v1 import attendance_service_pb2_grpc as rpc
from rich.console import Console

from cli.admin.marks import marks_table
from cli.admin.server import logged_in, run
from cli.errors import CommandError


def report(
    session_id: Annotated[str, typer.Argument(help="The session; the newest when left out.")] = "",
    csv: Annotated[Path | None, typer.Option(help="Write the session's CSV to this file instead.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Print a session's marks."""
    session = run(_report(session_id, csv))
    if csv is not None:
        Console(stderr=True).print(f"Wrote {csv}.")
    elif as_json:
        typer.echo(json.dumps(MessageToDict(session, preserving_proto_field_name=True), ensure_ascii=False))
    else:
        Console().print(marks_table(session.session, list(session.marks)))


async def _report(session_id: str, csv: Path | None) -> pb.GetSessionResponse:
    async with logged_in() as server:
        stub = rpc.AttendanceServiceStub(server.attendance)
        if not session_id:
            newest = await stub.ListSessions(pb.ListSessionsRequest(page_size=1))
            if not newest.sessions:
                raise CommandError("there has been no session yet")
            session_id = newest.sessions[0].session_id
        if csv is not None:
            with csv.open("wb") as file:
                async for part in stub.ExportSession(pb.ExportSessionRequest(session_id=session_id)):
                    file.write(part.chunk)
            return pb.GetSessionResponse()
        return await stub.GetSession(pb.GetSessionRequest(session_id=session_id))
