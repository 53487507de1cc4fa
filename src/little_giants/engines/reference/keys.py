"""Primary, unique and foreign keys: rows are compared by the texts of their logical values (``Cell.key``)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

from little_giants.engines.reference.table import Row, Table, is_native_error
from little_giants.findings import NotJudged
from little_giants.schema.cells import Cell

Key = tuple[str, ...]


def key_reader(table: Table, fields: Sequence[str]) -> Callable[[Row], Key | None]:
    """A function from a row to its key; None where a part of it is missing or not of its type."""
    cells = {name: Cell(table.names.schema.field(name)) for name in fields}

    def read(row: Row) -> Key | None:
        parts: list[str] = []
        for name in fields:
            text = None if is_native_error(table, row, name) else table.value(row, name)
            part = None if text is None else cells[name].key(text)
            if part is None:
                return None
            parts.append(part)
        return tuple(parts)

    return read


def check_duplicates(table: Table) -> None:
    """Report every row that repeats a primary key, a unique field or a unique key of an earlier row."""
    schema = table.names.schema
    if schema.primary_key:
        _duplicates(table, "primary-key", schema.primary_key, schema.where("/primaryKey"))
    for i, field in enumerate(schema.fields):
        if field.constraints.get("unique"):
            _duplicates(table, "unique", (field.name,), schema.where(f"/fields/{i}/constraints/unique"))
    for i, key in enumerate(schema.unique_keys):
        _duplicates(table, "unique-key", key, schema.where(f"/uniqueKeys/{i}"))


def _duplicates(table: Table, code: str, fields: Sequence[str], rule: str) -> None:
    if not table.columns.keys() >= set(fields):
        return  # a column is not there: its label is the finding, if it had to be
    read, first = key_reader(table, fields), dict[Key, int]()
    for row in table.rows:
        key = read(row)
        if key is None:
            continue
        if key in first:
            params = {"fields": ", ".join(fields), "first_row": str(first[key])}
            _report(table, code, row, fields, rule, params)
        else:
            first[key] = row.number


def check_foreign_keys(
    table: Table, others: Mapping[str, Table], doubtful: Mapping[str, Collection[str]]
) -> dict[str, NotJudged]:
    """Report every row whose key has no row in the target table. Returns the keys that cannot be judged, and why.

    ``doubtful`` names, for each table, the fields that hold a value which is not of its type: who knows what was
    meant there, so keys that point at them are not judged.
    """
    schema, not_judged = table.names.schema, dict[str, NotJudged]()
    for i, key in enumerate(schema.foreign_keys):
        target, rule = others[key.target], schema.where(f"/foreignKeys/{i}")
        there = target.columns.keys() >= set(key.target_fields)
        if target.failed or target.cut or not there or set(key.target_fields) & set(doubtful[key.target]):
            not_judged[rule] = NotJudged("target", target.resource.path, ", ".join(key.target_fields))
            continue
        if not table.columns.keys() >= set(key.fields):
            continue
        read, read_target = key_reader(table, key.fields), key_reader(target, key.target_fields)
        known = {read_target(row) for row in target.rows}
        params = {"fields": ", ".join(key.fields), "target": key.target, "target_fields": ", ".join(key.target_fields)}
        for row in table.rows:
            if (found := read(row)) is not None and found not in known:
                _report(table, "foreign-key", row, key.fields, rule, params)
    return not_judged


def _report(table: Table, code: str, row: Row, fields: Sequence[str], rule: str, params: Mapping[str, str]) -> None:
    table.report(
        code,
        {**{table.names.given[name]: table.shown(row, name) for name in fields}, **params},
        rule=rule,
        at=row,
        name=fields[0],
        number=table.columns[fields[0]] + 1,
        cell=table.shown(row, fields[0]),
    )
