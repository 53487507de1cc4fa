"""Have DuckDB read the rows of a table: the file itself where its reader is exact, else a copy without faults.

The fast reader forgives what the specification does not, and knows neither every dialect nor every format. Then the
exact reader gives the records one by one; what is wrong with them is noted, and they are written again in one plain
form that the fast reader cannot misread: text in quotes, missing values as an unquoted ``\\N``.
"""

from __future__ import annotations

import tempfile
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from little_giants.engines.duckdb.hits import Hit
from little_giants.engines.duckdb.statement import Source
from little_giants.package.look import Look
from little_giants.package.records import BrokenText, Record
from little_giants.package.separators import separators
from little_giants.package.table import Table, plain_rows
from little_giants.schema.model import Field, Schema
from little_giants.schema.values.native import NativeError, cell_text, shown

_LARGE = 4 << 20  # bytes of a file from which on it pays to load numpy
_NULL = "\\N"
_KEPT = 20_000  # hits of one code that are kept with their places


class Cells:
    """Cells by record and field, added in the order of the file: 8 bytes for each, as a file may be wrong all over."""

    def __init__(self, fields: Sequence[str] = ()) -> None:
        self._places = {name: place for place, name in enumerate(fields)}
        self._codes = array("q")

    def __len__(self) -> int:
        return len(self._codes)

    def add(self, record: int, field: str) -> None:
        """Add one; ``record`` never goes back, nor does the place of ``field`` within it."""
        self._codes.append(record * len(self._places) + self._places[field])

    def __contains__(self, cell: tuple[int, str]) -> bool:
        record, field = cell
        return self._any(record * len(self._places) + self._places.get(field, 0), 1)

    def record(self, record: int) -> bool:
        """Whether some cell of a record is there."""
        return self._any(record * len(self._places), len(self._places))

    def _any(self, code: int, width: int) -> bool:
        at = bisect_left(self._codes, code)
        return at < len(self._codes) and self._codes[at] < code + width


@dataclass(slots=True)
class Mended:
    """What the exact reader found.

    ``hits`` keeps the first of each code, ``more`` counts the others. ``padded``: cells that no further rule may judge,
    because the row lacks them or their own type is wrong. ``mistyped``: fields with a value of a wrong type of its own.
    """

    hits: list[Hit] = field(default_factory=list)
    more: Counter[str] = field(default_factory=Counter)
    padded: Cells = field(default_factory=Cells)
    mistyped: set[str] = field(default_factory=set)
    _kept: Counter[str] = field(default_factory=Counter)

    def add(self, hit: Hit) -> None:
        """Note a hit."""
        self._kept[hit.code] += 1
        if self._kept[hit.code] <= _KEPT:
            self.hits.append(hit)
        else:
            self.more[hit.code] += 1


def direct(seen: Look, table: Table) -> Source | None:
    """The file as the fast reader takes it, or None where only the exact reader will do."""
    resource, facts = seen.resource, seen.facts
    if seen.file is None or not plain_rows(seen, table):
        return None
    # DuckDB 2.0 reads no row at all when CRLF is named to it; left to itself it finds it.
    newline = "" if facts.crlf else ", new_line = '\\n'"
    return Source(seen.file, resource.delimiter, resource.quote, newline, header=resource.dialect.header)


def complete(connection: duckdb.DuckDBPyConnection, seen: Look, table: Table, source: Source, rows: int) -> bool:
    """Whether the fast reader gave every row and every cell.

    Rows: as many as lines, or fewer where cells may hold line ends. Cells: it refuses a row that is too short, but
    drops empty cells at the end of one that is too long. So the delimiters are counted, where a line ends with one.
    """
    facts, header = seen.facts, int(seen.resource.dialect.header)
    lost = facts.lines - header - rows
    if lost < 0 or (lost > 0 and not facts.quoted):
        return False
    width, delimiter = len(table.labels), seen.resource.delimiter
    wanted = (rows + header) * (width - 1)
    if not facts.open_end or facts.delimiters == wanted:
        return True
    if not facts.quoted:
        return False
    if facts.size >= _LARGE:  # those that stand inside quotes separate nothing
        from little_giants.package import quotes

        between = quotes.separators(source.file, delimiter, source.quote)
    else:
        between = separators(source.file.read_bytes(), delimiter.encode(), source.quote.encode())
    if between is None:
        between = facts.delimiters - source.count(connection, width, delimiter)
        between -= sum(label.count(delimiter) for label in table.labels) if header else 0
    return between == wanted


