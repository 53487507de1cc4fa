"""The ways in which the trade table is made wrong, and what a validator must then find.

A column is SQL over the rows of ``trade.py``: their numbers ``record_id`` (and ``key_id``, the same for rows that share
a key), the places ``e``, ``m``, ``p`` of exporter, importer and product in their tables, and the valid cells.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Mapping
from typing import Any

import duckdb

PRIMARY_KEY = ("year", "exporter", "importer", "hs6")
LONGEST_NOTE = 80
HEADER = 1  # rows are counted with the header, as findings do
SPOTS = 10  # wrong rows of each kind, in the variant ``some``

Row = dict[str, Any]


def _some(
    connection: duckdb.DuckDBPyConnection, source: str, valid: Mapping[str, str], rows: int
) -> tuple[dict[str, str], list[Row]]:
    """Columns with ten wrong rows of each of twelve kinds, and the 130 findings that follow."""
    kinds: list[tuple[str, str, tuple[str, ...]]] = [
        ("year", "20x4", ("type",)),
        ("quantity_t", "n/a", ("type",)),
        ("reported_on", "2015-02-30", ("type",)),
        ("year", "2099", ("maximum",)),
        ("value_kusd", "-5", ("minimum",)),
        ("reported_on", "", ("required",)),
        ("importer", "zz9", ("pattern", "foreign-key")),
        ("flow", "transit", ("enum",)),
        ("note", "x" * (LONGEST_NOTE + 1), ("max-length",)),
        ("hs6", "999999", ("foreign-key",)),
    ]
    step = rows // (SPOTS * 12 + 2)
    if step < SPOTS:
        raise SystemExit(f"{rows:,} rows are too few for the variant 'some': take 1,220 or more.")
    spots = iter(range(2 * step, rows, step))
    changes: dict[str, dict[int, str]] = {name: {} for name in valid}
    truth: list[Row] = []
    for field, cell, codes in kinds:
        for spot in itertools.islice(spots, SPOTS):
            changes[field][spot] = cell
            truth += [{"row": spot + HEADER, "code": code, "fields": [field]} for code in codes]
    first = connection.execute(
        f"select {', '.join(PRIMARY_KEY)} from ({source}) order by record_id limit {SPOTS}"
    ).fetchall()
    for values, spot in zip(first, itertools.islice(spots, SPOTS), strict=True):
        for field, value in zip(PRIMARY_KEY, values, strict=True):
            changes[field][spot] = str(value)
        truth.append({"row": spot + HEADER, "code": "primary-key", "fields": list(PRIMARY_KEY)})
    for number, spot in enumerate(itertools.islice(spots, SPOTS), 1):
        changes["record_id"][spot] = str(number)
        truth.append({"row": spot + HEADER, "code": "unique-key", "fields": ["record_id"]})
    columns = {}
    for name, cell_of in valid.items():
        columns[name] = cell_of
        if changes[name]:
            cells = " ".join(f"when {spot} then '{cell}'" for spot, cell in changes[name].items())
            spotted = f"case record_id {cells} else {cell_of} end"
            columns[name] = f"case when record_id % {step} = 0 then {spotted} else {cell_of} end"
    return columns, truth


def _everything() -> dict[str, str]:
    """Every field of every row is wrong: by its type, by being empty, by its range, or as a key, in turn."""
    long = f"repeat('x', {LONGEST_NOTE + 1})"
    turns = {
        "record_id": ("'x' || record_id", "''", "'-' || record_id", "'0'"),
        "year": ("'20x4'", "''", "'1950'", "'2099'"),
        "exporter": ("'zz9'", "''", "'z' || record_id", "'QQQ'"),
        "importer": ("'zz9'", "''", "'z' || record_id", "'QQQ'"),
        "hs6": ("'12ab'", "''", "'x' || record_id", "'999999'"),
        "flow": ("'transit'", "''", "'f' || record_id", "'none'"),
        "value_kusd": ("'1,5'", "''", "'-0.5'", "'-1e3'"),
        "quantity_t": ("'n/a'", "'-1'", "'-0.5'", "'-2'"),
        "note": (long, long, long, long),
        "reported_on": ("'2015-02-30'", "''", "'1900-01-01'", "'1989-12-31'"),
    }
    return {
        name: f"case record_id % 4 when 0 then {a} when 1 then {b} when 2 then {c} else {d} end"
        for name, (a, b, c, d) in turns.items()
    }


def _counts_of_everything(rows: int) -> dict[str, int]:
    a, b, c, d = (rows // 4, (rows + 3) // 4, (rows + 2) // 4, (rows + 1) // 4)  # rows whose number leaves 0, 1, 2, 3
    return {
        "type": 5 * a,
        "required": 8 * b,
        "pattern": 3 * a + 3 * c,
        "foreign-key": 3 * a + 3 * c + 3 * d,
        "enum": a + c + d,
        "minimum": b + 5 * c + 4 * d,
        "maximum": d,
        "max-length": rows,
        "primary-key": max(0, d - 1),
        "unique-key": max(0, d - 1),
    }


def _changes(valid: Mapping[str, str], variant: str, rows: int) -> tuple[dict[str, str], dict[str, int]]:
    """Columns and counts of the variants in which every row is wrong."""
    once = max(0, rows - 1)
    letters = "'Q' || chr((65 + {0} // 26)::int) || chr((65 + {0} % 26)::int)"
    changes: dict[str, tuple[dict[str, str], dict[str, int]]] = {
        "wrong": (_everything(), _counts_of_everything(rows)),
        "foreign-keys": (
            {
                "exporter": letters.format("e"),
                "importer": letters.format("m"),
                "hs6": "'99' || lpad((p % 10000)::varchar, 4, '0')",
            },
            {"foreign-key": 3 * rows},
        ),
        "enums": ({"flow": "'f' || record_id"}, {"enum": rows}),
        "types": (
            {name: f"'x' || {valid[name]}" for name in ("record_id", "year", "value_kusd", "reported_on")}
            | {"quantity_t": "'x' || record_id"},
            {"type": 5 * rows},
        ),
        "one-key": (
            {"record_id": "'1'", "year": "'2017'"}
            | {name: f"getvariable('{table}')[{place}]" for name, (table, place) in _ONE_KEY.items()},
            {"primary-key": once, "unique-key": once},
        ),
        "pairs": ({"record_id": "key_id::varchar"}, {"primary-key": rows // 2, "unique-key": rows // 2}),
    }
    return changes[variant]


_ONE_KEY = {"exporter": ("countries", 1), "importer": ("countries", 2), "hs6": ("products", 1)}
VARIANTS = {
    "valid": "nothing is wrong",
    "keyless": "nothing is wrong, and no key is declared",
    "some": "130 findings of twelve kinds",
    "wrong": "every field of every row is wrong, by type, range, absence and key in turn",
    "foreign-keys": "every foreign key of every row points nowhere",
    "enums": "every row has an enum value of its own that is not allowed",
    "types": "every number, date and integer of every row is none",
    "one-key": "all rows have one and the same key",
    "pairs": "every key stands twice",
}


def wrong(
    connection: duckdb.DuckDBPyConnection, source: str, valid: Mapping[str, str], rows: int, variant: str
) -> tuple[dict[str, str], Row]:
    """The columns of a variant, and what must be found: counts by code, and the places where they are few."""
    if variant == "some":
        columns, truth = _some(connection, source, valid, rows)
        return columns, {"rows": rows, "findings": dict(Counter(finding["code"] for finding in truth)), "where": truth}
    changed, counts = ({}, {}) if variant in ("valid", "keyless") else _changes(valid, variant, rows)
    return {**valid, **changed}, {"rows": rows, "findings": counts, "where": []}
