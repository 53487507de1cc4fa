"""Look at one data file, its header and its rows, and have it read into a typed table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from little_giants.engines.duckdb import keys, load
from little_giants.engines.duckdb.codes import Looked
from little_giants.engines.duckdb.hits import Hit, Predicate
from little_giants.engines.duckdb.marks import Marks, StreamMarks, TableMarks
from little_giants.engines.duckdb.spots import Spots
from little_giants.engines.duckdb.statement import DoubtError, Source, Statement, sql_names
from little_giants.engines.passed import Passed
from little_giants.package.look import Look, look, peek
from little_giants.package.model import Resource
from little_giants.package.records import BrokenText
from little_giants.package.table import Table, open_table
from little_giants.package.text import FileFacts
from little_giants.schema.keys import unique_keys
from little_giants.schema.labels import Columns
from little_giants.schema.names import Apart

if TYPE_CHECKING:
    from little_giants.engines.left import Streamed

_BUFFER = 8_000_000  # bytes that DuckDB reads at once of a table that passes by: enough for speed, little for memory


@dataclass(slots=True)
class Scan:
    """What reading one file gave. ``failed``: there is no table to look at. ``rows``: data records read."""

    resource: Resource
    names: Apart  # the resource's schema with names that SQL can tell apart
    seen: Look
    labels: list[str] = field(default_factory=list)
    columns: Columns = field(default_factory=lambda: Columns((), ()))
    rows: int = 0
    hits: list[Hit] = field(default_factory=list)
    failed: bool = False
    source: Source | None = None  # what DuckDB read: the file, or its mended copy
    direct: bool = False  # the file itself
    asked: bool = False  # Python judged the values that SQL cannot
    predicates: tuple[Predicate, ...] = ()  # those whose fields are all there, in the order of the mask's bits
    parts: frozenset[str] = frozenset()  # fields that keys compare by a text of their own, not by their column
    more: Mapping[str, int] = field(default_factory=dict)  # hits by code, beyond those in ``hits``
    padded: load.Cells = field(default_factory=load.Cells)  # cells that no rule may judge
    mistyped: frozenset[str] = frozenset()  # fields that hold a value whose own type, as of a JSON number, is wrong

    kept: frozenset[str] | None = None  # the columns that the typed table has, None for all of them
    refused: duckdb.Error | None = None  # why the fast reader would not read the file
    streamed: Streamed | None = None  # what is left where the rows passed by and no table was written
    looked: tuple[int, ...] = ()  # the foreign keys that were checked meanwhile
    marks: Marks | None = None
    _spots: Spots | None = None

    def there(self, predicates: Sequence[Predicate]) -> tuple[Predicate, ...]:
        """The predicates whose fields all have a column."""
        return tuple(one for one in predicates if not self.absent.intersection(one.fields))

    def take(self, ahead: Scan) -> None:
        """Take over what passed by while the file was being looked at. Raises duckdb.Error, if that was the outcome."""
        if ahead.refused:
            raise ahead.refused
        self.source, self.rows, self.parts, self.asked = ahead.source, ahead.rows, ahead.parts, ahead.asked
        self.streamed, self.looked = ahead.streamed, ahead.looked

    @property
    def spots(self) -> Spots:
        """Where the records stand in the file that DuckDB read."""
        assert self.source is not None
        if self._spots is None:
            nested = self.facts.lines != self.rows + int(self.resource.dialect.header)
            self._spots = Spots(self.source, nested=nested)
        return self._spots

    @property
    def facts(self) -> FileFacts:
        """What the bytes of the file say."""
        return self.seen.facts

    @property
    def broken(self) -> bool:
        """Whether the table's rows cannot be trusted to be the rows that were meant."""
        codes = {"missing-label", "extra-cell", "missing-cell", "unclosed-quote", "unreadable"}
        return self.failed or any(hit.code in codes for hit in self.hits)

    @property
    def cut(self) -> bool:
        """Whether reading stopped before the end of the file: rows that others point at may be missing."""
        return any(hit.code in ("unclosed-quote", "unreadable") for hit in self.hits)

    @property
    def absent(self) -> frozenset[str]:
        """Fields that the file has no column for."""
        names = self.names.schema.field_names
        return frozenset(n for n, at in zip(names, self.columns.positions, strict=False) if at is None)


