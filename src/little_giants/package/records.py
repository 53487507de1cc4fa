"""Records of a CSV file with the physical line each begins on: exact, one at a time, in plain Python.

The fast reader does the bulk of the work; this one answers where a record stands, what its cells say letter by
letter, and how a broken file is broken (RFC 4180). It knows every property of a dialect.
"""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from little_giants.package.dialect import Dialect
from little_giants.package.split import Split

if TYPE_CHECKING:
    from _csv import Reader

_ENDS = ("\r\n", "\n", "\r")


class Record(NamedTuple):
    """One record: its first physical line (the first line of the file is 1) and its cells. No cells: a blank line.

    ``row`` counts the rows of the file from 1, comments and blank lines too. ``part``: which of a table's files.
    Cells are text, None for null, or values of the types that the format has.
    """

    line: int
    cells: list[Any]
    row: int = 0
    part: int = 0


class BrokenText(Exception):
    """The text stops being readable at ``line``: a quote that is never closed, or text after a closing quote."""

    def __init__(self, line: int | None, reason: str, *, code: str = "unclosed-quote", format: str = "") -> None:
        super().__init__(reason)
        self.line = line
        self.reason = reason
        self.code = code
        self.format = format
        self.part = 0
        self.row: int | None = None  # the row that cannot be read, where it can be counted

    @property
    def params(self) -> Mapping[str, str]:
        """What the message of its code needs."""
        return {"reason": self.reason} if not self.format else {"format": self.format, "reason": self.reason}


class OtherDelimiter(BrokenText):
    """The cells of the file are apart by ``found``, and its dialect declares another delimiter."""

    def __init__(self, header: Record, declared: str, found: str) -> None:
        super().__init__(header.line, "", code="delimiter")
        self.row, self.part = header.row, header.part
        self.declared, self.found = declared, found

    @property
    def params(self) -> Mapping[str, str]:
        """Both delimiters as one reads them, and the found one as JSON has it."""
        named = {"\t": "TAB", ",": "“,”", ";": "“;”", "|": "“|”"}
        declared = named.get(self.declared, f"“{self.declared}”")
        return {"declared": declared, "found": named[self.found], "json": json.dumps(self.found)}


def records(file: Path, delimiter: str, quote: str) -> Iterator[Record]:
    """Yield every record of a file without a dialect, the header first."""
    return dialect_records(file, Dialect(delimiter=delimiter, quote=quote))


def dialect_records(file: Path, dialect: Dialect) -> Iterator[Record]:
    """Yield every record that is no comment. A byte order mark is dropped. Raises BrokenText, OSError."""
    with file.open(encoding="utf-8-sig", newline="") as stream:
        if len(dialect.delimiter) > 1 or dialect.line_end not in _ENDS:
            yield from _numbered(Split(stream, dialect), dialect)
            return
        lines = _Lines(stream, dialect.comment)
        reader = _reader(lines if dialect.comment else stream, dialect)
        row, line, commented = 0, 1, dialect.comment != ""
        while True:
            lines.start = True
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                broken = BrokenText(lines.first if commented else line, str(error))
                broken.row = row + lines.comments + 1
                raise broken from None
            row += 1
            if commented:
                line = lines.first
            if row + lines.comments not in dialect.comment_rows:
                yield Record(line, _nulls(cells, dialect.null), row + lines.comments)
            line = reader.line_num + 1


def one_record(text: str, dialect: Dialect) -> list[str]:
    """The cells of one record, whose text ``text`` is."""
    return next(_reader(io.StringIO(text, newline=""), dialect))


def _reader(lines: Iterator[str], dialect: Dialect) -> Reader:
    csv.field_size_limit(sys.maxsize)  # the module's limit is process-wide; a long cell is no error of CSV
    return csv.reader(
        lines,
        delimiter=dialect.delimiter,
        quotechar=dialect.quote or None,
        quoting=csv.QUOTE_MINIMAL if dialect.quote else csv.QUOTE_NONE,
        doublequote=dialect.double_quote,
        escapechar=dialect.escape or None,
        skipinitialspace=dialect.skip_initial_space,
        strict=True,
    )


@dataclass(slots=True)
class _Lines:
    """The physical lines of a file for the csv reader, without comments that begin where a record could begin."""

    stream: Iterator[str]
    comment: str
    start: bool = True  # whether the next line begins a record; set by who reads
    first: int = 1  # the line on which the record under way begins
    comments: int = 0
    _read: int = field(default=0)

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self.start:
            self.first = self._read + 1
        for line in self.stream:
            self._read += 1
            if self.start and self.comment and line.startswith(self.comment):
                self.comments += 1
                self.first = self._read + 1
                continue
            self.start = False
            return line
        raise StopIteration


def _numbered(found: Split, dialect: Dialect) -> Iterator[Record]:
    """Records of the general splitter, comments left out."""
    for row, (line, cells, comment) in enumerate(found, 1):
        if not comment and row not in dialect.comment_rows:
            yield Record(line, _nulls(cells, dialect.null), row)
    if found.broken:
        raise BrokenText(found.broken, found.reason)


def _nulls(cells: list[str], null: str | None) -> list[Any]:
    return cells if null is None else [None if cell == null else cell for cell in cells]
