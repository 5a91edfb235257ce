"""Log lines hold no secrets."""

import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from services.common.telemetry import configure_logging, redact


@pytest.fixture
def _logging_put_back() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers, root.level = handlers, level
    structlog.reset_defaults()


@pytest.mark.parametrize(
    "key", ["token", "refresh_token", "Password", "client_secret", "jpeg", "authorization", "service_key", "set-cookie"]
)
def test_values_of_secret_sounding_keys_are_hidden(key: str) -> None:
    assert redact(None, "info", {"event": "hello", key: "hunter2"}) == {"event": "hello", key: "[hidden]"}


def test_secrets_are_hidden_at_any_depth_and_bytes_everywhere() -> None:
    event = redact(None, "info", {"headers": [{"authorization": "Bearer x", "accept": "*"}], "frame": b"\xff\xd8"})
    assert event == {"headers": [{"authorization": "[hidden]", "accept": "*"}], "frame": "[2 bytes]"}


def test_ordinary_fields_stay() -> None:
    event = {"event": "call", "method": "/a.B/C", "seconds": 0.25, "person_id": "p1"}
    assert redact(None, "info", dict(event)) == event


@pytest.mark.usefixtures("_logging_put_back")
def test_json_lines_name_process_level_time_and_trace(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("example", "json", "info")
    try:
        raise RuntimeError("boom")
    except RuntimeError:
        structlog.get_logger("part").exception("it failed", token="hunter2")
    logging.getLogger("library").warning("%s said so", "somebody")
    structlog.get_logger("part").debug("too quiet to show")
    first, second = (json.loads(line) for line in capsys.readouterr().err.splitlines())
    assert first["event"] == "it failed"
    assert first["process"] == "example"
    assert first["level"] == "error"
    assert first["logger"] == "part"
    assert first["token"] == "[hidden]"
    assert "RuntimeError: boom" in first["exception"]
    assert first["timestamp"].endswith("Z")
    assert second["event"] == "somebody said so"
    assert second["logger"] == "library"


@pytest.mark.usefixtures("_logging_put_back")
def test_console_lines_are_readable(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("example", "console", "info")
    structlog.get_logger("part").info("hello", port=5001, password="hunter2")
    said = capsys.readouterr().err
    assert "hello" in said
    assert "5001" in said
    assert "hunter2" not in said