@dataclass(frozen=True, slots=True)
class Passing:
    """How to stream a table: foreign keys that are looked up meanwhile, how many records of a rule to keep, and what
    the scanner found, if it has read the table."""

    looked: tuple[Looked, ...]
    limit: int
    passed: Passed | None = None


def scan(
    connection: duckdb.DuckDBPyConnection,
    resource: Resource,
    names: Apart,
    predicates: Sequence[Predicate],
    compared: frozenset[str],
    scratch: Path,
    kept: frozenset[str] | None = None,
    passing: Passing | None = None,
) -> Scan:
    """Read ``resource`` and evaluate ``predicates``.

    ``names``: the resource's schema with names that SQL can tell apart; ``compared`` names the fields, by those names,
    that some key compares. ``kept``: the columns that the typed table must have, None for all of them. ``passing``:
    no typed table is needed, if the file can be streamed.
    """
    if passing is None:
        seen, ahead = look(resource, scratch), None
    elif passing.passed and passing.passed.current:
        seen, ahead = passing.passed.seen, _taken(passing.passed, resource, names)
    else:
        seen, ahead = _ahead(connection, resource, names, predicates, compared, scratch, passing)
    result = Scan(resource, names, seen, kept=kept)
    try:
        _scan(connection, result, predicates, compared, scratch, passing, ahead)
    finally:
        if ahead and ahead.streamed and ahead.streamed is not result.streamed:
            ahead.streamed.close()
    return result


def _scan(
    connection: duckdb.DuckDBPyConnection,
    result: Scan,
    predicates: Sequence[Predicate],
    compared: frozenset[str],
    scratch: Path,
    passing: Passing | None,
    ahead: Scan | None,
) -> None:
    resource, seen = result.resource, result.seen
    result.hits += [Hit(one.code, line=one.line, part=one.part, params=one.params) for one in seen.problems]
    result.failed = True
    if not seen.readable:
        return
    try:
        table = open_table(seen)
    except BrokenText as error:
        broken = Hit(error.code, row=error.row, line=error.line, part=error.part, params=error.params)
        result.hits.append(broken)
        return
    if not table.labels and table.header is None:  # nothing but a byte order mark
        result.hits.append(Hit("empty-file"))
        return
    if not resource.schema.fields:
        result.names = sql_names({resource.name: table.schema})[resource.name]
    result.labels, result.columns = table.labels, table.columns
    row, line, part = (table.header.row, table.header.line, table.header.part) if table.header else (None, None, 0)
    for problem in table.columns.problems:
        params = {"expected": problem.expected, "found": problem.found}
        result.hits.append(Hit(problem.code, row=row, line=line, part=part, label=problem.position, params=params))
    if not any(table.labels) or not result.names.schema.fields:  # no header, so no column to read
        return
    result.failed = False
    result.predicates = result.there(predicates)
    _load(connection, result, table, compared, scratch, passing, ahead)
    result.marks = (
        StreamMarks(result.streamed)
        if result.streamed
        else TableMarks(connection, keys.table(resource.name), len(result.predicates))
    )


