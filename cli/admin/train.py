"""`presence train`: start a training run, or join the one that is going, and follow it to its end."""

from __future__ import annotations

import asyncio
import json
import signal
import sys
import uuid
from collections.abc import Callable
from typing import Annotated

import grpc
import typer
from presence.recognition.v1 import encoding_service_pb2 as pb
from presence.recognition.v1 import encoding_service_pb2_grpc as rpc
from rich.console import Console
from rich.progress import Progress

from cli.admin.server import Server, logged_in, run
from cli.errors import CommandError
from cli.progress import bars
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
    async with logged_in() as server:
        with bars() as progress:
            task = progress.add_task("samples", total=None)

            def show(event: pb.TrainEncodingsResponse) -> None:
                kind = event.WhichOneof("event")
                if kind == "progress":
                    progress.update(task, completed=event.progress.samples_done, total=event.progress.samples_total)
                elif kind == "log":
                    progress.console.print(event.log.message, style="dim")
                elif kind == "rejected":
                    progress.console.print(f"rejected: {event.rejected.message}", style="yellow")

            return await _until_interrupted(server, show, progress)


async def _until_interrupted(
    server: Server, show: Callable[[pb.TrainEncodingsResponse], None], progress: Progress
) -> pb.TrainDone:
    """Follow the run; at Ctrl-C ask whether to end it for everybody or only to stop watching."""
    request = pb.TrainEncodingsRequest(request_id=str(uuid.uuid4()))
    interrupted = asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGINT, interrupted.set)
    following = asyncio.create_task(follow_training(server, show, request))
    asking = asyncio.create_task(interrupted.wait())
    try:
        await asyncio.wait((following, asking), return_when=asyncio.FIRST_COMPLETED)
        loop.remove_signal_handler(signal.SIGINT)  # a second Ctrl-C ends the question
        if not following.done():
            progress.stop()
            if not _wants_to_cancel():
                raise CommandError("the run goes on; `presence train` joins it again")
            cancel = pb.CancelTrainingRequest(request_id=request.request_id)
            await rpc.EncodingServiceStub(server.recognition).CancelTraining(cancel)
        return await following
    finally:
        following.cancel()
        asking.cancel()


def _wants_to_cancel() -> bool:
    if not sys.stdin.isatty():  # nobody there to ask
        return False
    try:
        return typer.confirm("End the run for everybody? (No: it goes on, you only stop watching)", err=True)
    except typer.Abort:
        return False


async def follow_training(
    server: Server,
    show: Callable[[pb.TrainEncodingsResponse], None],
    request: pb.TrainEncodingsRequest | None = None,
) -> pb.TrainDone:
    """Run or join a training run to its end; `request` then names the run. CommandError when it did not succeed."""
    stub = rpc.EncodingServiceStub(server.recognition)
    request = request or pb.TrainEncodingsRequest(request_id=str(uuid.uuid4()))
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
                if event.WhichOneof("event") == "cancelled":
                    raise CommandError("the run was cancelled; nothing was published")
        except grpc.aio.AioRpcError as error:
            if reason_of(error) == UNDER_WAY:
                request.request_id = fields_of(error)["request_id"]
            elif error.code() is not grpc.StatusCode.UNAVAILABLE:
                raise
        await asyncio.sleep(backoff.next_seconds())  # the run goes on without us; join it again
