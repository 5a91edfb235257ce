"""The WebSocket that follows a training run."""

from presence.recognition.v1 import encoding_service_pb2 as encoding

from gateway.convert.faces import training_event_of
from gateway.live.socket import Close, Closed, Socket
from gateway.problems import not_found
from gateway.routes.training import find_run
from services.common.channels import bearer


async def training_events(socket: Socket) -> None:
    """Joins the run as the user, and passes on what it tells from its beginning; ends with the run.

    Each socket has a stream of its own: only administrators may join, and they are few. When the stream breaks the
    page connects again and is told everything once more.
    """
    call = socket.call
    request_id = call.id("request_id")
    if await find_run(call, request_id) is None:  # joining an unknown run would start it
        raise not_found("training run")
    stream = call.services.encodings.TrainEncodings(
        encoding.TrainEncodingsRequest(request_id=request_id), metadata=bearer(call.login.access_token)
    )
    try:
        async for response in stream:
            await socket.send_model(training_event_of(response))
            if response.WhichOneof("event") in ("done", "failed", "cancelled"):
                return
    finally:
        stream.cancel()
    raise Closed(Close.TRY_LATER, "the run's stream ended before the run")
