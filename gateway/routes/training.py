"""Training runs, started and listed, and the gallery."""

import asyncio
from typing import Any

from presence.recognition.v1 import encoding_service_pb2 as encoding

from gateway.convert.faces import gallery_of, run_of
from gateway.models.base import Nothing
from gateway.models.training import Gallery, NewTrainingRun, TrainingRun, TrainingRunPage, TrainingRunsQuery
from gateway.problems import ProblemError
from gateway.routes.route import ADMINS, Call, Route, Routes
from services.common.channels import bearer

START_SECONDS = 20.0


async def start_training(call: Call[NewTrainingRun]) -> TrainingRun:
    """Starts the run and lets go of its stream: the run outlives it, and its events are followed by WebSocket."""
    request_id = str(call.input.request_id)
    stream = call.services.encodings.TrainEncodings(
        encoding.TrainEncodingsRequest(request_id=request_id), metadata=bearer(call.login.access_token)
    )
    try:
        async with asyncio.timeout(START_SECONDS):
            await stream.read()  # its first message says that the run exists
    except TimeoutError:
        raise ProblemError(503, "UNAVAILABLE", "training did not start in time; try again") from None
    finally:
        stream.cancel()
    return await listed_run(call, request_id)


async def list_training_runs(call: Call[TrainingRunsQuery]) -> TrainingRunPage:
    """A page of runs."""
    answer = await call.ask(
        call.services.encodings.ListTrainingRuns,
        encoding.ListTrainingRunsRequest(page_size=call.input.page_size, page_token=call.input.page_token),
    )
    return TrainingRunPage(items=[run_of(run) for run in answer.runs], next_page_token=answer.next_page_token)


async def cancel_training(call: Call[Nothing]) -> None:
    """Ends the run for everybody."""
    await call.ask(
        call.services.encodings.CancelTraining, encoding.CancelTrainingRequest(request_id=call.id("request_id"))
    )


async def get_gallery(call: Call[Nothing]) -> Gallery:
    """What is searched now, and what waits to be learned."""
    return gallery_of(await call.ask(call.services.encodings.GetGallery, encoding.GetGalleryRequest()))


async def listed_run(call: Call[Any], request_id: str) -> TrainingRun:
    """The run that has just begun; a 503 problem while it is not listed."""
    run = await find_run(call, request_id)
    if run is None:
        raise ProblemError(503, "UNAVAILABLE", "the training run is not listed yet; try again")
    return run_of(run)


async def find_run(call: Call[Any], request_id: str) -> encoding.TrainingRun | None:
    """The run of this name among the hundred newest, or None."""
    answer = await call.ask(call.services.encodings.ListTrainingRuns, encoding.ListTrainingRunsRequest(page_size=100))
    return next((run for run in answer.runs if run.request_id == request_id), None)


ROUTES: Routes = (
    Route(
        "POST",
        "/training-runs",
        start_training,
        NewTrainingRun,
        TrainingRun,
        "Start a training run",
        ADMINS,
        status=202,
    ),
    Route(
        "GET", "/training-runs", list_training_runs, TrainingRunsQuery, TrainingRunPage, "List training runs", ADMINS
    ),
    Route(
        "POST",
        "/training-runs/{request_id}/cancel",
        cancel_training,
        Nothing,
        None,
        "End a training run without publishing",
        ADMINS,
    ),
    Route("GET", "/gallery", get_gallery, Nothing, Gallery, "The gallery that is searched", ADMINS),
)
