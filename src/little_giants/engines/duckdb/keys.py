"""Primary, unique and foreign keys, over the typed tables that the scan left.

Keys compare logical values (Table Schema v2, "Keys"). Rows with a NULL in a key are not compared: a NULL in a primary
key is a finding of its own, unique keys leave NULLs out, and foreign keys follow SQL's MATCH SIMPLE.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import duckdb

from little_giants.engines.duckdb.hits import Hit
from little_giants.engines.duckdb.statement import column_of
from little_giants.schema.keys import UniqueKey
from little_giants.schema.model import ForeignKey, Schema
from little_giants.schema.names import Apart
from little_giants.schema.sql import name

_SUGGESTIONS = 20  # "did you mean" is looked up for the first findings of a key only


@dataclass(frozen=True, slots=True)
class KeyHits:
    """The findings of one key: the exact count, and the first ones."""

    count: int
    hits: list[Hit]


def compared(schemas: Mapping[str, Apart]) -> dict[str, frozenset[str]]:
    """For each table the fields that some key compares: its own, and foreign keys of any table that point at it."""
    found: dict[str, set[str]] = {resource: set() for resource in schemas}
    for resource, names in schemas.items():
        schema = names.schema
        found[resource].update(schema.primary_key, *schema.unique_keys)
        found[resource].update(field.name for field in schema.fields if field.constraints.get("unique"))
        for key in schema.foreign_keys:
            found[resource].update(key.fields)
            if key.target in found:
                found[key.target].update(key.target_fields)
    return {resource: frozenset(fields) for resource, fields in found.items()}


def table(resource: str) -> str:
    """The typed table of a resource."""
    return f"read.{name(resource)}"


def duplicates(
    connection: duckdb.DuckDBPyConnection, source: str, key: UniqueKey, parts: Collection[str], limit: int
) -> KeyHits:
    """Rows of the table ``source`` that repeat a key; the first row with it is not a finding."""
    own = list(dict.fromkeys(column_of(field, parts) for field in key.fields))
    columns = ", ".join(own)
    full = " and ".join(f"{part} is not null" for part in own)
    repeated = (
        f'with d as (select {columns}, min(rowid) as "key:first", count(*) as "key:count" from {source} '
        f"where {full} group by {columns} having count(*) > 1)"
    )
    count = _one(connection, f'{repeated} select coalesce(sum("key:count" - 1), 0) from d')
    if not count:
        return KeyHits(0, [])
    rows = connection.execute(
        f'{repeated}, t as (select rowid as "key:row", {columns} from {source}) select "key:row" + 1, '
        f'"key:first" + 1, {", ".join(f"t.{part}" for part in own)} from t join d using ({columns}) '
        f'where "key:row" <> "key:first" order by 1 limit {limit}'
    ).fetchall()
    hits = [
        Hit(
            key.code,
            key.rule,
            record=row[0],
            fields=key.fields,
            first=row[1],
            params={"fields": ", ".join(key.fields), "value": _value(row[2:])},
        )
        for row in rows
    ]
    return KeyHits(count, hits)


def foreign(
    connection: duckdb.DuckDBPyConnection,
    source: str,
    schema: Schema,
    number: int,
    parts: Collection[str],
    their_parts: Collection[str],
    limit: int,
) -> KeyHits:
    """Rows of the table ``source`` whose key has no row in the target, with the nearest value for the first of them."""
    key = schema.foreign_keys[number]
    own = [column_of(field, parts) for field in key.fields]
    theirs = [column_of(field, their_parts) for field in key.target_fields]
    columns = ", ".join(f"s.{part}" for part in own)
    match = " and ".join(f"t.{there} = s.{here}" for here, there in zip(own, theirs, strict=True))
    full = " and ".join(f"{part} is not null" for part in own)
    lost = (
        f'(select rowid as "key:row", {", ".join(dict.fromkeys(own))} from {source} where {full}) s '
        f"where not exists (select 1 from {table(key.target)} t where {match})"
    )
    count = _one(connection, f"select count(*) from {lost}")
    if not count:
        return KeyHits(0, [])
    rows = connection.execute(f'select "key:row" + 1, {columns} from {lost} order by 1 limit {limit}').fetchall()
    hits: list[Hit] = []
    nearest: dict[str, str] = {}
    for row in rows:
        value = _value(row[1:])
        if value not in nearest and len(nearest) < _SUGGESTIONS:
            nearest[value] = _nearest(connection, key, theirs, row[1:])
        params = {
            "fields": ", ".join(key.fields),
            "value": value,
            "target": key.target,
            "target_fields": ", ".join(key.target_fields),
            "nearest": nearest.get(value, ""),
        }
        rule = schema.where(f"/foreignKeys/{number}")
        hits.append(Hit("foreign-key", rule, record=row[0], fields=key.fields, params=params))
    return KeyHits(count, hits)


def _nearest(
    connection: duckdb.DuckDBPyConnection, key: ForeignKey, theirs: Sequence[str], values: Sequence[object]
) -> str:
    """The existing key with the fewest edits, if it is near enough to be what was meant."""
    columns = ", ".join(f"{part}::varchar" for part in theirs)
    distance = " + ".join(f"damerau_levenshtein({part}::varchar, ?)" for part in theirs)
    wanted = [str(value) for value in values]
    rows = connection.execute(
        f'select {columns}, {distance} as "key:edits" from {table(key.target)} '
        f'where {" and ".join(f"{part} is not null" for part in theirs)} order by "key:edits", 1 limit 1',
        wanted,
    ).fetchall()
    if not rows or rows[0][-1] > max(1, sum(map(len, wanted)) // 3):
        return ""
    return _value(rows[0][:-1])


def _value(parts: Sequence[object]) -> str:
    return ", ".join(str(part) for part in parts)


def _one(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    return int(connection.execute(query).fetchall()[0][0])
