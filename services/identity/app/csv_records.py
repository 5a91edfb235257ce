"""Records of a CSV file that arrives in pieces, as colleges' spreadsheets write it, with the lines they begin on."""

import codecs
import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass

RECORD_CHARACTERS_MAX = 65_536  # a longer record is a quotation mark that nobody closed

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r(?!\Z))")  # a carriage return at the end may be half of a pair
_SEPARATOR_HINT = re.compile(r"sep=([,;])\s*", re.IGNORECASE)  # Excel's own first line


@dataclass(frozen=True)
class Record:
    """One row of the file."""

    line: int  # on which it begins, from 1
    fields: tuple[str, ...]
    problem: str = ""  # why it cannot be read; then there are no fields


@dataclass
class CsvUnreadable(Exception):
    """Nothing after this line can be read."""

    line: int
    reason: str


class CsvRecords:
    """Holds the unfinished record and no more. UTF-8 with or without a byte order mark, commas or semicolons."""

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")()
        self._text = ""  # of a line not yet whole
        self._record = ""  # lines of a quoted field not yet closed
        self._line = 0  # lines read
        self._begin_line = 1
        self._delimiter = ""

    def feed(self, chunk: bytes, *, last: bool = False) -> Iterator[Record]:
        """The records that end in this piece; CsvUnreadable."""
        try:
            self._text += self._decoder.decode(chunk, last)
        except UnicodeDecodeError:
            reason = "is not UTF-8; in a spreadsheet program, save it as “CSV UTF-8”"
            raise CsvUnreadable(self._line + 1, reason) from None
        end = 0
        for match in _LINE.finditer(self._text):
            end = match.end()
            yield from self._take(match.group())
        self._text = self._text[end:]
        if last and self._text:
            yield from self._take(self._text)
        if len(self._text) > RECORD_CHARACTERS_MAX or (last and self._record):
            raise CsvUnreadable(self._begin_line, "has a quotation mark that is not closed")

    def _take(self, line: str) -> Iterator[Record]:
        self._line += 1
        if not self._delimiter:
            if hint := _SEPARATOR_HINT.fullmatch(line):
                self._delimiter = hint.group(1)
                self._begin_line = self._line + 1
                return
            self._delimiter = ";" if line.count(";") > line.count(",") else ","
        self._record += line
        if len(self._record) > RECORD_CHARACTERS_MAX:
            raise CsvUnreadable(self._begin_line, "has a quotation mark that is not closed")
        try:
            fields = next(csv.reader([self._record], delimiter=self._delimiter, strict=True), [])
        except csv.Error as error:
            if "unexpected end of data" in str(error):
                return  # inside quotation marks: the next line belongs to it
            record = Record(self._begin_line, (), "has text after a closing quotation mark")
        else:
            record = Record(self._begin_line, tuple(fields))
        self._record, self._begin_line = "", self._line + 1
        if record.problem or any(field.strip() for field in record.fields):
            yield record  # spreadsheets leave rows of nothing but separators
