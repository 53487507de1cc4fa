"""Read one data file into a typed table with a bit mask of violated rules: the one scan.

The table ``read."NAME"`` holds a column a field (NULL: missing, or not of the type) and ``mask 0``, ``mask 1`` …:
bit i of mask j is set when predicate 62·j + i is violated. No join stands in the statement and insertion order is
kept, so ``rowid + 1`` is the record number (a join would silently break that).
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from little_giants.engines.duckdb.hits import Hit, Predicate
from little_giants.package.model import Resource
from little_giants.package.records import BrokenText, Record, records
from little_giants.package.text import FileFacts, file_facts
from little_giants.schema.labels import Columns, match_labels
from little_giants.schema.sql import logical, name, present, raw, text

_BITS = 62  # of an unsigned 64-bit mask


@dataclass(slots=True)
class Scan:
    """What reading one file gave. ``failed``: there is no table to look at. ``rows``: data records read."""

    resource: Resource
    facts: FileFacts
    labels: list[str] = field(default_factory=list)
    columns: Columns = field(default_factory=lambda: Columns((), ()))
    rows: int = 0
    hits: list[Hit] = field(default_factory=list)
    failed: bool = False
    predicates: tuple[Predicate, ...] = ()  # those whose fields are all there, in the order of the mask's bits
    padded: frozenset[tuple[int, str]] = frozenset()  # (record, field) of cells that the row lacks

    @property
    def broken(self) -> bool:
        """Whether the table's rows cannot be trusted to be the rows that were meant."""
        codes = {"missing-label", "extra-cell", "missing-cell", "unclosed-quote"}
        return self.failed or any(hit.code in codes for hit in self.hits)

    @property
    def cut(self) -> bool:
        """Whether rows are missing because the text could not be read to its end."""
        return any(hit.code == "unclosed-quote" for hit in self.hits)

    @property
    def absent(self) -> frozenset[str]:
        """Fields that the file has no column for."""
        names = self.resource.schema.field_names
        return frozenset(n for n, at in zip(names, self.columns.positions, strict=False) if at is None)


def scan(
    connection: duckdb.DuckDBPyConnection, resource: Resource, predicates: Sequence[Predicate], scratch: Path
) -> Scan:
    """Read ``resource`` and evaluate ``predicates`` (SQL over logical and raw columns)."""
    try:
        facts = file_facts(resource.file, resource.delimiter, resource.quote)
    except OSError as error:
        empty = FileFacts(0, "", -1, -1, 0, False, False, False)
        return Scan(resource, empty, hits=[Hit("file-missing", params={"reason": error.strerror or ""})], failed=True)
    result = Scan(resource, facts)
    result.hits += _whole_file(resource, facts)
    if any(hit.code in ("binary-file", "encoding", "empty-file") for hit in result.hits):
        result.failed = True
        return result
    try:
        header = next(records(resource.file, resource.delimiter, resource.quote))
    except BrokenText as error:
        result.hits.append(Hit("unclosed-quote", line=error.line, params={"reason": error.reason}))
        result.failed = True
        return result
    result.labels = header.cells
    result.columns = match_labels(resource.schema, header.cells)
    for problem in result.columns.problems:
        params = {"expected": problem.expected, "found": problem.found}
        result.hits.append(Hit(problem.code, row=1, line=header.line, label=problem.position, params=params))
    result.predicates = tuple(p for p in predicates if not result.absent.intersection(p.fields))
    _load(connection, result, scratch)
    return result


def _whole_file(resource: Resource, facts: FileFacts) -> list[Hit]:
    hits: list[Hit] = []
    if facts.size == 0:
        return [Hit("empty-file")]
    if facts.nul >= 0:
        hits.append(Hit("binary-file", params={"offset": str(facts.nul)}))
    elif facts.bad_byte >= 0:
        line = _line_of(resource.file, facts.bad_byte)
        hits.append(Hit("encoding", line=line, params={"encoding": "utf-8", "offset": str(facts.bad_byte)}))
    if resource.bytes is not None and resource.bytes != facts.size:
        hits.append(Hit("bytes", params={"expected": str(resource.bytes), "found": str(facts.size)}))
    elif resource.hash and resource.hash != f"sha256:{facts.sha256}":  # of another size it has another hash anyway
        hits.append(Hit("hash", params={"expected": resource.hash, "found": f"sha256:{facts.sha256}"}))
    return hits


def _line_of(file: Path, offset: int) -> int:
    line, left = 1, offset
    with file.open("rb") as stream:
        while left > 0 and (piece := stream.read(min(left, 1 << 20))):
            line += piece.count(b"\n")
            left -= len(piece)
    return line


