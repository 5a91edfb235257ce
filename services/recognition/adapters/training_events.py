"""Training events to JSON and back, by kind."""

from typing import Any

from pydantic import TypeAdapter

from services.recognition.app.training_events import (
    Cancelled,
    Done,
    Failed,
    LogLine,
    Progress,
    SampleRejected,
    TrainEvent,
)

_KINDS: dict[str, TypeAdapter[Any]] = {  # Any: one adapter a class, and the key says which
    "progress": TypeAdapter(Progress),
    "rejected": TypeAdapter(SampleRejected),
    "log": TypeAdapter(LogLine),
    "done": TypeAdapter(Done),
    "failed": TypeAdapter(Failed),
    "cancelled": TypeAdapter(Cancelled),
}
_KIND_OF: dict[type, str] = {
    Progress: "progress",
    SampleRejected: "rejected",
    LogLine: "log",
    Done: "done",
    Failed: "failed",
    Cancelled: "cancelled",
}


def dump(event: TrainEvent) -> tuple[str, object]:
    """The event's kind and its body as JSON values."""
    kind = _KIND_OF[type(event)]
    return kind, _KINDS[kind].dump_python(event, mode="json")


def load(kind: str, body: object) -> TrainEvent:
    """The event that was dumped."""
    event: TrainEvent = _KINDS[kind].validate_python(body)
    return event
