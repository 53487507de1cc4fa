"""Records of a CSV file with the physical line each begins on: exact, one at a time, in plain Python.

The fast reader does the bulk of the work; this one answers where a record stands, what its cells say letter by
letter, and how a broken file is broken (RFC 4180).
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Record:
    """One record: its first physical line (the first line of the file is 1) and its cells. No cells: a blank line."""

    line: int
    cells: list[str]


class BrokenText(Exception):
    """The text stops being CSV at ``line``: a quote that is never closed, or text after a closing quote."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line = line
        self.reason = reason


def records(file: Path, delimiter: str, quote: str) -> Iterator[Record]:
    """Yield every record, the header first. A byte order mark is dropped. Raises BrokenText."""
    csv.field_size_limit(sys.maxsize)  # the module's limit is process-wide; a long cell is no error of CSV
    with file.open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.reader(stream, delimiter=delimiter, quotechar=quote, strict=True)
        line = 1
        while True:
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                raise BrokenText(line, str(error)) from None
            yield Record(line, cells)
            line = reader.line_num + 1
