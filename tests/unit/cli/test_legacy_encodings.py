"""The encodings.pickle of earlier programs is read as data: what would run code is answered with a sentence."""

import copyreg
import os
import pickle
import struct
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cli.admin.legacy_encodings import load
from cli.admin.plain_pickle import MOST_DECODED_BYTES, Array, NotPlain, read
from cli.errors import CommandError

RNG = np.random.default_rng(7)
ENCODINGS = [RNG.normal(size=128) for _ in range(3)]
NAMES = ["077BCT001", "ada@example.edu", "Grace Hopper"]


def written(tmp_path: Path, content: bytes) -> Path:
    path = tmp_path / "encodings.pickle"
    path.write_bytes(content)
    return path


def with_old_names(content: bytes) -> bytes:
    """As numpy 1 wrote it: its modules had other names."""
    old = content.replace(b"numpy._core.multiarray", b"numpy.core.multiarray")
    # protocol 4 writes a length before a name
    return old.replace(b"\x8c\x16numpy.core.multiarray", b"\x8c\x15numpy.core.multiarray")


@pytest.mark.parametrize("protocol", [0, 1, 2, 3, 4, 5])
@pytest.mark.parametrize("kind", [np.float64, np.float32])
def test_the_dictionary_of_2023_is_read_in_every_protocol(tmp_path: Path, protocol: int, kind: type) -> None:
    data = {"encodings": [encoding.astype(kind) for encoding in ENCODINGS], "names": NAMES}
    found = load(written(tmp_path, pickle.dumps(data, protocol=protocol)))
    assert [one.name for one in found] == NAMES
    np.testing.assert_allclose([one.values for one in found], np.stack(ENCODINGS).astype(kind), rtol=1e-12)


@pytest.mark.parametrize("protocol", [2, 4])
def test_what_numpy_1_wrote_is_read(tmp_path: Path, protocol: int) -> None:
    content = with_old_names(pickle.dumps({"encodings": ENCODINGS, "names": NAMES}, protocol=protocol))
    assert b"numpy.core" in content
    assert len(load(written(tmp_path, content))) == 3


@pytest.mark.parametrize(
    "data",
    [
        (ENCODINGS, NAMES),
        [NAMES, ENCODINGS],
        {"encodings": np.stack(ENCODINGS), "names": tuple(NAMES)},
        {"encodings": [list(encoding) for encoding in ENCODINGS], "names": NAMES},
        {"encodings": [encoding.tolist() for encoding in ENCODINGS], "names": NAMES},
    ],
    ids=["a tuple", "a list", "a matrix", "lists of numpy numbers", "lists of numbers"],
)
def test_other_shapes_of_the_same_are_read(tmp_path: Path, data: object) -> None:
    found = load(written(tmp_path, pickle.dumps(data)))
    assert [one.name for one in found] == NAMES
    np.testing.assert_allclose([one.values for one in found], np.stack(ENCODINGS))


class Runs:
    """Unpickled, it would call whatever it was made with."""

    def __init__(self, called: Callable[..., object], *arguments: object) -> None:
        self.called = (called, arguments)

    def __reduce__(self) -> Any:
        return self.called


def chained(command: str) -> bytes:
    """builtins.getattr(builtins.__import__("os"), "system")(command), as an assembler of pickles writes it."""
    return b"cbuiltins\ngetattr\n(cbuiltins\n__import__\n(Vos\ntRVsystem\ntR(V" + command.encode() + b"\ntR."


@pytest.mark.parametrize("protocol", [0, 2, 4, 5])
@pytest.mark.parametrize("place", ["alone", "among the names", "as an encoding", "beside"])
def test_a_pickle_that_calls_the_system_is_refused_and_nothing_runs(tmp_path: Path, protocol: int, place: str) -> None:
    trace = tmp_path / "it ran"
    hostile = Runs(os.system, f"touch '{trace}'")
    data: Any = {
        "alone": hostile,
        "among the names": {"encodings": ENCODINGS, "names": [*NAMES[:2], hostile]},
        "as an encoding": {"encodings": [*ENCODINGS[:2], hostile], "names": NAMES},
        "beside": {"encodings": ENCODINGS, "names": NAMES, "extra": hostile},
    }[place]
    with pytest.raises(CommandError, match="no plain data"):
        load(written(tmp_path, pickle.dumps(data, protocol=protocol)))
    assert not trace.exists()