def _load(
    connection: duckdb.DuckDBPyConnection,
    result: Scan,
    table: Table,
    compared: frozenset[str],
    scratch: Path,
    passing: Passing | None,
    ahead: Scan | None,
) -> None:
    if (source := load.direct(result.seen, table)) is not None:
        try:
            if passing is None:
                read(connection, result, source, compared)
            elif ahead and ahead.source == replace(source, buffer=_BUFFER):
                result.take(ahead)
            else:
                _pass(connection, result, replace(source, buffer=_BUFFER), compared, scratch, passing)
            result.direct = True
            if load.complete(connection, result.seen, table, source, result.rows):
                return
        except duckdb.Error:
            pass  # a row that does not fit, or text that is not CSV: the exact reader says which, and where
        result.direct, result.streamed, result.looked = False, None, ()
    source, found = load.mend(result.seen, table, result.names.schema, scratch)
    result.hits += found.hits
    result.more, result.padded, result.mistyped = found.more, found.padded, frozenset(found.mistyped)
    read(connection, result, source, compared)


def read(
    connection: duckdb.DuckDBPyConnection,
    result: Scan,
    source: Source,
    compared: frozenset[str],
    parts: frozenset[str] = frozenset(),
) -> None:
    """Read without asking Python where SQL can be trusted; if it then meets a value it cannot judge, read again."""
    schema, positions = result.names.schema, result.columns.positions
    result.source = source
    for ask in (False, True):
        statement = Statement(schema, positions, len(result.labels), result.predicates, compared, ask=ask, parts=parts)
        rows, doubtful = statement.execute(connection, keys.table(result.resource.name), source, result.kept)
        result.rows, result.parts, result.asked = rows, statement.parts, ask
        if not doubtful:
            return


def _taken(passed: Passed, resource: Resource, names: Apart) -> Scan:
    """A scan of what the scanner found."""
    table = open_table(passed.seen)
    result = Scan(resource, names, passed.seen, table.labels, table.columns)
    if source := load.direct(passed.seen, table):
        result.source = replace(source, buffer=_BUFFER)
    result.rows, result.streamed, result.looked = passed.streamed.rows, passed.streamed, passed.looked
    return result


def _ahead(
    connection: duckdb.DuckDBPyConnection,
    resource: Resource,
    names: Apart,
    predicates: Sequence[Predicate],
    compared: frozenset[str],
    scratch: Path,
    passing: Passing,
) -> tuple[Look, Scan | None]:
    """Look at the whole file and, meanwhile, let its rows pass by as if all was as it seems at the beginning.

    What passed by counts only if the look says the same in the end.
    """
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(1) as pool:
        looking = pool.submit(look, resource, scratch)
        passed = None
        try:
            early = peek(resource)
            table = open_table(early) if early and resource.schema.fields else None
            if early and table and any(table.labels) and not table.columns.problems:
                result = Scan(resource, names, early, table.labels, table.columns)
                result.predicates = result.there(predicates)
                if source := load.direct(early, table):
                    try:
                        _pass(connection, result, replace(source, buffer=_BUFFER), compared, scratch, passing)
                    except duckdb.Error as error:
                        result.refused = error
                    passed = result
        except (BrokenText, OSError, UnicodeError):
            pass  # the look says why, or the exact reader does
        return looking.result(), passed


def _pass(
    connection: duckdb.DuckDBPyConnection,
    result: Scan,
    source: Source,
    compared: frozenset[str],
    scratch: Path,
    passing: Passing,
) -> None:
    """Let the rows pass by; with Python's help only if a value is met that SQL cannot judge."""
    from little_giants.engines.duckdb.stream import stream

    schema, positions = result.names.schema, result.columns.positions
    result.source = source
    uniques = [key.fields for key in unique_keys(schema, result.absent)]
    for ask in (False, True):
        statement = Statement(schema, positions, len(result.labels), result.predicates, compared, ask=ask)
        looked = tuple(one for one in passing.looked if one.field not in statement.parts | result.absent)
        try:
            found = stream(connection, statement, source, looked, uniques, scratch, passing.limit)
        except DoubtError:
            continue
        result.rows, result.parts, result.asked = found.rows, statement.parts, ask
        result.streamed, result.looked = found, tuple(one.key for one in looked)
        return
