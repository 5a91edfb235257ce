"""One file of kept frames: a header, then records that each carry a checksum and are sealed.

Header: magic (8), stream (16), boot (16), key's id (8), CRC-32 of it all (4). Record: length of what is sealed (4),
CRC-32 of the rest (4), sequence (8), ticks (8), wall clock (8), sealed picture. A record is one write: whoever kills
the process loses the last one at most, and a torn one is found by its length or checksum.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from camera.spool.key import SpoolKey

MAGIC = b"PSPOOL1\n"
_HEADER = struct.Struct(">8s16s16s8sI")
_RECORD = struct.Struct(">IIQdd")
_BODY = struct.Struct(">Qdd")
MOST_SEALED_BYTES = 2 * 1024 * 1024


class SegmentUnreadable(Exception):
    """Not a segment, or its header is damaged."""


@dataclass(frozen=True)
class Header:
    """What all records of a file have in common."""

    stream_id: UUID
    boot_id: UUID
    key_id: bytes


@dataclass(frozen=True)
class Record:
    """One kept frame; `start` and `end` are places in the file."""

    sequence: int
    ticks_seconds: float
    wall_seconds: float
    start: int
    end: int
    good: bool  # the checksum is right


def pack_header(header: Header) -> bytes:
    """What a file begins with."""
    body = _HEADER.pack(MAGIC, header.stream_id.bytes, header.boot_id.bytes, header.key_id, 0)[:-4]
    return body + struct.pack(">I", zlib.crc32(body))


def read_header(data: bytes) -> Header:
    """Raises SegmentUnreadable."""
    if len(data) < _HEADER.size:
        raise SegmentUnreadable("it is too short")
    magic, stream, boot, key_id, checksum = _HEADER.unpack_from(data)
    if magic != MAGIC or zlib.crc32(data[: _HEADER.size - 4]) != checksum:
        raise SegmentUnreadable("its header is damaged")
    return Header(UUID(bytes=stream), UUID(bytes=boot), key_id)


def pack_record(key: SpoolKey, header: Header, sequence: int, ticks: float, wall: float, jpeg: bytes) -> bytes:
    """A record, sealed for its place."""
    body = _BODY.pack(sequence, ticks, wall) + key.seal(jpeg, _place(header, sequence, ticks, wall))
    return struct.pack(">II", len(body) - _BODY.size, zlib.crc32(body)) + body


def records(data: bytes) -> Iterator[Record]:
    """Every record that can be made out, in order; those with a wrong checksum are told as such, a torn end is not."""
    at = _HEADER.size
    while at + _RECORD.size <= len(data):
        length, checksum, sequence, ticks, wall = _RECORD.unpack_from(data, at)
        end = at + _RECORD.size + length
        if length > MOST_SEALED_BYTES or end > len(data):
            return
        good = zlib.crc32(data[at + 8 : end]) == checksum
        yield Record(sequence, ticks, wall, at + _RECORD.size, end, good)
        at = end


def whole_length(data: bytes) -> int:
    """Where the last record that is whole ends: what follows was torn."""
    return max((record.end for record in records(data)), default=_HEADER.size)


def open_record(key: SpoolKey, header: Header, record: Record, data: bytes) -> bytes | None:
    """The picture; None when this key did not seal it for this place."""
    place = _place(header, record.sequence, record.ticks_seconds, record.wall_seconds)
    return key.open(data[record.start : record.end], place)


def read(path: Path) -> tuple[Header, bytes]:
    """A file's header and all its bytes. Raises SegmentUnreadable and OSError."""
    data = path.read_bytes()
    return read_header(data), data


def _place(header: Header, sequence: int, ticks: float, wall: float) -> str:
    return f"{header.stream_id}/{header.boot_id}/{sequence}/{ticks!r}/{wall!r}"
