"""Runs a service until it is told to stop, and lets it go without losing what is in hand."""

import asyncio
import signal
import sys
from collections.abc import Awaitable, Callable, Collection, Iterator, Sequence
from contextlib import contextmanager

import structlog

from services.common.config import ProcessConfig
from services.common.interceptors.authentication import UntilRevoked, Verify
from services.common.server import CannotListen, Register, Server, ServerTls
from services.common.status import StatusTable
from services.common.telemetry import serve_metrics

_log: structlog.typing.FilteringBoundLogger = structlog.get_logger("serve")

Step = Callable[[], Awaitable[None]]


async def serve(
    config: ProcessConfig,
    *,
    name: str,
    register: Register,
    verify: Verify,
    errors: StatusTable | None = None,
    public_methods: Collection[str] = (),
    ready: Step | None = None,
    on_drain: Sequence[Step] = (),
    reuse_port: bool = False,
    until_revoked: UntilRevoked | None = None,
) -> None:
    """Serves until SIGTERM or SIGINT (or until cancelled).

    Health is NOT_SERVING until `ready()` returns. At the end: NOT_SERVING, then each `on_drain` in turn (all within
    `drain_seconds`), then open calls get `drain_seconds` to finish. An address that cannot be listened on ends the
    process with one sentence and status 1.
    """
    tls = None
    if config.server_tls_cert and config.server_tls_key:
        tls = ServerTls(config.server_tls_cert, config.server_tls_key)
    try:
        server = Server(
            listen=config.listen,
            register=register,
            verify=verify,
            errors=errors,
            public_methods=public_methods,
            tls=tls,
            plaintext_behind_mesh=config.plaintext_behind_mesh,
            reuse_port=reuse_port,
            until_revoked=until_revoked,
        )
        with _metrics(config, tls), stop_signals() as stopping:
            port = await server.start()
            _log.info("listening", service=name, port=port)
            try:
                await _until_stopping(server, stopping, ready)
            finally:
                await _drain(server, on_drain, config.drain_seconds)
                _log.info("stopped", service=name)
    except CannotListen as error:
        print(f"{name}: {error}", file=sys.stderr)
        raise SystemExit(1) from None


@contextmanager
def stop_signals() -> Iterator[asyncio.Event]:
    """An event that SIGTERM and SIGINT set, in place of what they do otherwise, for the block."""
    loop = asyncio.get_running_loop()
    stopping = asyncio.Event()
    caught = (signal.SIGTERM, signal.SIGINT)
    for number in caught:
        loop.add_signal_handler(number, stopping.set)
    try:
        yield stopping
    finally:
        for number in caught:
            loop.remove_signal_handler(number)


async def _until_stopping(server: Server, stopping: asyncio.Event, ready: Step | None) -> None:
    async def become_ready() -> None:
        if ready is not None:
            await ready()
        await server.set_ready()

    starting = asyncio.create_task(become_ready())
    stopped = asyncio.create_task(stopping.wait())
    try:
        await asyncio.wait((starting, stopped), return_when=asyncio.FIRST_COMPLETED)
        if starting.done():
            starting.result()  # a service that cannot become ready ends with its error
        await stopped
    finally:
        starting.cancel()
        stopped.cancel()


async def _drain(server: Server, on_drain: Sequence[Step], seconds: float) -> None:
    await server.refuse()
    try:
        async with asyncio.timeout(seconds):
            for step in on_drain:
                await step()
    except TimeoutError:
        _log.warning("draining took too long and was cut short", seconds=seconds)
    except Exception:
        _log.exception("draining failed")  # the server must be stopped all the same
    await server.stop(seconds)


@contextmanager
def _metrics(config: ProcessConfig, tls: ServerTls | None) -> Iterator[None]:
    if config.metrics_listen is None:
        yield
        return
    try:
        stop = serve_metrics(config.metrics_listen, cert=tls.cert if tls else None, key=tls.key if tls else None)
    except OSError as error:
        raise CannotListen(f"cannot serve metrics on {config.metrics_listen}: {error.strerror}") from None
    try:
        yield
    finally:
        stop()
