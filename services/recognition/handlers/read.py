"""Reads what callers send; InvalidInput names the field that cannot be used."""

from datetime import UTC, datetime
from uuid import UUID

from google.protobuf.timestamp_pb2 import Timestamp

from services.common.errors import InvalidInput


def read_uuid(value: str, field: str) -> UUID:
    """A UUID in any of its spellings."""
    try:
        return UUID(value)
    except ValueError:
        raise InvalidInput(field, "must be a UUID") from None


def read_page_size(value: int, default: int) -> int:
    """1–100; the default when unset."""
    if not 0 <= value <= 100:
        raise InvalidInput("page_size", "must be from 1 to 100")
    return value or default


def read_sample_key(token: str) -> tuple[datetime, str] | None:
    """A page token of ListFaceSamples."""
    if not token:
        return None
    moment, _, sample_id = token.partition("/")
    return read_moment(moment), str(read_uuid(sample_id, "page_token"))


def read_moment(token: str) -> datetime:
    """A page token that is a moment in ISO 8601."""
    try:
        moment = datetime.fromisoformat(token)
    except ValueError:
        raise InvalidInput("page_token", "is not one this service gave") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def read_time(stamp: Timestamp, field: str) -> datetime:
    """UTC."""
    try:
        return stamp.ToDatetime(tzinfo=UTC)
    except (ValueError, OverflowError):
        raise InvalidInput(field, "is not a time that can be") from None
