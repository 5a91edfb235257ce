"""Each interceptor does its work for all four kinds of handler, in every style of writing them."""

import asyncio
import io
import json
import logging
from collections.abc import AsyncIterator, Callable, Iterator

import grpc
import pytest
import structlog
from prometheus_client import REGISTRY

from services.common.channels import bearer, open_channel
from services.common.interceptors.request_id import bind_request_id
from services.common.status import fields_of, reason_of
from services.common.telemetry import configure_logging
from tests.integration.common.echo import GOOD_TOKEN, NAME, STYLES, Echo, Stub, answers_of, call_of

every_style = pytest.mark.parametrize("style", STYLES)
STREAMS = [style for style in STYLES if style != "UnaryUnary"]


# what grpcio makes of a refusal that comes before the request is written
INTERRUPTED, MOST_INTERRUPTED = "Internal error from Core", 20


async def collect(answers: AsyncIterator[bytes]) -> list[bytes]:
    return [answer async for answer in answers]


async def failure(answers: AsyncIterator[bytes]) -> grpc.aio.AioRpcError:
    with pytest.raises(grpc.aio.AioRpcError) as raised:
        await collect(answers)
    return raised.value


async def eventually(holds: Callable[[], bool]) -> None:
    """A call's last bookkeeping happens on the server after its status has gone out."""
    async with asyncio.timeout(30):
        while not holds():  # noqa: ASYNC110  # a counter has no event to wait on
            await asyncio.sleep(0)


@pytest.fixture
def log_lines() -> Iterator[Callable[[], list[dict[str, object]]]]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    configure_logging("echo", "json", "info")
    written = io.StringIO()
    (handler,) = root.handlers
    assert isinstance(handler, logging.StreamHandler)
    handler.setStream(written)
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    root.handlers, root.level = handlers, level
    structlog.reset_defaults()


@every_style
async def test_answers_pass_through_unchanged(channel: grpc.aio.Channel, style: str) -> None:
    expected = [b"hello"] if "Unary" in style.removeprefix("Unary") else [b"first", b"hello"]
    assert await collect(answers_of(channel, style, b"hello")) == expected


@every_style
async def test_a_domain_error_comes_with_its_status_reason_and_fields(channel: grpc.aio.Channel, style: str) -> None:
    error = await failure(answers_of(channel, style, b"taken"))
    assert error.code() is grpc.StatusCode.FAILED_PRECONDITION
    assert error.details() == "room 4b is taken"
    assert reason_of(error) == "ROOM_TAKEN"
    assert fields_of(error) == {"room_id": "4b"}


@every_style
async def test_a_common_error_needs_no_entry_in_the_services_table(channel: grpc.aio.Channel, style: str) -> None:
    error = await failure(answers_of(channel, style, b"invalid"))
    assert (error.code(), error.details()) == (grpc.StatusCode.INVALID_ARGUMENT, "name is empty")


@every_style
async def test_the_unexpected_is_logged_with_its_trace_and_not_told(
    channel: grpc.aio.Channel, style: str, log_lines: Callable[[], list[dict[str, object]]]
) -> None:
    error = await failure(answers_of(channel, style, b"crash"))
    assert (error.code(), error.details()) == (grpc.StatusCode.INTERNAL, "internal error")
    traces = [str(line["exception"]) for line in log_lines() if line["event"] == "unexpected error"]
    assert len(traces) == 1
    assert "the secret plan" in traces[0]
    assert "_obey" in traces[0]


@every_style
async def test_an_abort_by_the_handler_passes_through(channel: grpc.aio.Channel, style: str) -> None:
    error = await failure(answers_of(channel, style, b"abort"))
    assert (error.code(), error.details()) == (grpc.StatusCode.ALREADY_EXISTS, "the handler said so")


async def test_a_missing_file_is_not_mistaken_for_a_lost_database(channel: grpc.aio.Channel) -> None:
    error = await failure(answers_of(channel, "UnaryUnary", b"os"))
    assert error.code() is grpc.StatusCode.INTERNAL


