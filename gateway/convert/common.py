"""Times, ids and enums between protobuf and REST."""

from datetime import UTC, datetime

from google.protobuf.message import Message
from google.protobuf.timestamp_pb2 import Timestamp


def time_of(stamp: Timestamp) -> datetime:
    """A timestamp that is always set, in UTC."""
    return stamp.ToDatetime(tzinfo=UTC)


def time_if_set(message: Message, field: str) -> datetime | None:
    """A timestamp field in UTC, or None while it is unset."""
    if not message.HasField(field):
        return None
    stamp: Timestamp = getattr(message, field)
    return stamp.ToDatetime(tzinfo=UTC)