@pytest.mark.parametrize(
    "content",
    [
        pickle.dumps(Runs(eval, "1/0")),
        pickle.dumps(Runs(exec, "raise SystemExit")),
        pickle.dumps(Runs(getattr, OrderedDict, "fromkeys")),
        pickle.dumps(Runs(__import__, "antigravity")),
        pickle.dumps(Runs(np.load, "/etc/passwd")),
        pickle.dumps(Runs(np.fromfile, "/etc/passwd")),
        pickle.dumps(Runs(copyreg._reconstructor, Runs, object, None)),
        chained("true"),
        b"(S'true'\nios\nsystem\n.",  # INST
        b"(cos\nsystem\nS'true'\no.",  # OBJ
        b"\x80\x02cos\nsystem\n)\x81.",  # NEWOBJ
        b"\x80\x04\x8c\x02os\x8c\x06system\x93\x8c\x04true\x85R.",
        b"\x80\x02\x82\x01.",  # a class of the extension registry
        b"Pstored elsewhere\n.",  # a persistent id
        b"\x80\x05\x97.",  # a buffer from outside
        b"cnumpy.core.multiarray\n_reconstruct\n(cos\nsystem\nK\x00tR.",
        b"cnumpy\ndtype\n(S'O'\nI0\nI1\ntR.",  # objects in an array
        b"\x80\x02cnumpy\nndarray\n}X\x08\x00\x00\x00__call__K\x01sb.",  # BUILD on a name
        b"]\x94(h\x00h\x00e.",
        b"",
        b"\x80",
        b"not a pickle at all",
        b"PK\x03\x04",
        pickle.dumps({"encodings": ENCODINGS, "names": NAMES})[:-200],
    ],
)
def test_hostile_and_broken_pickles_are_answered_with_a_sentence(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(CommandError, match=r"is not a file of encodings: \w+"):
        load(written(tmp_path, content))


def test_an_array_with_objects_in_it_is_refused(tmp_path: Path) -> None:
    data = {"encodings": [np.array([Runs(os.system, "true")], dtype=object)], "names": ["x"]}
    with pytest.raises(CommandError):
        load(written(tmp_path, pickle.dumps(data)))


def test_a_memo_of_an_impossible_size_costs_nothing() -> None:
    # C's unpickler makes room for all numbers up to this one
    bomb = b"\x80\x02]" + b"r" + struct.pack("<I", 2**32 - 1) + b"."
    assert read(bomb) == []


def test_bytes_that_announce_more_than_there_is_are_refused() -> None:
    for content in (b"\x8e" + struct.pack("<Q", 2**40), b"\x8d" + struct.pack("<Q", 2**62), b"\x8b\xff\xff\xff\x7f1"):
        with pytest.raises(NotPlain):
            read(b"\x80\x04" + content + b".")


def test_one_array_asked_for_again_and_again_is_refused_before_it_fills_the_memory() -> None:
    chunk = 2**20
    head = b"\x80\x05]\x94(cnumpy.core.numeric\n_frombuffer\n"
    one = b"B" + struct.pack("<I", chunk) + bytes(chunk) + b"\x94" + b"cnumpy\ndtype\n(X\x02\x00\x00\x00f8tR"
    first = head + b"(" + one + b"(J" + struct.pack("<i", chunk // 8) + b"tX\x01\x00\x00\x00CtR"
    again = b"cnumpy.core.numeric\n_frombuffer\n(h\x01cnumpy\ndtype\n(X\x02\x00\x00\x00f8tR(J"
    again += struct.pack("<i", chunk // 8) + b"tX\x01\x00\x00\x00CtR"
    times = MOST_DECODED_BYTES // chunk + 1
    with pytest.raises(NotPlain, match="larger than the file could hold"):
        read(first + again * times + b"e.")
    kept = read(first + again * 2 + b"e.")
    assert isinstance(kept, list)
    assert [type(one) for one in kept] == [Array] * 3


def test_deep_nesting_is_no_trouble() -> None:
    content = b"\x80\x02" + b"]" * 200_000 + b"a" * 199_999 + b"."
    assert isinstance(read(content), list)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"encodings": ENCODINGS, "names": NAMES[:2]}, "2 names and 3 encodings"),
        ({"encodings": [np.zeros(64)], "names": ["x"]}, "does not have 128 numbers"),
        ({"encodings": [[float("nan")] * 128], "names": ["x"]}, "something else than numbers"),
        ({"encodings": [], "names": []}, "holds no encodings"),
        ({"faces": 1}, "no encodings and names"),
        ([1, 2, 3], "no encodings and names"),
        ({"encodings": ENCODINGS[:1], "names": [None]}, "no text"),
    ],
)
def test_what_does_not_fit_is_said_in_words(tmp_path: Path, data: object, words: str) -> None:
    with pytest.raises(CommandError, match=words):
        load(written(tmp_path, pickle.dumps(data)))
