"""Structured logs that hold no secrets, and Prometheus metrics over HTTP."""

import logging
import re
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Literal

import structlog
from prometheus_client import start_http_server

from services.common.config import split_address

_SECRET = re.compile(
    r"token|password|passwd|secret|jpeg|image|encoding|authorization|cookie|credential|jwt|dsn|database_url|_key$", re.I
)
_HIDDEN = "[hidden]"


def _redacted(value: object) -> object:
    if isinstance(value, bytes | bytearray | memoryview):
        return f"[{len(value)} bytes]"
    if isinstance(value, Mapping):
        return {key: _HIDDEN if _SECRET.search(str(key)) else _redacted(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_redacted(inner) for inner in value]
    return value


def redact(_logger: object, _method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """structlog processor: hides the values of secret-sounding keys, at any depth, and all raw bytes."""
    return {key: _HIDDEN if _SECRET.search(key) else _redacted(value) for key, value in event.items()}


def configure_logging(name: str, log_format: Literal["json", "console"], log_level: str) -> None:
    """One line an event on stderr, for structlog and for libraries that use `logging`; call it once, first."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _named(name),
        redact,
    ]
    last: list[structlog.typing.Processor] = (
        [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
        if log_format == "json"
        else [
            structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback)
        ]
    )
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(log_level.upper())


def _named(name: str) -> structlog.typing.Processor:
    def add(_logger: object, _method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
        event["process"] = name
        return event

    return add


def serve_metrics(listen: str, *, cert: Path | None = None, key: Path | None = None) -> Callable[[], None]:
    """Answers `GET /metrics` from a thread of its own; over TLS when given a certificate. Call the result to stop."""
    host, port = split_address(listen)
    server, thread = start_http_server(
        port, addr=host, certfile=str(cert) if cert else None, keyfile=str(key) if key else None
    )

    def stop() -> None:
        server.shutdown()
        server.server_close()
        thread.join()

    return stop
