"""Counts, times and open streams of the calls served, by method and status."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from prometheus_client import Counter, Gauge, Histogram

from services.common.interceptors.outcome import outcome
from services.common.interceptors.wrap import AroundInterceptor, Call, Context

REQUESTS = Counter("grpc_server_handled", "Calls ended.", ["method", "code"])
SECONDS = Histogram(
    "grpc_server_handling_seconds",
    "Seconds from a call's start to its end; streams are left out.",
    ["method", "code"],
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
STREAMS_OPEN = Gauge("grpc_server_streams_open", "Streams being served.", ["method"])


@asynccontextmanager
async def _around(call: Call, context: Context) -> AsyncIterator[None]:
    started = time.monotonic()
    if call.streaming:
        STREAMS_OPEN.labels(call.method).inc()
    failure: BaseException | None = None
    try:
        yield
    except (Exception, asyncio.CancelledError) as error:
        failure = error
        raise
    finally:
        code = outcome(failure, context).name
        REQUESTS.labels(call.method, code).inc()
        if call.streaming:
            STREAMS_OPEN.labels(call.method).dec()
        else:
            SECONDS.labels(call.method, code).observe(time.monotonic() - started)


def metrics_interceptor() -> AroundInterceptor:
    """Outside of the errors interceptor, so that it sees the status the caller gets."""
    return AroundInterceptor(_around)
