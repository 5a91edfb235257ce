"""Runs the gateway: config → channels → application → serve."""

import asyncio
import errno
import os
import ssl
import sys

import structlog
from aiohttp import web

from gateway.config import GatewayConfig
from gateway.wiring import NAME, assembled
from services.common.config import load, split_address
from services.common.serve import stop_signals
from services.common.telemetry import configure_logging, serve_metrics

_log: structlog.typing.FilteringBoundLogger = structlog.get_logger(NAME)


async def run(config: GatewayConfig) -> None:
    """Serves until SIGTERM or SIGINT; sockets are then closed with 1001 and open requests get `drain_seconds`."""
    async with assembled(config) as app:
        await _serve(app, config)


async def _serve(app: web.Application, config: GatewayConfig) -> None:
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=config.drain_seconds)
    await runner.setup()
    host, port = split_address(config.listen)
    try:
        site = web.TCPSite(runner, host, port, ssl_context=_tls(config))
        try:
            await site.start()
        except OSError as error:
            print(f"{NAME}: cannot listen on {config.listen}: {_words(error)}", file=sys.stderr)
            raise SystemExit(1) from None
        with stop_signals() as stopping:
            _log.info("listening", address=config.listen, url=config.public_url)
            await stopping.wait()
        _log.info("stopping")
    finally:
        await runner.cleanup()


def _tls(config: GatewayConfig) -> ssl.SSLContext | None:
    if config.server_tls_cert is None:
        return None
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(config.server_tls_cert, config.server_tls_key)
    return context


def _words(error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return "another program already uses the port"
    return os.strerror(error.errno).lower() if error.errno else str(error)  # asyncio's words would repeat the address


def main() -> None:
    """Entry of `python -m gateway`."""
    config = load(GatewayConfig)
    configure_logging(NAME, config.log_format, config.log_level)
    stop_metrics = None
    if config.metrics_listen is not None:
        try:
            stop_metrics = serve_metrics(config.metrics_listen, cert=config.server_tls_cert, key=config.server_tls_key)
        except OSError as error:
            print(f"{NAME}: cannot serve metrics on {config.metrics_listen}: {_words(error)}", file=sys.stderr)
            raise SystemExit(1) from None
    try:
        asyncio.run(run(config))
    finally:
        if stop_metrics is not None:
            stop_metrics()


if __name__ == "__main__":
    main()
