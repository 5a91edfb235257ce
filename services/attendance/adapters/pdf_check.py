"""A program of its own: reads a PDF on its input and says in one word whether it is fit to be handed on.

Run with limits on memory and time, without environment: a PDF that breaks the reader breaks nothing else.
"""

import io
import resource
import sys
from collections.abc import Iterator

from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject, PdfObject, StreamObject

MEMORY_BYTES = 256 * 2**20
CPU_SECONDS = 10
OBJECTS_MAX = 200_000

# ISO 32000-2: actions that run, fetch or send something, and what carries other files or programs.
_ACTIVE_ACTIONS = frozenset(
    {"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToE", "/Rendition", "/Movie", "/Sound", "/GoTo3DView"}
    | {"/RichMediaExecute"}
)
_ACTIVE_KEYS = frozenset({"/JS", "/JavaScript", "/EmbeddedFiles", "/EF", "/XFA", "/RichMediaContent", "/RichMedia"})
_ACTIVE_SUBTYPES = frozenset({"/RichMedia", "/Movie", "/Screen", "/3D", "/FileAttachment", "/Sound"})


def main() -> str:
    """ok, encrypted, active or unreadable."""
    content = sys.stdin.buffer.read()
    # only now: what starts the interpreter counts too
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    return verdict(content)


def verdict(content: bytes) -> str:
    """Of the bytes of a PDF."""
    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted:
            return "encrypted"
        if any(_is_active(found) for found in _objects(reader)):
            return "active"
        return "ok" if len(reader.pages) > 0 else "unreadable"
    except (PyPdfError, ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError, MemoryError):
        return "unreadable"  # whatever its reader makes of damage


def _objects(reader: PdfReader) -> Iterator[DictionaryObject]:
    """Every dictionary of every object the file names, also of those that no page leads to."""
    ids = {(number, generation) for generation, numbers in reader.xref.items() for number in numbers}
    ids |= {(number, 0) for number in reader.xref_objStm}
    if len(ids) > OBJECTS_MAX:
        raise ValueError("more objects than a document has")
    yield from _inside(reader.trailer)
    for number, generation in sorted(ids):
        if number:
            yield from _inside(reader.get_object(IndirectObject(number, generation, reader)))


def _inside(found: PdfObject | None) -> Iterator[DictionaryObject]:
    """Without following references: what they lead to has its own turn."""
    waiting = [found]
    while waiting:
        one = waiting.pop()
        if isinstance(one, DictionaryObject | StreamObject):
            yield one
            waiting += [one.raw_get(key) for key in one]
        elif isinstance(one, ArrayObject):
            waiting += [list.__getitem__(one, at) for at in range(len(one))]


def _is_active(one: DictionaryObject) -> bool:
    if not _ACTIVE_KEYS.isdisjoint(one):
        return True
    return _named(one, "/S") in _ACTIVE_ACTIONS or _named(one, "/Subtype") in _ACTIVE_SUBTYPES


def _named(one: DictionaryObject, key: str) -> str:
    if key not in one:
        return ""
    name = one[key]  # by index, which follows references: a name may stand in an object of its own
    return name if isinstance(name, NameObject) else ""


if __name__ == "__main__":
    print(main())
