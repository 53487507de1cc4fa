"""Which differences to frictionless are listed: the ``generated`` tables of ``divergences.toml``, applied to a package.

A difference is a triple (row, field, type) that one of the two programs reports and the other does not. A ``generated``
table explains it where all that it names fits:

``how``     "misses" or "adds", seen from frictionless; "refused" and "crash" are about the whole package
``error``   types of error
``type``, ``format``  of the field
``option``  a property or a constraint that the field has
``limit``   a pattern for a limit that the field states (``minimum``, ``maximum``, or either exclusively)
``cell``    a pattern for the whole cell; for a fault without a field, for some cell of the column
``row``     "missing": every cell of the row is a missing value; "faulty": both report an error of a cell there
``schema``  a property that the schema has

What follows from a listed difference is listed too. A cell that one of them takes for an error has no value for it, so
the keys over its column cannot be compared, and a row that is blank for one of them is not compared at all.
"""

from __future__ import annotations

import csv
import io
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from conformance.frictionless_oracle import REFUSED, Triple

CELL = ("type-error", "constraint-error")
KEYED = ("unique-error", "primary-key", "foreign-key")


@dataclass(frozen=True, slots=True)
class Table:
    """A generated table: its schema and its rows, as text, without the header."""

    schema: Mapping[str, Any]
    rows: list[list[str]]

    @classmethod
    def read(cls, schema: Mapping[str, Any], content: bytes) -> Table:
        """From the bytes of a file in the default dialect."""
        rows = list(csv.reader(io.StringIO(content.decode(), newline="")))
        return cls(schema, rows[1:])

    @property
    def numbers(self) -> range:
        """The numbers of its rows; the header is row 1."""
        return range(2, len(self.rows) + 2)

    def field(self, name: str | None) -> Mapping[str, Any]:
        """The descriptor of a field; empty where there is none."""
        return next((field for field in self.schema["fields"] if field["name"] == name), {})

    def cell(self, row: int | None, name: str | None) -> str | None:
        """The text of a cell; None where there is none."""
        if row is None or name is None or row - 2 >= len(self.rows):
            return None
        cells = dict(zip((field["name"] for field in self.schema["fields"]), self.rows[row - 2], strict=False))
        return cells.get(name)

    def all_missing(self, row: int | None) -> bool:
        """Whether a row holds nothing but missing values."""
        if row is None or row - 2 >= len(self.rows):
            return False
        texts = [_missing(self.schema, field) for field in self.schema["fields"]]
        return all(cell in missing for cell, missing in zip(self.rows[row - 2], texts, strict=False))


def _missing(schema: Mapping[str, Any], field: Mapping[str, Any]) -> set[str]:
    values = field.get("missingValues", schema.get("missingValues", [""]))
    return {value["value"] if isinstance(value, dict) else value for value in values}


def rules() -> list[dict[str, Any]]:
    """Every ``generated`` table, with the reason of its divergence."""
    content = tomllib.loads((Path(__file__).parent / "divergences.toml").read_text(encoding="utf-8"))
    return [{**rule, "why": entry["why"]} for entry in content["divergence"] for rule in entry.get("generated", [])]


def unlisted(
    table: Table, mine: frozenset[Triple], other: frozenset[Triple], known: list[dict[str, Any]]
) -> tuple[set[tuple[str, Triple]], set[str]]:
    """The differences that nothing explains, and the reasons that explain the others."""
    whole = {(None, None, "crash"), *REFUSED}
    if other & whole or mine & whole:
        (how,) = {one[2] for one in (other | mine) & whole}
        reasons = [rule["why"] for rule in known if rule["how"] == how and _somewhere(rule, table)]
        return (set(), set(reasons)) if reasons else ({(how, (None, None, how))}, set())
    differences = {("misses", one) for one in mine - other} | {("adds", one) for one in other - mine}
    faulty = {row for row, _, error in mine & other if error in (*CELL, "missing-cell")}
    used: set[str] = set()
    left, cells, blank = set(), set(), set()
    for how, triple in sorted(differences, key=str):
        found = [rule["why"] for rule in known if rule["how"] == how and _fits(rule, table, triple, faulty)]
        used.update(found[:1])
        row, name, error = triple
        if not found:
            left.add((how, triple))
        elif error == "blank-row":
            blank.add(row)
        elif error in CELL:
            cells.add((row, name))
    doubtful = {name for _, name in cells} | ({field["name"] for field in table.schema["fields"]} if blank else set())
    keyed = set(_keyed(table.schema)) & doubtful
    return {
        (how, (row, name, error))
        for how, (row, name, error) in left
        if row not in blank and (row, name) not in cells and not (error in KEYED and keyed)
    }, used


def _keyed(schema: Mapping[str, Any]) -> Iterator[str]:
    yield from schema.get("primaryKey", [])
    for key in schema.get("uniqueKeys", []):
        yield from key
    for foreign in schema.get("foreignKeys", []):
        yield from foreign["fields"]
        yield from foreign["reference"]["fields"]
    for field in schema["fields"]:
        if field.get("constraints", {}).get("unique"):
            yield field["name"]


def _has(rule: Mapping[str, Any], schema: Mapping[str, Any], field: Mapping[str, Any]) -> bool:
    return (
        field.get("type", "any") in rule.get("type", [field.get("type", "any")])
        and field.get("format", "default") in rule.get("format", [field.get("format", "default")])
        and ("option" not in rule or rule["option"] in field or rule["option"] in field.get("constraints", {}))
        and ("limit" not in rule or any(_whole(rule["limit"], limit) for limit in _limits(field)))
        and ("schema" not in rule or rule["schema"] in schema)
    )


def _limits(field: Mapping[str, Any]) -> Iterator[str]:
    constraints = field.get("constraints", {})
    for name in ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"):
        if name in constraints:
            yield str(constraints[name])


def _somewhere(rule: Mapping[str, Any], table: Table) -> bool:
    """Whether some field is as the rule says, with such a cell in its column if the rule names one."""
    return any(
        _has(rule, table.schema, field)
        and ("cell" not in rule or any(_whole(rule["cell"], table.cell(row, field["name"])) for row in table.numbers))
        for field in table.schema["fields"]
    )


def _whole(pattern: str, cell: str | None) -> bool:
    return cell is not None and re.fullmatch(pattern, cell, re.DOTALL) is not None


def _fits(rule: Mapping[str, Any], table: Table, triple: Triple, faulty: set[int | None]) -> bool:
    row, name, error = triple
    if name is None:
        placed = not {"type", "format", "option", "limit", "cell"} & rule.keys() or _somewhere(rule, table)
    else:
        placed = _has(rule, table.schema, table.field(name))
        placed = placed and ("cell" not in rule or _whole(rule["cell"], table.cell(row, name)))
    return (
        placed
        and error in rule.get("error", [error])
        and ("schema" not in rule or rule["schema"] in table.schema)
        and (rule.get("row") != "missing" or table.all_missing(row))
        and (rule.get("row") != "faulty" or row in faulty)
    )