def mend(seen: Look, table: Table, schema: Schema, scratch: Path) -> tuple[Source, Mended]:
    """Write the records that can be read to a file in ``scratch``, and note what was wrong.

    Each gets as many cells as there are labels. ``schema`` is the table's with names that SQL can tell apart.
    """
    found = Mended()
    longest = 0
    resource = seen.resource
    text = resource.format in ("csv", "tsv") and resource.dialect.null is None
    writer = _Writer(table, schema, found, text)
    handle, path = tempfile.mkstemp(dir=scratch)
    with open(handle, "w", encoding="utf-8", newline="") as stream:
        stream.write("header\n")
        for line in writer.lines():
            stream.write(line)
            longest = max(longest, len(line))
    # At most 4 bytes a character.
    return Source(Path(path), ",", '"', ", new_line = '\\n'", longest=4 * longest, final=True), found


class _Writer:
    """``text``: every cell is text, none has a type of its own or is null."""

    def __init__(self, table: Table, schema: Schema, found: Mended, text: bool) -> None:
        self.table, self.schema, self.found, self.text = table, schema, found, text
        self.width = len(table.labels)
        self.by_column: list[tuple[Field, str] | None] = [None] * self.width
        for i, position in enumerate(table.columns.positions):
            if position is not None:
                self.by_column[position] = (schema.fields[i], schema.where(f"/fields/{i}/type"))
        self.missing = [frozenset(column[0].missing_values) if column else frozenset() for column in self.by_column]
        found.padded = Cells([column[0].name for column in self.by_column if column])

    def lines(self) -> Iterator[str]:
        """The records as lines of the copy."""
        kept = 0
        try:
            for record in self.table.records:
                if not record.cells:
                    self.found.add(Hit("blank-row", row=record.row, line=record.line, part=record.part))
                    continue
                kept += 1
                if self.text and len(record.cells) == self.width:
                    yield self._plain(record.cells)
                    continue
                if len(record.cells) != self.width:
                    self.found.add(ragged(record, self.table.labels))
                yield ",".join(self._texts(kept, record)) + "\n"
        except BrokenText as error:
            broken = Hit(error.code, row=error.row, line=error.line, part=error.part, params=error.params)
            self.found.add(broken)

    def _plain(self, cells: list[str]) -> str:
        """The line of a record whose cells are all text, as many as there are labels."""
        each = zip(cells, self.missing, strict=True)
        quoted = [_NULL if text in missing else '"' + text.replace('"', '""') + '"' for text, missing in each]
        return ",".join(quoted) + "\n"

    def _texts(self, kept: int, record: Record) -> Iterator[str]:
        cells, there = record.cells, len(record.cells)
        for at, column in enumerate(self.by_column):
            text: str | None = None
            if column is not None and at >= there:
                self.found.padded.add(kept, column[0].name)
            elif column is not None:
                try:
                    text = cell_text(column[0], cells[at])
                except NativeError:
                    self._mistyped(kept, *column)
            yield _NULL if text is None else '"' + text.replace('"', '""') + '"'

    def _mistyped(self, kept: int, one: Field, rule: str) -> None:
        params = {"type": one.type, "format": one.format}
        self.found.add(Hit("type", rule, record=kept, fields=(one.name,), params=params))
        self.found.padded.add(kept, one.name)
        self.found.mistyped.add(one.name)


def ragged(record: Record, labels: Sequence[str]) -> Hit:
    """What is wrong with the number of cells of a row that has too many or too few."""
    found, width = len(record.cells), len(labels)
    params = {"expected": str(width), "found": str(found)}
    code, cell = "missing-cell", None
    if found > width:
        code, cell = "extra-cell", shown(record.cells[width])
    else:
        params["missing"] = ", ".join(labels[found:])
    at = min(found, width) + 1
    return Hit(code, row=record.row, line=record.line, part=record.part, label=at, cell=cell, params=params)
