"""The one scan: a statement that reads a CSV file into a typed table with a bit mask of violated rules.

The table holds a column a field (NULL: missing, or not of the type) and ``mask 0``, ``mask 1`` …: bit i of mask j is
set when predicate 62·j + i is violated. No join stands in the statement and insertion order is kept, so ``rowid + 1``
is the record number (a join would silently break that).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from little_giants.engines.duckdb.functions import Functions, functions
from little_giants.engines.duckdb.hits import Predicate
from little_giants.schema.cells import Cell
from little_giants.schema.model import Field, Schema
from little_giants.schema.names import Apart, apart
from little_giants.schema.sql import name, native, present, raw, text

BITS = 62  # of an unsigned 64-bit mask


class DoubtError(Exception):
    """A row holds a value that SQL cannot judge."""


@dataclass(frozen=True, slots=True)
class Source:
    """A CSV file as DuckDB is to read it. ``newline`` is the option text, or "" to let DuckDB find the line end.

    ``final``: missing values were taken out already, and an unquoted ``\\N`` stands for them.
    """

    file: Path
    delimiter: str
    quote: str
    newline: str
    longest: int = 0  # bytes of the longest record, where that is known
    header: bool = True
    final: bool = False
    buffer: int = 0  # bytes that are read at once, unless a record needs more; 0 leaves it to DuckDB

    def sql(self, width: int) -> str:
        """The table function, with text columns ``c0``, ``c1`` … without the header."""
        columns = ", ".join(f"{text(f'c{i}')}: 'VARCHAR'" for i in range(width))
        # The reader's buffer takes a record of 2 MB unless it is told to take more.
        room = f", max_line_size = {self.longest + 1}, buffer_size = {2 * self.longest + 2}"
        if self.longest <= 2_000_000:
            room = f", buffer_size = {self.buffer}" if self.buffer else ""
        more = f"{self.newline}{room}"
        if self.final:
            more += ", nullstr = '\\N', allow_quoted_nulls = false"
        return (
            f"read_csv({text(str(self.file.resolve()))}, header = false, skip = {int(self.header)}, "
            f"auto_detect = false, strict_mode = true, columns = {{{columns}}}, "
            f"delim = {text(self.delimiter)}, quote = {text(self.quote)}, "
            f"escape = {text(self.quote)}{more})"
        )

    def count(self, connection: duckdb.DuckDBPyConnection, width: int, mark: str) -> int:
        """How often ``mark``, one character, stands inside the cells."""
        each = " + ".join(f"coalesce(length(c{i}) - length(replace(c{i}, {text(mark)}, '')), 0)" for i in range(width))
        return int(connection.execute(f"select coalesce(sum({each}), 0) from {self.sql(width)}").fetchall()[0][0])


class Statement:
    """The statement for one table.

    ``doubts``: SQL that is true for a value that SQL cannot judge, by field.
    ``ask``: values that SQL cannot judge are judged by Python. Without it they are only counted, which costs nothing:
    whole numbers beyond 64 bits and decimals beyond a double are rare. ``parts``: fields whose keys are compared by a
    text of their own in any case, because the other side of a foreign key is.
    """

    def __init__(
        self,
        schema: Schema,
        positions: Sequence[int | None],
        width: int,
        predicates: Sequence[Predicate],
        compared: frozenset[str],
        *,
        ask: bool,
        parts: Collection[str] = (),
    ) -> None:
        self.schema, self.positions, self.width = schema, positions, width
        self.predicates, self.ask = predicates, ask
        keyed = [field for field in schema.fields if field.name in compared]
        self.parts = frozenset(
            field.name for field in keyed if field.name in parts or not (known := native(field)) or (ask and known.sure)
        )
        unsure = {field.name for field in keyed} | {one.fields[0] for one in predicates if one.sure}
        self.doubts = (
            {}
            if ask
            else {field.name: doubt for field in schema.fields if field.name in unsure and (doubt := _doubt(field))}
        )

    def execute(
        self, connection: duckdb.DuckDBPyConnection, table: str, source: Source, fields: Collection[str] | None = None
    ) -> tuple[int, int]:
        """Create ``table``. Returns the number of rows, and of rows with a value that SQL cannot judge.

        ``fields``: the columns that it keeps, all of them unless told.
        """
        chosen = [field for field in self.schema.fields if fields is None or field.name in fields]
        with functions(connection) as python:
            kept = [name(field.name) for field in chosen]
            kept += self.part_columns(python, [field.name for field in chosen])
            kept += self._masks(python)
            if self.doubts:
                kept.append(f"{self.doubt} as doubt")
            if not kept:
                kept = ["null as nothing"]  # a table needs a column
            query = f"create or replace table {table} as {self.select(python, source, kept)}"
            connection.execute(query)
        doubts = "count(*) filter (doubt)" if self.doubts else "0"
        rows, doubtful = connection.execute(f"select count(*), {doubts} from {table}").fetchall()[0]
        return int(rows), int(doubtful)

    def select(self, python: Functions, source: Source, columns: Sequence[str]) -> str:
        """A query over the rows of ``source``: ``columns`` read the texts and logical values of the cells."""
        inner = f"select *, {', '.join(self.values(python))} from ({self.cells(source)})"
        return f"select {', '.join(columns)} from ({inner})"

    def cells(self, source: Source) -> str:
        """A query that gives the text of every cell."""
        cells = [
            f"{_given(source, field, at)} as {raw(field.name)}"
            for field, at in zip(self.schema.fields, self.positions, strict=True)
        ]
        return f"select {', '.join(cells)} from {source.sql(self.width)}"

    def values(self, python: Functions, instead: Mapping[str, str] | None = None) -> list[str]:
        """The columns of the logical values, over the texts; for some fields ``instead`` gives other SQL."""
        given = instead or {}
        return [
            f"{given.get(field.name) or _value(field, python)} as {name(field.name)}" for field in self.schema.fields
        ]

    def part_columns(self, python: Functions, fields: Collection[str] | None = None) -> list[str]:
        """The columns that keys compare instead of those of the fields in ``parts``."""
        return [
            self._part(field, python)
            for field in self.schema.fields
            if field.name in self.parts and (fields is None or field.name in fields)
        ]

    @property
    def doubt(self) -> str:
        """True for a row with a value that SQL cannot judge; "" where there is none."""
        return f"coalesce({' or '.join(self.doubts.values())}, false)" if self.doubts else ""

    def violations(self, python: Functions) -> list[str]:
        """For each predicate the SQL that is true where it is violated, and false or NULL elsewhere."""
        return [f"({self._violated(predicate, python)})" for predicate in self.predicates]

    def _masks(self, python: Functions) -> list[str]:
        violated = self.violations(python)
        return [f"{joined_bits(violated[i : i + BITS])} as {mask(i)}" for i in range(0, len(violated), BITS)]

    def _violated(self, predicate: Predicate, python: Functions) -> str:
        if predicate.violated and (not predicate.sure or not self.ask):
            return predicate.violated
        assert predicate.test is not None
        asked = python.call(predicate.test, raw(predicate.fields[0]), "BOOLEAN")
        if not predicate.violated:
            return asked
        return f"case when {predicate.sure} then {predicate.violated} else {asked} end"

    def _part(self, field: Field, python: Functions) -> str:
        """What keys compare, where the column does not hold every logical value exactly."""
        known = native(field)
        part = python.call(Cell(field).key, raw(field.name), "VARCHAR")
        if known and known.sure and field.type == "integer":
            part = f"case when {known.sure} then {name(field.name)}::varchar else {part} end"
        return f"{part} as {name(f'key:{field.name}')}"


def _given(source: Source, field: Field, at: int | None) -> str:
    """The text of a cell, NULL where it is missing."""
    if at is None:
        return "null::varchar"
    return f"c{at}" if source.final else present(f"c{at}", field.missing_values)


def _value(field: Field, python: Functions) -> str:
    """The logical value of a field; for a type that SQL has not, the text of a cell that is of the type."""
    if known := native(field):
        return known.value
    asked = python.call(Cell(field).invalid, raw(field.name), "BOOLEAN")
    return f"case when not {asked} then {raw(field.name)} end"


def _doubt(field: Field) -> str:
    """True for a value that is of the type, but that SQL does not hold exactly; "" where there is none."""
    known = native(field)
    return f"(not ({known.invalid}) and not ({known.sure}))" if known and known.sure else ""


def joined_bits(violated: Sequence[str]) -> str:
    """A mask with a bit for each condition, the first one lowest."""
    return " | ".join(bit_of(one, place) for place, one in enumerate(violated))


def bit_of(violated: str, place: int) -> str:
    """A mask with one bit, set where a condition is true."""
    return f"(coalesce({violated}, false)::ubigint << {place})"


def column_of(field: str, parts: Collection[str]) -> str:
    """The column that keys compare for a field. ``parts`` names the fields that have one of their own."""
    return name(f"key:{field}") if field in parts else name(field)


def sql_names(schemas: Mapping[str, Schema]) -> dict[str, Apart]:
    """The schemas with names that are apart here: SQL does not tell "a" from "A", and a scan has its own columns."""
    return apart(schemas, same=str.lower, taken=reserved)


def reserved(name: str) -> bool:
    """Whether a field may not have this name here, because the scan or DuckDB has a column of that name."""
    return name.lower() in ("rowid", "doubt", "accepted") or name.lower().startswith(
        ("raw:", "key:", "mask ", "usual:", "listed:", "ok:", "was:")
    )


def mask(predicate: int) -> str:
    """The mask column that holds the bit of the predicate with this number."""
    return name(f"mask {predicate // BITS}")


def bit(predicate: int) -> int:
    """The value of that bit."""
    return int(1 << (predicate % BITS))
