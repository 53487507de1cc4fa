"""Write the SQLite database with the standard library: STRICT tables, primary and foreign keys, indexes, views."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import duckdb

from little_giants.build.duck import select
from little_giants.build.views import View
from little_giants.package.model import Package, Resource
from little_giants.schema.model import Field, ForeignKey, Schema
from little_giants.schema.sql import name as sql_name

_TYPES = {"BIGINT": "INTEGER", "DOUBLE": "REAL", "BOOLEAN": "INTEGER", "DATE": "TEXT"}
_ROWS = 5_000  # rows a batch


def write_sqlite(
    source: duckdb.DuckDBPyConnection, package: Package, views: tuple[View, ...], folder: Path
) -> list[str]:
    """Write ``<package>.sqlite``. Dates are ISO text, booleans 0 and 1.

    The rows get the numbers 1, 2, 3… in the order of the primary key, which a search index may rely on.
    """
    name = f"{package.name}.sqlite"
    out = sqlite3.connect(folder / name, isolation_level=None)
    try:
        out.execute("pragma journal_mode = off")
        out.execute("pragma synchronous = off")
        out.execute("begin")
        for resource in package.resources:
            out.execute(create(resource, package))
            _copy(source, resource, out)
        for resource in package.resources:
            for key in resource.schema.foreign_keys:
                _index(out, resource, key)
        for view in views:
            _create_view(out, view)
        out.execute("commit")
        out.execute("analyze")
    finally:
        out.close()
    return [name]


def _create_view(out: sqlite3.Connection, view: View) -> None:
    """Create a view and read its columns, which SQLite does not do by itself. Raises PackageError."""
    try:
        out.execute(f"create view {sql_name(view.name)} as {view.sql}")
        out.execute(f"select * from {sql_name(view.name)} limit 0")
    except sqlite3.Error as error:
        raise view.problem(f"SQLite: {error}.") from None


def create(resource: Resource, package: Package) -> str:
    """The CREATE TABLE of one table, one column a line."""
    schema = resource.schema
    lines = [_column(field, field.name in schema.primary_key) for field in schema.fields]
    if schema.primary_key:
        lines.append(f"primary key ({_names(schema.primary_key)})")
    lines += [f"unique ({_names(key)})" for key in schema.unique_keys]
    for key in schema.foreign_keys:
        if _is_key(package.resource(key.target).schema, key.target_fields):
            lines.append(
                f"foreign key ({_names(key.fields)}) references {sql_name(key.target)} ({_names(key.target_fields)})"
            )
    body = ",\n  ".join(lines)
    return f"create table {sql_name(resource.name)} (\n  {body}\n) strict"


def _column(field: Field, key: bool) -> str:
    text = f"{sql_name(field.name)} {_TYPES.get(field.sql_type, 'TEXT')}"
    if key or field.constraints.get("required"):
        text += " not null"
    if field.constraints.get("unique"):
        text += " unique"
    if field.sql_type == "BOOLEAN":
        text += f" check ({sql_name(field.name)} in (0, 1))"
    return text


def _names(names: tuple[str, ...]) -> str:
    return ", ".join(map(sql_name, names))


def _is_key(schema: Schema, names: tuple[str, ...]) -> bool:
    """SQLite lets a foreign key point only at columns that are unique together."""
    return names in (schema.primary_key, *schema.unique_keys) or (
        len(names) == 1 and bool(schema.field(names[0]).constraints.get("unique"))
    )


def _copy(source: duckdb.DuckDBPyConnection, resource: Resource, out: sqlite3.Connection) -> None:
    rows = source.execute(select(resource, dates_as_text=True))
    marks = ", ".join("?" * len(resource.schema.fields))
    while batch := rows.fetchmany(_ROWS):
        out.executemany(f"insert into {sql_name(resource.name)} values ({marks})", batch)


def _index(out: sqlite3.Connection, resource: Resource, key: ForeignKey) -> None:
    """Index a foreign key, unless the primary key begins with the same columns."""
    if resource.schema.primary_key[: len(key.fields)] != key.fields:
        name = sql_name(f"{resource.name}_{'_'.join(key.fields)}")
        out.execute(f"create index {name} on {sql_name(resource.name)} ({_names(key.fields)})")
