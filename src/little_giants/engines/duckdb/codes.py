"""Keys as whole numbers: one number of 64 bits a row, which equal keys share.

Where the domain of every part is known and small enough, the number *is* the key (``exact``): its digits are the
positions of the parts in their domains, so it also grows as the parts grow, and a table sorted by its key gives
numbers that only rise. Elsewhere it is a hash, and rows that share one are compared by their values.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

from little_giants.engines.packed import NULL, ODD, shares
from little_giants.schema.model import Field
from little_giants.schema.sql import name, raw, text

MANY = 50_000  # rows whose keys are worth looking at one by one
_DAYS = 3_652_059  # from 0001-01-01 to 9999-12-31
_LISTED = 10_000  # values of a target that are worth a type of their own
_SPREAD = 1024  # bits of the filter for each value
_FILTER = 1 << 22


@dataclass(frozen=True, slots=True)
class Domain:
    """The values of a column as 0 … size - 1. ``position`` is SQL, NULL outside; ``size`` 0: any whole number.

    ``inside``: the same for values that are known to lie within.
    """

    size: int
    position: str
    inside: str = ""


@dataclass(frozen=True, slots=True)
class KeyCode:
    """SQL that gives the number of a row's key. ``exact``: no two keys share a number, unless it is ``ODD`` or less."""

    sql: str
    exact: bool


@dataclass(frozen=True, slots=True)
class Part:
    """One field of a key: the column that holds its value, and its domain, None where there is none."""

    field: Field
    column: str
    domain: Domain | None
    present: bool = False  # no accepted row lacks it


def key_code(parts: Sequence[Part], *, accepted: bool = False) -> KeyCode:
    """The number for a key. ``accepted``: it is asked for rows only that violate no rule of their fields."""
    missing = " or ".join(f"{part.column} is null" for part in parts)
    domains = [part.domain for part in parts if part.domain]
    # A negative zero is a zero (IEEE 754): both must hash alike.
    values = [f"({part.column} + 0.0)" if part.field.sql_type == "DOUBLE" else part.column for part in parts]
    hashed = f"(hash({', '.join(values)}) >> 2)::bigint"
    if len(domains) == len(parts) and (packed := _packed(domains, accepted)):
        if accepted and all(part.present for part in parts) and all(part.size for part in domains):
            return KeyCode(packed, True)
        return KeyCode(f"coalesce({packed}, case when {missing} then {NULL} else {ODD} - {hashed} end)", True)
    return KeyCode(f"case when {missing} then {NULL} else {hashed} end", False)


def _packed(parts: Sequence[Domain], accepted: bool) -> str:
    """The parts as digits of one number; "" where it does not fit."""
    sizes = shares([part.size for part in parts])
    if sizes is None:
        return ""
    number = ""
    for part, size in zip(parts, sizes, strict=True):
        digit = part.inside if accepted and part.inside else part.position
        if not part.size:
            digit = f"case when {digit} between 0 and {size - 1} then {digit} end"
        number = f"({number} * {size} + ({digit}))" if number else f"({digit})"
    return number


def domain(field: Field, column: str) -> Domain | None:
    """The domain that the type and the constraints of ``field`` give the values in ``column``."""
    match field.sql_type:
        case "BOOLEAN":
            return Domain(2, f"{column}::bigint")
        case "DATE":
            return Domain(_DAYS, f"({column} - date '0001-01-01')::bigint")
        case "BIGINT":
            limits = [str(field.constraints.get(one, "")) for one in ("minimum", "maximum")]
            if all(re.fullmatch(r"-?[0-9]{1,18}", limit) for limit in limits):
                low, high = (int(limit) for limit in limits)
                if low <= high:
                    inside = f"({column} - {low})"
                    return Domain(
                        high - low + 1, f"case when {column} between {low} and {high} then {inside} end", inside
                    )
            return Domain(0, column)
    return None


class Listed:
    """The values of a foreign key's target as a type of DuckDB's (ENUM), which finds a value in one step.

    A cast to such a type is fast for a value that is listed and very slow for one that is not (160 µs among 5,000), so
    a filter of bits, one for the hash of each value, keeps nearly all of those away from it.
    """

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, number: int, table: str, column: str, sql_type: str
    ) -> None:
        self._connection, self._sql_type = connection, sql_type
        self._type, self._variable = name(f"listed {number}"), f"listed_{number}"
        self._source = f"select distinct {column}::varchar as v from {table} where {column} is not null"
        self.size = int(connection.execute(f"select count(*) from ({self._source})").fetchall()[0][0])
        self.usable = 0 < self.size <= _LISTED
        if not self.usable:
            return
        connection.execute(f"create type {self._type} as enum (select v from ({self._source}) order by v)")
        self._bits = min(_FILTER, 1 << (self.size * _SPREAD - 1).bit_length())
        there = f"select bitstring_agg({self._place('v')}, 0, {self._bits - 1}) from ({self._source})"
        connection.execute(f"set variable {self._variable} = ({there})")

    def sound(self, field: str, violated: Sequence[str | None]) -> bool:
        """Whether no listed value violates one of the rules of the field that is to hold it."""
        if None in violated:
            return False
        values = f"select v as {raw(field)}, v::{self._sql_type} as {name(field)} from ({self._source})"
        where = " or ".join(f"({one})" for one in violated) or "false"
        wrong = self._connection.execute(f"select count(*) from ({values}) where {where}").fetchall()
        return int(wrong[0][0]) == 0

    def _place(self, value: str) -> str:
        return f"(hash({value}) & {self._bits - 1})::int"

    def position(self, value: str) -> str:
        """SQL for the position of a text among the values; NULL where it is none of them."""
        there = f"get_bit(getvariable({text(self._variable)}), {self._place(value)}) = 1"
        return f"enum_code(case when {there} then try_cast({value} as {self._type}) end)::bigint"


@dataclass(frozen=True, slots=True)
class Looked:
    """A foreign key of one field whose targets are listed. ``sound``: they violate none of the field's own rules."""

    key: int  # number of the foreign key in the schema
    field: str
    listed: Listed
    sound: bool

    @property
    def column(self) -> str:
        """The column with the position of the cell's text. A text that is listed is the value as SQL writes it."""
        return f"listed:{self.key}"

    @property
    def missed(self) -> str:
        """SQL that is true where there is no target."""
        return f"({name(self.field)} is not null and {self.listed.position(f'{name(self.field)}::varchar')} is null)"
