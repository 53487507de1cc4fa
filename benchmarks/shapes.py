"""Packages of odd shapes: many keys to refer to, many columns, long cells, many small tables. All of them are valid.

A chart of one shape over its size should be a straight line; where it bends, a validator has a cliff.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
from benchmarks.trade import resource

Row = dict[str, Any]


def keys(connection: duckdb.DuckDBPyConnection, folder: Path, rows: int, targets: int) -> Row:
    """``rows`` orders, each of one of ``targets`` firms."""
    _copy(
        connection,
        folder,
        "firms",
        f"select 'F' || lpad(i::varchar, 9, '0') as firm_id, 'Firm ' || i as name from range({targets}) r(i)",
    )
    _copy(
        connection,
        folder,
        "orders",
        f"select i as order_id, 'F' || lpad((hash(i) % {targets})::varchar, 9, '0') as firm_id, i % 1000 as amount "
        f"from range({rows}) r(i)",
    )
    firms = {"fields": _fields(firm_id="string", name="string"), "primaryKey": ["firm_id"]}
    orders = {
        "fields": _fields(order_id="integer", firm_id="string", amount="integer"),
        "primaryKey": ["order_id"],
        "foreignKeys": [{"fields": ["firm_id"], "reference": {"resource": "firms", "fields": ["firm_id"]}}],
    }
    return _package(folder, rows, [resource("orders", orders), resource("firms", firms)])


def wide(connection: duckdb.DuckDBPyConnection, folder: Path, rows: int, columns: int) -> Row:
    """A table of ``columns`` columns: whole numbers, decimal numbers, dates and words in turn."""
    made = [
        "i % 1000 + {}",
        "(i % 1000 + {}) / 8.0",
        "date '2020-01-01' + (i % 1000 + {})::int",
        "'word' || (i % 1000 + {})",
    ]
    kinds = ["integer", "number", "date", "string"]
    names = {f"column_{n}": kinds[n % 4] for n in range(columns)}
    listed = ", ".join(f"{made[n % 4].format(n)} as {name}" for n, name in enumerate(names))
    _copy(connection, folder, "wide", f"select {listed} from range({rows}) r(i)")
    return _package(folder, rows, [resource("wide", {"fields": _fields(**names)})])


def long(connection: duckdb.DuckDBPyConnection, folder: Path, rows: int, cell: int) -> Row:
    """A table with texts of ``cell`` characters, a line break in each."""
    text = f"repeat('abcdefghi ', {cell // 20}) || chr(10) || repeat('abcdefghi ', {cell // 20})"
    _copy(connection, folder, "long", f"select i as id, {text} as text from range({rows}) r(i)")
    return _package(
        folder, rows, [resource("long", {"fields": _fields(id="integer", text="string"), "primaryKey": ["id"]})]
    )


def small(connection: duckdb.DuckDBPyConnection, folder: Path, rows: int, tables: int) -> Row:
    """``tables`` tables that share ``rows`` rows; each refers to the one before it."""
    resources = []
    each = max(1, rows // tables)
    lines = "".join(f"{row},{row * row},2020-01-{row % 28 + 1:02d}\n" for row in range(each))
    for number in range(tables):
        name = f"table_{number}"
        (folder / f"{name}.csv").write_text(f"id,square,day\n{lines}", "utf-8")
        schema: Row = {"fields": _fields(id="integer", square="integer", day="date"), "primaryKey": ["id"]}
        if number:
            target = {"resource": f"table_{number - 1}", "fields": ["id"]}
            schema["foreignKeys"] = [{"fields": ["id"], "reference": target}]
        resources.append(resource(name, schema))
    return _package(folder, rows, resources)


SHAPES: dict[str, Callable[[duckdb.DuckDBPyConnection, Path, int, int], Row]] = {
    "keys": keys,
    "wide": wide,
    "long": long,
    "small": small,
}


def _fields(**kinds: str) -> list[Row]:
    return [{"name": name, "type": kind, "constraints": {"required": True}} for name, kind in kinds.items()]


def _copy(connection: duckdb.DuckDBPyConnection, folder: Path, name: str, query: str) -> None:
    connection.execute(f"copy ({query}) to '{folder / f'{name}.csv'}' (header)")


def _package(folder: Path, rows: int, resources: list[Row]) -> Row:
    descriptor = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "shape",
        "resources": resources,
    }
    (folder / "datapackage.json").write_text(json.dumps(descriptor, indent=1) + "\n", "utf-8")
    return {"rows": rows, "findings": {}, "where": []}
