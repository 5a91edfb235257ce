"""dlib's face recognition network read from its own file format, without dlib."""

import re
from dataclasses import dataclass
from math import prod
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float32]

# a name is written as its length (one byte that says how many bytes the number has, then the number) and its letters
_LAYER = re.compile(rb"\x01[\x03-\x10](con_\d?|affine_\d?|fc_\d?)(?=[\x00-\x08])")


@dataclass(frozen=True, slots=True, eq=False)
class Parameters:
    """The numbers of one layer, as they lie in the file: weights first, then what is added."""

    layer: str
    """con, affine or fc."""
    values: Floats


class UnexpectedFormat(ValueError):
    """The file is not the network this was written for."""


def read_layers(content: bytes) -> list[Parameters]:
    """All layers with parameters, in the order in which a picture passes them (dlib writes a network from its input
    to its output). Raises UnexpectedFormat."""
    found = []
    end = 0
    for name in _LAYER.finditer(content):
        if name.start() < end:  # bytes of the weights before may look like a name
            continue
        layer = name.group(1).decode().split("_")[0]
        try:
            values, end = _read_tensor(content, name.end(), skip_integers=2 if layer == "fc" else 0)
        except (IndexError, ValueError) as error:
            raise UnexpectedFormat(f"a layer at byte {name.start()} cannot be read") from error
        found.append(Parameters(layer, values))
    return found


def _read_tensor(content: bytes, at: int, skip_integers: int) -> tuple[Floats, int]:
    """A version, four dimensions and little-endian floats, after so many other integers."""
    for _ in range(skip_integers):
        _, at = _read_integer(content, at)
    version, at = _read_integer(content, at)
    if version != 2:
        raise UnexpectedFormat(f"tensors of format {version} are not known")
    dimensions = []
    for _ in range(4):
        size, at = _read_integer(content, at)
        dimensions.append(size)
    count = prod(dimensions)
    return np.frombuffer(content, "<f4", count, at).astype(np.float32), at + 4 * count


def _read_integer(content: bytes, at: int) -> tuple[int, int]:
    """The number there and where it ends: a byte with sign (high bit) and length, then the magnitude's bytes."""
    head = content[at]
    end = at + 1 + (head & 0x7F)
    value = int.from_bytes(content[at + 1 : end], "little")
    return (-value if head & 0x80 else value), end