@every_style
@pytest.mark.parametrize("metadata", [(), (("authorization", "Bearer bad"),), (("authorization", GOOD_TOKEN),)])
async def test_a_call_without_a_good_token_is_refused(
    echo_port: int, echo: Echo, style: str, metadata: tuple[tuple[str, str], ...]
) -> None:
    async with open_channel(f"ipv4:127.0.0.1:{echo_port}") as channel:
        error = await failure(answers_of(channel, style, b"hello", metadata=metadata))
        for _ in range(MOST_INTERRUPTED):
            if error.details() != INTERRUPTED:
                break
            error = await failure(answers_of(channel, style, b"hello", metadata=metadata))
    assert error.code() is grpc.StatusCode.UNAUTHENTICATED
    assert reason_of(error) == "UNAUTHENTICATED"
    assert echo.metadata == []  # the handler never ran


@every_style
async def test_the_handler_knows_its_caller(channel: grpc.aio.Channel, style: str) -> None:
    assert (await collect(answers_of(channel, style, b"who")))[-1] == b"person-1"


async def test_a_public_method_needs_no_token_and_has_no_caller(echo_port: int) -> None:
    async with open_channel(f"ipv4:127.0.0.1:{echo_port}") as channel:
        assert await collect(answers_of(channel, "Public", b"hello")) == [b"hello"]
        assert (await failure(answers_of(channel, "Public", b"who"))).code() is grpc.StatusCode.UNAUTHENTICATED


async def test_an_unknown_method_is_unimplemented(channel: grpc.aio.Channel) -> None:
    error = await failure(answers_of(channel, "NoSuch", b""))
    assert error.code() is grpc.StatusCode.UNIMPLEMENTED


@every_style
async def test_the_callers_request_id_reaches_handler_and_log(
    channel: grpc.aio.Channel, style: str, log_lines: Callable[[], list[dict[str, object]]]
) -> None:
    async def in_a_request() -> bytes:
        bind_request_id(f"outer-{style}")
        return (await collect(answers_of(channel, style, b"request id")))[-1]

    assert await asyncio.create_task(in_a_request()) == f"outer-{style}".encode()
    await eventually(
        lambda: any(
            (line.get("request_id"), line["method"], line["code"]) == (f"outer-{style}", f"/{NAME}/{style}", "OK")
            for line in log_lines()
            if line["event"] == "call"
        )
    )


@pytest.mark.parametrize("sent", ["", "two words", "x" * 65, "a;b"])
async def test_an_unfit_request_id_is_replaced(channel: grpc.aio.Channel, sent: str) -> None:
    answer = (await collect(answers_of(channel, "UnaryUnary", b"request id", metadata=(("x-request-id", sent),))))[0]
    assert len(answer) == 36
    assert answer != sent.encode()


async def test_no_payload_and_no_token_is_logged(
    channel: grpc.aio.Channel, log_lines: Callable[[], list[dict[str, object]]]
) -> None:
    await collect(answers_of(channel, "UnaryUnary", b"a private thing"))
    await eventually(lambda: bool(log_lines()))
    said = json.dumps(log_lines())
    assert "a private thing" not in said
    assert f"Bearer {GOOD_TOKEN}" not in said


@every_style
@pytest.mark.parametrize(
    ("request_", "code"), [(b"hello", "OK"), (b"taken", "FAILED_PRECONDITION"), (b"crash", "INTERNAL")]
)
async def test_calls_are_counted_by_method_and_code(
    channel: grpc.aio.Channel, style: str, request_: bytes, code: str
) -> None:
    labels = {"method": f"/{NAME}/{style}", "code": code}

    def count(name: str) -> float:
        return REGISTRY.get_sample_value(name, labels) or 0.0

    handled, timed = count("grpc_server_handled_total"), count("grpc_server_handling_seconds_count")
    answers = answers_of(channel, style, request_)
    await (collect(answers) if code == "OK" else failure(answers))
    await eventually(lambda: count("grpc_server_handled_total") == handled + 1)
    assert count("grpc_server_handling_seconds_count") == timed + (style == "UnaryUnary")


