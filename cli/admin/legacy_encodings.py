"""The `encodings.pickle` of face_recognition programs: names, and for each name encodings of 128 numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import isfinite
from pathlib import Path

from cli.admin.plain_pickle import MOST_BYTES, Array, NotPlain, read
from cli.errors import CommandError

SIZE = 128
MOST_ENCODINGS = 100_000


@dataclass(frozen=True)
class NamedEncoding:
    """One line of the file."""

    name: str
    values: tuple[float, ...]


def load(path: Path) -> list[NamedEncoding]:
    """What the file holds; CommandError says in a sentence why it cannot be used. No code in it is ever run."""
    if path.stat().st_size > MOST_BYTES:
        raise CommandError(f"{path.name} has more than {MOST_BYTES // 2**20} MiB")
    try:
        found = list(_pairs(read(path.read_bytes())))
    except NotPlain as error:
        raise CommandError(f"{path.name} is not a file of encodings: {error}") from error
    if not found:
        raise CommandError(f"{path.name} holds no encodings")
    return found


def _pairs(value: object) -> Iterator[NamedEncoding]:
    names, encodings = _columns(value)
    if len(names) != len(encodings):
        raise NotPlain(f"it has {len(names)} names and {len(encodings)} encodings")
    if len(names) > MOST_ENCODINGS:
        raise NotPlain(f"it has more than {MOST_ENCODINGS} encodings")
    for name, encoding in zip(names, encodings, strict=True):
        yield NamedEncoding(_name(name), _values(encoding))


def _name(name: object) -> str:
    text = name.decode(errors="replace") if isinstance(name, bytes) else name
    if not isinstance(text, str | int) or isinstance(text, bool) or not str(text).strip():
        raise NotPlain("it has names that are no text")
    return str(text).strip()


def _columns(value: object) -> tuple[Sequence[object], Sequence[object]]:
    match value:
        case {"encodings": encodings, "names": names}:
            return _rows(names), _rows(encodings)
        case [first, second] if _is_names(second):
            return _rows(second), _rows(first)
        case [first, second] if _is_names(first):
            return _rows(first), _rows(second)
        case _:
            raise NotPlain("it has no encodings and names beside each other")


def _is_names(value: object) -> bool:
    return isinstance(value, list | tuple) and all(isinstance(name, str | bytes) for name in value)


def _rows(value: object) -> Sequence[object]:
    if isinstance(value, list | tuple):
        return value
    if isinstance(value, Array) and len(value.shape) == 2:  # one matrix
        width = value.shape[1]
        return [value.values[start : start + width] for start in range(0, len(value.values), max(1, width))]
    raise NotPlain("it has a column that is no list")


def _values(encoding: object) -> tuple[float, ...]:
    values = encoding.values if isinstance(encoding, Array) else encoding
    if not isinstance(values, list | tuple) or len(values) != SIZE:
        raise NotPlain(f"it has an encoding that does not have {SIZE} numbers")
    if not all(isinstance(one, int | float) and isfinite(one) for one in values):
        raise NotPlain("it has an encoding of something else than numbers")
    return tuple(float(one) for one in values)
