"""Encodings kept between runs, so that one that was interrupted goes on where it was."""

import sqlite3
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np

from services.recognition.evaluation.system import PhotoResult, Purpose

_TABLE = """
create table if not exists photo (
    sha256 text, purpose text, recipe text, rejection text not null, cpu_ms real not null,
    dtype text not null, encoding blob not null, primary key (sha256, purpose, recipe)
)
"""
_FIND = "select rejection, cpu_ms, dtype, encoding from photo where sha256 = ? and purpose = ? and recipe = ?"
_KEEP = "insert or replace into photo values (?, ?, ?, ?, ?, ?, ?)"
_WRITE_EVERY = 50
_DTYPES = {"float32": np.float32, "float64": np.float64}


class Cache:
    """By content of the photo and by all that its result depends on; one process, one file that only its owner reads.

    It holds encodings of faces: delete the file when the evaluation is done with.
    """

    def __init__(self, file: Path) -> None:
        file.touch(mode=0o600)
        self._database = sqlite3.connect(file)
        self._database.execute(_TABLE)
        self._unwritten = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._database.commit()
        self._database.close()

    def find(self, sha256: str, purpose: Purpose, recipe: str) -> PhotoResult | None:
        """What the photo came to before, or None."""
        row = self._database.execute(_FIND, (sha256, purpose.value, recipe)).fetchone()
        if row is None:
            return None
        rejection, cpu_ms, dtype, content = row
        encoding = np.frombuffer(content, _DTYPES[dtype]) if content else None
        return PhotoResult(encoding, rejection, cpu_ms)

    def keep(self, sha256: str, purpose: Purpose, recipe: str, result: PhotoResult) -> None:
        """Remember it; at most the last 50 are lost when the machine stops."""
        encoding = result.encoding
        dtype, content = ("float32", b"") if encoding is None else (encoding.dtype.name, encoding.tobytes())
        self._database.execute(_KEEP, (sha256, purpose.value, recipe, result.rejection, result.cpu_ms, dtype, content))
        self._unwritten += 1
        if self._unwritten >= _WRITE_EVERY:
            self._database.commit()
            self._unwritten = 0
