"""`presence upload-accuracy`: gives a report of `presence evaluate` to the server, for administrators to look at."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from presence.recognition.v1 import accuracy_service_pb2 as pb
from presence.recognition.v1 import accuracy_service_pb2_grpc as rpc
from rich.console import Console

from cli.admin.server import logged_in, run

IN_USE = "It is of the encoder that recognises now."
OTHER = "It is of other encoders than the one that recognises now."


def upload_accuracy(
    report: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The report.json of an evaluation.")],
) -> None:
    """Keep a report's figures on the server; the same file again is the same report."""
    tell(run(upload(report.read_bytes())))


async def upload(report_json: bytes) -> pb.AccuracyReport:
    """Give it to the server of the saved login."""
    async with logged_in() as server:
        stub = rpc.AccuracyServiceStub(server.recognition)
        return (await stub.AddAccuracyReport(pb.AddAccuracyReportRequest(report_json=report_json))).report


def tell(added: pb.AccuracyReport) -> None:
    """What became of it."""
    Console(stderr=True).print(f"Added; the page “Accuracy” shows it. {_same(added)}")


def _same(added: pb.AccuracyReport) -> str:
    return IN_USE if any(system.in_use for system in added.systems) else OTHER
