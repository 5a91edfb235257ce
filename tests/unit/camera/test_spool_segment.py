"""The bytes of one file of kept frames."""

from __future__ import annotations

import stat
from pathlib import Path
from uuid import uuid4

import pytest

from camera.spool import segment
from camera.spool.key import KeyFileUnsafe, SpoolKey, key_of_device, key_of_file
from camera.spool.segment import Header, SegmentUnreadable

KEY = SpoolKey(b"the camera's key")
HEADER = Header(uuid4(), uuid4(), KEY.key_id)


def file_of(*pictures: bytes) -> bytes:
    parts = [segment.pack_header(HEADER)]
    parts += [
        segment.pack_record(KEY, HEADER, number, number / 2, 1e9 + number, jpeg)
        for number, jpeg in enumerate(pictures, start=1)
    ]
    return b"".join(parts)


def pictures_of(data: bytes, key: SpoolKey = KEY) -> list[bytes | None]:
    return [segment.open_record(key, HEADER, one, data) if one.good else None for one in segment.records(data)]


def test_what_is_written_is_read_again() -> None:
    data = file_of(b"one", b"two", b"")
    assert segment.read_header(data) == HEADER
    assert pictures_of(data) == [b"one", b"two", b""]
    assert [(one.sequence, one.ticks_seconds) for one in segment.records(data)] == [(1, 0.5), (2, 1.0), (3, 1.5)]


def test_a_picture_is_not_in_the_file_in_the_clear() -> None:
    assert b"a face" not in file_of(b"a face")


def test_a_file_torn_anywhere_loses_the_last_record_at_most() -> None:
    whole, shorter = file_of(b"first" * 9, b"second" * 9), file_of(b"first" * 9)
    for length in range(len(shorter), len(whole)):
        assert pictures_of(whole[:length]) == [b"first" * 9]


def test_a_flipped_bit_costs_its_own_record_and_no_other() -> None:
    data = bytearray(file_of(b"a" * 50, b"b" * 50, b"c" * 50))
    second = list(segment.records(bytes(data)))[1]
    data[second.start + 20] ^= 1
    assert pictures_of(bytes(data)) == [b"a" * 50, None, b"c" * 50]


def test_a_record_moved_to_another_place_does_not_open() -> None:
    data = file_of(b"here")
    (record,) = segment.records(data)
    elsewhere = Header(uuid4(), HEADER.boot_id, KEY.key_id)
    assert segment.open_record(KEY, elsewhere, record, data) is None


def test_another_key_opens_nothing() -> None:
    assert pictures_of(file_of(b"secret"), SpoolKey(b"another")) == [None]


@pytest.mark.parametrize("data", [b"", b"PSPOOL1\n", b"x" * 100, bytes(1000)])
def test_what_is_no_segment_is_called_so(data: bytes) -> None:
    with pytest.raises(SegmentUnreadable):
        segment.read_header(data)


def test_a_key_file_is_made_for_its_owner_alone_and_is_the_same_the_next_time(tmp_path: Path) -> None:
    path = tmp_path / "key"
    made = key_of_file(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert key_of_file(path).key_id == made.key_id
    assert key_of_file(path).open(made.seal(b"picture", "here"), "here") == b"picture"


def test_a_key_file_that_others_can_read_or_that_is_too_short_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "key"
    key_of_file(path)
    path.chmod(0o644)
    with pytest.raises(KeyFileUnsafe, match="chmod 600"):
        key_of_file(path)
    path.write_bytes(b"short")
    path.chmod(0o600)
    with pytest.raises(KeyFileUnsafe, match="5 bytes"):
        key_of_file(path)


def test_the_cameras_own_key_makes_one_key_and_another_camera_another() -> None:
    assert key_of_device("id.secret").key_id == key_of_device("id.secret").key_id
    assert key_of_device("id.secret").key_id != key_of_device("id.other").key_id
