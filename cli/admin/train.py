"""`presence train`: start a training run, or join the one that is going, and follow it to its end."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import Callable
from typing import Annotated

import grpc
import typer
from presence.recognition.v1 import encoding_service_pb2 as pb
from presence.recognition.v1 import encoding_service_pb2_grpc as rpc
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from cli.admin.server import Server, logged_in, run
from cli.errors import CommandError
from services.common.status import fields_of, reason_of
from services.common.streams import Backoff

UNDER_WAY = "TRAINING_UNDER_WAY"


def train(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document at the end.")] = False,
) -> None:
    """Train the gallery from the photos that are new."""
    done = run(_train())
    if as_json:
        fields = ("gallery_version", "people", "encodings", "encoded_now", "rejected")
        typer.echo(json.dumps({field: getattr(done, field) for field in fields}))
    else:
        Console().print(
            f"Gallery version {done.gallery_version}: {done.encodings} encodings of {done.people} people, "
            f"{done.encoded_now} new, {done.rejected} rejected."
        )


async def _train() -> pb.TrainDone:
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    async with logged_in() as server:
        with Progress(*columns, console=console, transient=True) as progress:
            task = progress.add_task("samples", total=None)

            def show(event: pb.TrainEncodingsResponse) -> None:
                kind = event.WhichOneof("event")
                if kind == "progress":
                    progress.update(task, completed=event.progress.samples_done, total=event.progress.samples_total)
                elif kind == "log":
                    progress.console.print(event.log.message, style="dim")
                elif kind == "rejected":
                    progress.console.print(f"rejected: {event.rejected.message}", style="yellow")

            return await follow_training(server, show)


async def follow_training(server: Server, show: Callable[[pb.TrainEncodingsResponse], None]) -> pb.TrainDone:
    """Run or join a training run to its end. Raises CommandError when it failed."""
    stub = rpc.EncodingServiceStub(server.recognition)
    request = pb.TrainEncodingsRequest(request_id=str(uuid.uuid4()))
    backoff = Backoff(0.2, 5)
    while True:
        try:
            async for event in stub.TrainEncodings(request):
                backoff.reset()
                show(event)
                if event.WhichOneof("event") == "done":
                    return event.done
                if event.WhichOneof("event") == "failed":
                    raise CommandError(event.failed.message)
        except grpc.aio.AioRpcError as error:
            if reason_of(error) == UNDER_WAY:
                request = pb.TrainEncodingsRequest(request_id=fields_of(error)["request_id"])
            elif error.code() is not grpc.StatusCode.UNAVAILABLE:
                raise
        await asyncio.sleep(backoff.next_seconds())  # the run goes on without us; join it again
