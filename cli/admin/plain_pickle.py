"""Reads a pickle as data: its instructions are followed on plain values, and nothing is imported, called or built.

What names a class or function becomes a Name, an inert record; of all names only those that numpy writes an array or
a number with mean anything, and what they stand for is decoded here. Everything else is refused with a sentence.
"""

from __future__ import annotations

import io
import pickletools
import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from math import prod

MOST_BYTES = 64 * 2**20
MOST_STEPS = 10_000_000
MOST_DECODED_BYTES = 128 * 2**20
MOST_DIMENSIONS = 4


class NotPlain(Exception):
    """The file holds something else than plain data; the text says what."""


@dataclass(frozen=True)
class Name:
    """What the pickle calls `module.name`; never looked up."""

    module: str
    name: str

    def __str__(self) -> str:
        return f"{self.module}.{self.name}"[:80]


@dataclass
class Kind:
    """A numpy dtype: `code` is such as "f8"."""

    code: str
    order: str = "<"


@dataclass
class Array:
    """A numpy array of numbers, flat."""

    shape: tuple[int, ...] = ()
    values: tuple[float, ...] = ()


@dataclass(eq=False)
class _Mark:
    """Where a collection begins on the stack."""


@dataclass
class _Machine:
    stack: list[object] = field(default_factory=list)
    memo: dict[int, object] = field(default_factory=dict)
    decoded_bytes: int = 0
    """Of all arrays so far: the same bytes may be asked for again and again."""

    def decode(self, size: int) -> None:
        self.decoded_bytes += size
        if self.decoded_bytes > MOST_DECODED_BYTES:
            raise NotPlain("its arrays are larger than the file could hold")

    def pop(self) -> object:
        if not self.stack or isinstance(self.stack[-1], _Mark):
            raise NotPlain("its instructions do not fit together")
        return self.stack.pop()

    def pop_to_mark(self) -> list[object]:
        for index in range(len(self.stack) - 1, -1, -1):
            if isinstance(self.stack[index], _Mark):
                items = self.stack[index + 1 :]
                del self.stack[index:]
                return items
        raise NotPlain("its instructions do not fit together")


_FLOATS = {"f4": ("f", 4), "f8": ("d", 8), "f2": ("e", 2)}
_WHOLE = {"i4": ("i", 4), "i8": ("q", 8), "u1": ("B", 1), "i2": ("h", 2), "i1": ("b", 1), "u4": ("I", 4)}
_NUMBERS = {**_FLOATS, **_WHOLE}

_NUMPY = ("numpy", "numpy.core.multiarray", "numpy._core.multiarray", "numpy._core.numeric", "numpy.core.numeric")
_MEANT = {
    *(Name(module, "_reconstruct") for module in _NUMPY),
    *(Name(module, "scalar") for module in _NUMPY),
    *(Name(module, "_frombuffer") for module in _NUMPY),
    Name("numpy", "ndarray"),
    Name("numpy", "dtype"),
    Name("_codecs", "encode"),  # how bytes were written before protocol 3
}


def read(content: bytes) -> object:
    """The value in the pickle: lists, tuples, dictionaries, text, bytes, numbers, and Array for numpy's.

    NotPlain when it is more than data, too large, or no pickle at all.
    """
    if len(content) > MOST_BYTES:
        raise NotPlain(f"it has more than {MOST_BYTES // 2**20} MiB")
    machine = _Machine()
    try:
        for step, (opcode, argument, _) in enumerate(pickletools.genops(io.BytesIO(content))):
            if step > MOST_STEPS:
                raise NotPlain("it has too many instructions")
            if opcode.name == "STOP":
                return _plain(machine.pop())
            _follow(machine, opcode.name, argument)
    except NotPlain:
        raise
    # what genops and the values themselves raise on damaged bytes
    except (ValueError, IndexError, KeyError, TypeError, AttributeError, OverflowError, struct.error) as error:
        raise NotPlain("it is damaged, or no pickle at all") from error
    raise NotPlain("it ends too early")


def _follow(machine: _Machine, opcode: str, argument: object) -> None:
    if opcode in ("PROTO", "FRAME"):
        return
    if opcode in _PUSH:
        machine.stack.append(argument)
    elif opcode in _CONSTANTS:
        machine.stack.append(_CONSTANTS[opcode]())
    elif opcode in _COLLECT:
        _COLLECT[opcode](machine)
    elif opcode in ("BINPUT", "LONG_BINPUT", "PUT", "MEMOIZE"):
        # a dict: a huge number costs nothing here, where it would make an array of that size elsewhere
        machine.memo[len(machine.memo) if opcode == "MEMOIZE" else int(str(argument))] = machine.stack[-1]
    elif opcode in ("BINGET", "LONG_BINGET", "GET"):
        machine.stack.append(machine.memo[int(str(argument))])
    elif opcode == "GLOBAL":
        machine.stack.append(_named(*str(argument).partition(" ")[::2]))
    elif opcode == "STACK_GLOBAL":
        name, module = machine.pop(), machine.pop()
        if not isinstance(name, str) or not isinstance(module, str):
            raise NotPlain("it names something without a name")
        machine.stack.append(_named(module, name))
    elif opcode == "REDUCE":
        arguments, called = machine.pop(), machine.pop()
        machine.stack.append(_made(machine, called, arguments))
    elif opcode == "BUILD":
        state = machine.pop()
        _fill(machine, machine.stack[-1], state)
    else:
        raise NotPlain(f"it asks for {opcode}, which plain data never needs")