def _load(connection: duckdb.DuckDBPyConnection, result: Scan, scratch: Path) -> None:
    resource = result.resource
    if result.facts.plain and "\n" not in "".join(result.labels):
        # DuckDB 2.0 reads no row at all when CRLF is named to it; left to itself it finds it.
        newline = "" if result.facts.crlf else ", new_line = '\\n'"
        try:
            _create(connection, result, resource.file, resource.delimiter, resource.quote, newline)
            lost = result.facts.lines - 1 - result.rows
            if lost == 0 or (lost > 0 and result.facts.quoted):
                return
        except duckdb.Error:
            pass  # a row that does not fit, or text that is not CSV: the exact reader says which, and where
    mended = scratch / f"{resource.name}.csv"
    longest = _mend(result, mended)
    _create(connection, result, mended, ",", '"', ", new_line = '\\n'", longest)
    mended.unlink()


def _mend(result: Scan, mended: Path) -> int:
    """Write the records that can be read, each with as many cells as the header, and note what was wrong.

    Returns a bound on the bytes of the longest record.
    """
    resource, width = result.resource, len(result.labels)
    padded: set[tuple[int, str]] = set()
    by_column = {position: resource.schema.fields[i].name for i, position in enumerate(result.columns.positions)}
    with mended.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n", quoting=csv.QUOTE_ALL)
        writer.writerow([f"c{i}" for i in range(width)])
        reader = records(resource.file, resource.delimiter, resource.quote)
        next(reader)
        row, kept, longest = 1, 0, 0
        try:
            for record in reader:
                row += 1
                longest = max(longest, sum(map(len, record.cells)))
                if not record.cells:
                    result.hits.append(Hit("blank-row", row=row, line=record.line))
                    continue
                kept += 1
                padded.update((kept, by_column.get(column, "")) for column in range(len(record.cells), width))
                result.hits += _ragged(record, row, width, result.labels)
                writer.writerow(record.cells[:width] + [""] * (width - len(record.cells)))
        except BrokenText as error:
            params = {"reason": error.reason}
            result.hits.append(Hit("unclosed-quote", row=row + 1, line=error.line, params=params))
    result.padded = frozenset(padded)
    return 4 * longest + 3 * width  # at most 4 bytes a character, and quotes and commas


def _ragged(record: Record, row: int, width: int, labels: Sequence[str]) -> list[Hit]:
    found = len(record.cells)
    params = {"expected": str(width), "found": str(found)}
    if found > width:
        return [Hit("extra-cell", row=row, line=record.line, label=width + 1, cell=record.cells[width], params=params)]
    if found < width:
        params["missing"] = ", ".join(labels[found:])
        return [Hit("missing-cell", row=row, line=record.line, label=found + 1, params=params)]
    return []


def _create(
    connection: duckdb.DuckDBPyConnection,
    result: Scan,
    file: Path,
    delimiter: str,
    quote: str,
    newline: str,
    longest: int = 0,
) -> None:
    schema = result.resource.schema
    source = ", ".join(f"{text(f'c{i}')}: 'VARCHAR'" for i in range(len(result.labels)))
    reader = (
        f"read_csv({text(str(file.resolve()))}, header = false, skip = 1, auto_detect = false, columns = {{{source}}}, "
        f"delim = {text(delimiter)}, quote = {text(quote)}, escape = {text(quote)}{newline}, "
        f"strict_mode = true{_room(longest)})"
    )
    cells = [
        f"{'null::varchar' if at is None else present(f'c{at}', fld.missing_values)} as {raw(fld.name)}"
        for fld, at in zip(schema.fields, result.columns.positions, strict=True)
    ]
    values = [f"{logical(fld)} as {name(fld.name)}" for fld in schema.fields]
    masks = [
        " | ".join(
            f"(coalesce(({predicate.violated}), false)::ubigint << {place})"
            for place, predicate in enumerate(result.predicates[start : start + _BITS])
        )
        + f" as {mask(start)}"
        for start in range(0, len(result.predicates), _BITS)
    ]
    kept = [name(fld.name) for fld in schema.fields]
    statement = (
        f"create or replace table read.{name(result.resource.name)} as select {', '.join(kept + masks)} from "
        f"(select *, {', '.join(values)} from (select {', '.join(cells)} from {reader}))"
    )
    connection.execute(statement)
    counted = connection.execute(f"select count(*) from read.{name(result.resource.name)}").fetchall()
    result.rows = int(counted[0][0])


def _room(longest: int) -> str:
    """Make the reader's buffer fit the longest record; its default takes 2 MB."""
    return f", max_line_size = {longest + 1}, buffer_size = {2 * longest + 2}" if longest > 2_000_000 else ""


def mask(predicate: int) -> str:
    """The mask column that holds the bit of the predicate with this number."""
    return name(f"mask {predicate // _BITS}")


def bit(predicate: int) -> int:
    """The value of that bit."""
    return int(1 << (predicate % _BITS))
