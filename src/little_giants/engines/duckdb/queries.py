"""Rules of the package that look across rows or tables: queries that return the offending records."""

from __future__ import annotations

from collections.abc import Mapping

import duckdb

from little_giants.engines.duckdb.hits import Hit
from little_giants.engines.duckdb.keys import KeyHits, table
from little_giants.errors import PackageError, Problem
from little_giants.rules.model import CompiledRule
from little_giants.schema.names import Apart
from little_giants.schema.sql import name


def expose(connection: duckdb.DuckDBPyConnection, resource: str, names: Apart) -> None:
    """Make the views that users (``main``) and rules (``rules``, with ``_record``) see of a typed table."""
    view, seen, shown = name(resource), set[str](), list[str]()
    for column, label in names.given.items():
        if label.lower() in seen:
            label = column  # SQL cannot hold two columns that differ in case only
        seen.add(label.lower())
        shown.append(f"{name(column)} as {name(label)}")
    columns = ", ".join(shown)
    connection.execute(f"create or replace view main.{view} as select {columns} from {table(resource)}")
    connection.execute(
        f"create or replace view rules.{view} as select rowid + 1 as _record, {columns} from {table(resource)}"
    )


def run_query(connection: duckdb.DuckDBPyConnection, rule: CompiledRule) -> KeyHits:
    """Run one query rule. Its first column is ``_record``; the others become parameters of the message.

    Raises PackageError when the query does not run or does not return ``_record``.
    """
    try:
        cursor = connection.execute(f"select * from ({rule.query}) order by _record")
        names = [column[0] for column in cursor.description or []]
        rows = cursor.fetchall()
    except duckdb.Error as error:
        message = f"the query of {rule.code} does not run: {str(error).splitlines()[0]}"
        raise PackageError([Problem(rule.pointer.split("#")[0], f"#{rule.code}", message)]) from None
    fields = (*rule.fields, *rule.shown)
    hits = [
        Hit(rule.code, rule.pointer, rule.severity, record=row[at], fields=fields, params=_params(names, row, at))
        for at in [names.index("_record")]
        for row in rows
    ]
    return KeyHits(len(hits), hits)


def _params(names: list[str], row: tuple[object, ...], record: int) -> Mapping[str, str]:
    return {n: _text(value) for i, (n, value) in enumerate(zip(names, row, strict=True)) if i != record}


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))  # a whole number reads as one, whatever its SQL type
    return str(value)