def _named(module: str, name: str) -> Name:
    named = Name(module, name)
    if named not in _MEANT:
        raise NotPlain(f"it names {named}, which is no plain data")
    return named


_PUSH = {
    "INT", "LONG", "LONG1", "LONG4", "BININT", "BININT1", "BININT2", "FLOAT", "BINFLOAT", "STRING", "BINSTRING",
    "SHORT_BINSTRING", "UNICODE", "BINUNICODE", "SHORT_BINUNICODE", "BINUNICODE8", "BINBYTES", "SHORT_BINBYTES",
    "BINBYTES8", "BYTEARRAY8",
}  # fmt: skip
_CONSTANTS: dict[str, Callable[[], object]] = {
    "NONE": lambda: None,
    "NEWTRUE": lambda: True,
    "NEWFALSE": lambda: False,
    "EMPTY_LIST": list,
    "EMPTY_DICT": dict,
    "EMPTY_TUPLE": tuple,
    "MARK": _Mark,
}


def _append(machine: _Machine, items: list[object]) -> None:
    target = machine.stack[-1]
    if not isinstance(target, list):
        raise NotPlain("it appends to something that is no list")
    target.extend(items)


def _set_items(machine: _Machine, items: list[object]) -> None:
    target = machine.stack[-1]
    if not isinstance(target, dict) or len(items) % 2:
        raise NotPlain("it sets items of something that is no dictionary")
    for key, value in zip(items[::2], items[1::2], strict=True):
        if not isinstance(key, str):
            raise NotPlain("it has keys that are no text")
        target[key] = value


def _tuple_of(count: int) -> Callable[[_Machine], None]:
    def collect(machine: _Machine) -> None:
        items = [machine.pop() for _ in range(count)]
        machine.stack.append(tuple(reversed(items)))

    return collect


def _dictionary(machine: _Machine) -> None:
    items = machine.pop_to_mark()
    machine.stack.append({})
    _set_items(machine, items)


_COLLECT: dict[str, Callable[[_Machine], None]] = {
    "DICT": _dictionary,
    "APPEND": lambda machine: _append(machine, [machine.pop()]),
    "APPENDS": lambda machine: _append(machine, machine.pop_to_mark()),
    "SETITEM": lambda machine: _set_items(machine, list(reversed([machine.pop(), machine.pop()]))),
    "SETITEMS": lambda machine: _set_items(machine, machine.pop_to_mark()),
    "LIST": lambda machine: machine.stack.append(machine.pop_to_mark()),
    "TUPLE": lambda machine: machine.stack.append(tuple(machine.pop_to_mark())),
    "TUPLE1": _tuple_of(1),
    "TUPLE2": _tuple_of(2),
    "TUPLE3": _tuple_of(3),
    "POP": lambda machine: (machine.pop(), None)[1],
    "POP_MARK": lambda machine: (machine.pop_to_mark(), None)[1],
}


def _made(machine: _Machine, called: object, arguments: object) -> object:
    """What numpy's few names stand for."""
    if not isinstance(called, Name) or not isinstance(arguments, tuple):
        raise NotPlain("it calls something that is no name")
    match called.name, arguments:
        case "encode", (str() as text, "latin1"):
            machine.decode(len(text))
            return text.encode("latin1")
        case "dtype", (str() as code, *_):
            return Kind(code.lstrip("<>=|"), ">" if code.startswith(">") else "<")
        case "_reconstruct", (Name(module="numpy", name="ndarray"), *_):
            return Array()
        case "scalar", (Kind() as kind, bytes() as content):
            return _numbers(machine, content, kind)[0]
        case "_frombuffer", (bytes() | bytearray() as content, Kind() as kind, tuple() as shape, *_):
            return _array(machine, shape, kind, bytes(content), in_columns=False)
        case _:
            raise NotPlain(f"it calls {called} in a way that plain data never does")


def _fill(machine: _Machine, target: object, state: object) -> None:
    match target, state:
        case Kind(), (_, str() as order, *_):
            target.order = ">" if order == ">" else "<"
        case Array(), (_, tuple() as shape, Kind() as kind, bool() | int() as in_columns, bytes() as content):
            made = _array(machine, shape, kind, content, in_columns=bool(in_columns))
            target.shape, target.values = made.shape, made.values
        case _:
            raise NotPlain("it fills something that is no array of numbers")


def _array(machine: _Machine, shape: Sequence[object], kind: Kind, content: bytes, *, in_columns: bool) -> Array:
    if len(shape) > MOST_DIMENSIONS or not all(isinstance(size, int) and 0 <= size <= MOST_BYTES for size in shape):
        raise NotPlain("it has an array of an impossible shape")
    sizes = tuple(int(str(size)) for size in shape)
    values = _numbers(machine, content, kind)
    if prod(sizes) != len(values) or (in_columns and len(sizes) > 1):
        raise NotPlain("it has an array whose numbers do not fit its shape")
    return Array(sizes, values)


def _numbers(machine: _Machine, content: bytes, kind: Kind) -> tuple[float, ...]:
    if kind.code not in _NUMBERS:
        raise NotPlain("it has an array of something else than numbers")
    machine.decode(len(content))
    letter, size = _NUMBERS[kind.code]
    return struct.unpack(f"{kind.order}{len(content) // size}{letter}", content)


def _plain(value: object) -> object:
    if isinstance(value, Name | Kind | _Mark):
        raise NotPlain("it holds a name instead of data")
    return value
