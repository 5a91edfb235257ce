"""A ZIP that is made while it is sent."""

import io
import zipfile

import pytest

from gateway.zip_file import ZipFile


class Sink:
    """What arrived, and the largest piece of it."""

    def __init__(self) -> None:
        self.received = bytearray()
        self.largest = 0

    async def send(self, piece: bytes) -> None:
        self.received += piece
        self.largest = max(self.largest, len(piece))


async def test_files_come_out_as_they_went_in() -> None:
    sink = Sink()
    async with ZipFile(sink.send) as out:
        await out.add("README.txt", b"read me")
        await out.begin("photos/one.jpg")
        for _ in range(3):
            await out.write(b"\xff\xd8" * 1000)
        await out.add("नोट.csv", b"")
    with zipfile.ZipFile(io.BytesIO(bytes(sink.received))) as held:
        assert held.testzip() is None
        assert held.namelist() == ["README.txt", "photos/one.jpg", "नोट.csv"]
        assert held.read("photos/one.jpg") == b"\xff\xd8" * 3000
        assert held.getinfo("photos/one.jpg").compress_type == zipfile.ZIP_STORED
        assert held.getinfo("README.txt").external_attr >> 16 == 0o600


async def test_no_more_than_a_piece_is_held() -> None:
    sink, piece = Sink(), 64 * 1024
    async with ZipFile(sink.send) as out:
        await out.begin("photos/large.jpg")
        for _ in range(200):
            await out.write(bytes(piece))
    assert len(sink.received) > 200 * piece
    assert sink.largest < 2 * piece


async def _broken_off(sink: Sink) -> None:
    async with ZipFile(sink.send) as out:
        await out.add("README.txt", b"read me")
        raise RuntimeError


async def test_what_broke_off_is_no_zip() -> None:
    sink = Sink()
    with pytest.raises(RuntimeError):
        await _broken_off(sink)
    assert not zipfile.is_zipfile(io.BytesIO(bytes(sink.received)))


@pytest.mark.parametrize("name", ["README.txt", "/etc/passwd", "photos/../../x"])
async def test_a_name_is_taken_once_and_is_no_way_out(name: str) -> None:
    async with ZipFile(Sink().send) as out:
        await out.add("README.txt", b"read me")
        with pytest.raises(ValueError, match="cannot hold"):
            await out.begin(name)
