"""Primary, unique and foreign keys, over the typed tables that the scan left.

Keys compare logical values (Table Schema v2, "Keys"). Rows with a NULL in a key are not compared: a NULL in a primary
key is a finding of its own, unique keys leave NULLs out, and foreign keys follow SQL's MATCH SIMPLE.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

from little_giants.engines.duckdb.hits import Hit
from little_giants.package.model import Resource
from little_giants.schema.model import ForeignKey
from little_giants.schema.sql import name

_SUGGESTIONS = 20  # "did you mean" is looked up for the first findings of a key only


@dataclass(frozen=True, slots=True)
class KeyHits:
    """The findings of one key: the exact count, and the first ones."""

    count: int
    hits: list[Hit]


def table(resource: str) -> str:
    """The typed table of a resource."""
    return f"read.{name(resource)}"


def duplicates(connection: duckdb.DuckDBPyConnection, resource: Resource, limit: int) -> list[KeyHits]:
    """Rows that repeat a primary key, a unique field or a unique key; the first of them is not a finding."""
    schema = resource.schema
    keys: list[tuple[str, tuple[str, ...], str]] = []
    if schema.primary_key:
        keys.append(("primary-key", schema.primary_key, schema.where("/primaryKey")))
    for i, field in enumerate(schema.fields):
        if field.constraints.get("unique"):
            keys.append(("unique", (field.name,), schema.where(f"/fields/{i}/constraints/unique")))
    for i, key in enumerate(schema.unique_keys):
        keys.append(("unique-key", key, schema.where(f"/uniqueKeys/{i}")))
    found: list[KeyHits] = []
    for code, fields, rule in keys:
        columns = ", ".join(map(name, fields))
        full = " and ".join(f"{name(field)} is not null" for field in fields)
        source = (
            f"with d as (select {columns}, min(rowid) as f, count(*) as n from {table(resource.name)} where {full} "
            f"group by {columns} having count(*) > 1)"
        )
        count = _one(connection, f"{source} select coalesce(sum(n - 1), 0) from d")
        if not count:
            continue
        rows = connection.execute(
            f"{source}, t as (select rowid as r, {columns} from {table(resource.name)}) "
            f"select t.r + 1, d.f + 1, {_columns('t', fields)} from t join d using ({columns}) "
            f"where t.r <> d.f order by 1 limit {limit}"
        ).fetchall()
        hits = [
            Hit(
                code,
                rule,
                record=row[0],
                fields=fields,
                first=row[1],
                params={"fields": ", ".join(fields), "value": _value(row[2:])},
            )
            for row in rows
        ]
        found.append(KeyHits(count, hits))
    return found


def foreign(
    connection: duckdb.DuckDBPyConnection, resource: Resource, key: ForeignKey, number: int, limit: int
) -> KeyHits:
    """Rows whose key has no row in the target table, with the nearest existing value for the first of them."""
    columns = ", ".join(f"s.{name(field)}" for field in key.fields)
    match = " and ".join(
        f"t.{name(target)} = s.{name(field)}" for field, target in zip(key.fields, key.target_fields, strict=True)
    )
    full = " and ".join(f"{name(field)} is not null" for field in key.fields)
    lost = (
        f"(select rowid as r, {', '.join(map(name, key.fields))} from {table(resource.name)} where {full}) s "
        f"where not exists (select 1 from {table(key.target)} t where {match})"
    )
    count = _one(connection, f"select count(*) from {lost}")
    if not count:
        return KeyHits(0, [])
    rows = connection.execute(f"select r + 1, {columns} from {lost} order by 1 limit {limit}").fetchall()
    hits: list[Hit] = []
    nearest: dict[str, str] = {}
    for row in rows:
        value = _value(row[1:])
        if value not in nearest and len(nearest) < _SUGGESTIONS:
            nearest[value] = _nearest(connection, key, row[1:])
        params = {
            "fields": ", ".join(key.fields),
            "value": value,
            "target": key.target,
            "target_fields": ", ".join(key.target_fields),
            "nearest": nearest.get(value, ""),
        }
        rule = resource.schema.where(f"/foreignKeys/{number}")
        hits.append(Hit("foreign-key", rule, record=row[0], fields=key.fields, params=params))
    return KeyHits(count, hits)


def _nearest(connection: duckdb.DuckDBPyConnection, key: ForeignKey, values: Sequence[object]) -> str:
    """The existing key with the fewest edits, if it is near enough to be what was meant."""
    columns = ", ".join(f"{name(field)}::varchar" for field in key.target_fields)
    distance = " + ".join(f"damerau_levenshtein({name(field)}::varchar, ?)" for field in key.target_fields)
    wanted = [str(value) for value in values]
    rows = connection.execute(
        f"select {columns}, {distance} as d from {table(key.target)} "
        f"where {' and '.join(f'{name(field)} is not null' for field in key.target_fields)} order by d, 1 limit 1",
        wanted,
    ).fetchall()
    if not rows or rows[0][-1] > max(1, sum(map(len, wanted)) // 3):
        return ""
    return _value(rows[0][:-1])


def _columns(alias: str, fields: Sequence[str]) -> str:
    return ", ".join(f"{alias}.{name(field)}" for field in fields)


def _value(parts: Sequence[object]) -> str:
    return ", ".join(str(part) for part in parts)


def _one(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    return int(connection.execute(query).fetchall()[0][0])