async def test_a_code_that_was_set_rather_than_raised_is_counted(channel: grpc.aio.Channel) -> None:
    labels = {"method": f"/{NAME}/UnaryUnary", "code": "NOT_FOUND"}
    before = REGISTRY.get_sample_value("grpc_server_handled_total", labels) or 0.0
    assert (await failure(answers_of(channel, "UnaryUnary", b"code"))).code() is grpc.StatusCode.NOT_FOUND
    await eventually(lambda: REGISTRY.get_sample_value("grpc_server_handled_total", labels) == before + 1)


@every_style
async def test_a_cancelled_call_cancels_its_handler_and_is_counted_as_cancelled(
    channel: grpc.aio.Channel, echo: Echo, style: str
) -> None:
    open_ = {"method": f"/{NAME}/{style}"}
    cancelled = {**open_, "code": "CANCELLED"}
    before = REGISTRY.get_sample_value("grpc_server_handled_total", cancelled) or 0.0
    call = call_of(channel, style, b"hang")
    await asyncio.wait_for(echo.entered.wait(), 30)
    if style in STREAMS:
        assert REGISTRY.get_sample_value("grpc_server_streams_open", open_) == 1
    call.cancel()
    await asyncio.wait_for(echo.cancelled.wait(), 30)
    await eventually(lambda: REGISTRY.get_sample_value("grpc_server_handled_total", cancelled) == before + 1)
    if style in STREAMS:
        assert REGISTRY.get_sample_value("grpc_server_streams_open", open_) == 0


async def test_a_passed_deadline_is_counted_as_such(channel: grpc.aio.Channel, echo: Echo) -> None:
    labels = {"method": f"/{NAME}/UnaryUnary", "code": "DEADLINE_EXCEEDED"}
    before = REGISTRY.get_sample_value("grpc_server_handled_total", labels) or 0.0
    async with asyncio.timeout(60):  # a call that came late was given up by its caller before its deadline here
        while (REGISTRY.get_sample_value("grpc_server_handled_total", labels) or 0.0) == before:
            error = await failure(answers_of(channel, "UnaryUnary", b"hang", timeout=0.2))
            assert error.code() is grpc.StatusCode.DEADLINE_EXCEEDED
    assert echo.cancelled.is_set()


async def test_a_generator_is_closed_when_its_reader_leaves(echo_port: int) -> None:
    """Also while it waits for the reader to take a message, not only while it works on the next one."""
    closed = asyncio.Event()

    class Flood(Echo):
        async def unary_stream(self, request: bytes, context: object) -> AsyncIterator[bytes]:
            try:
                while True:
                    yield b"x" * 100_000
            finally:
                closed.set()

    server = Flood().server()
    port = await server.start()
    async with open_channel(f"ipv4:127.0.0.1:{port}") as channel:
        metadata = (("authorization", f"Bearer {GOOD_TOKEN}"),)
        call = Stub(channel).unary_stream(b"", metadata=metadata)
        assert await call.read()
        call.cancel()
        await asyncio.wait_for(closed.wait(), 30)
    await server.stop()


@pytest.mark.parametrize("style", ["StreamUnary", "StreamUnaryReader", "StreamStream", "StreamStreamReaderWriter"])
async def test_who_reads_or_writes_once_the_server_has_stopped_is_no_fault_of_ours(
    echo: Echo, style: str, log_lines: Callable[[], list[dict[str, object]]]
) -> None:
    server = echo.server()
    port = await server.start()
    async with open_channel(f"ipv4:127.0.0.1:{port}") as channel:
        call = call_of(channel, style, b"outlast", metadata=bearer(GOOD_TOKEN))
        await asyncio.wait_for(echo.entered.wait(), 20)
        await server.stop()
        echo.released.set()
        await eventually(lambda: any(line["event"] in ("call", "call failed") for line in log_lines()))
        call.cancel()
    assert [(line["event"], line.get("code")) for line in log_lines()] == [("call", "CANCELLED")]
