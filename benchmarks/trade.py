"""The trade table of the benchmarks: the shape and the distribution of CEPII BACI.

Exporters, importers, products, their numbers, the years, the size of a pair of countries, and the distribution of
values, unit values and missing quantities follow CEPII BACI, HS 2017, 2017 to 2021 (53,712,314 rows; source N77).
Everything else is made up: the codes, ``record_id``, ``flow``, ``note`` and ``reported_on``, and that every product is
traded equally often. No row is a fact about anybody's trade.
"""

from __future__ import annotations

import itertools
import json
import random
import shutil
from pathlib import Path
from typing import Any

import duckdb
from benchmarks.wrong import LONGEST_NOTE, PRIMARY_KEY, wrong

COUNTRIES, PRODUCTS, YEARS = 226, 5_384, range(2017, 2022)
PIECE = 2_000_000  # rows that are written at once
LARGEST_PAIR = 2_023  # products that one country sells to another in one year, at most
PAIRS_THAT_TRADE = 0.58
SEED = 20_261_122
FLOWS = ("export", "import", "re-export")

Row = dict[str, Any]


def schema(keys: bool = True) -> Row:
    """The Table Schema of the trade table, with its primary and unique key or without."""
    code = {"required": True, "pattern": "[A-Z]{3}"}
    fields: list[tuple[str, str, Row]] = [
        ("record_id", "integer", {"required": True, "minimum": 1}),
        ("year", "integer", {"required": True, "minimum": 1988, "maximum": 2030}),
        ("exporter", "string", code),
        ("importer", "string", code),
        ("hs6", "string", {"required": True, "pattern": "[0-9]{6}"}),
        ("flow", "string", {"required": True, "enum": list(FLOWS)}),
        ("value_kusd", "number", {"required": True, "minimum": 0}),
        ("quantity_t", "number", {"minimum": 0}),
        ("note", "string", {"maxLength": LONGEST_NOTE}),
        ("reported_on", "date", {"required": True, "minimum": "1990-01-01"}),
    ]
    key = [("exporter", "countries", "iso3"), ("importer", "countries", "iso3"), ("hs6", "products", "hs6")]
    unique = {"primaryKey": list(PRIMARY_KEY), "uniqueKeys": [["record_id"]]} if keys else {}
    return {
        "fields": [{"name": name, "type": kind, "constraints": constraints} for name, kind, constraints in fields],
        "missingValues": [""],
        **unique,
        "foreignKeys": [
            {"fields": [field], "reference": {"resource": table, "fields": [target]}} for field, table, target in key
        ],
    }


def resource(name: str, schema: Row) -> Row:
    """A resource whose file is called as the table is."""
    return {"name": name, "type": "table", "path": f"{name}.csv", "schema": schema}


def _references(folder: Path) -> tuple[list[str], list[str]]:
    """Write countries and products; returns their codes. None begins with Q, or with 99: those are free for misses."""
    chance = random.Random(SEED)
    letters = [
        "".join(three) for three in itertools.product("ABCDEFGHIJKLMNOPRSTUVWXYZ", *["ABCDEFGHIJKLMNOPQRSTUVWXYZ"] * 2)
    ]
    countries = sorted(chance.sample(letters, COUNTRIES))
    products = [f"{code:06d}" for code in sorted(chance.sample(range(10_000, 980_000), PRODUCTS))]
    for name, label, codes, prefix in (
        ("countries", "iso3,name", countries, "Country"),
        ("products", "hs6,description", products, "Product, n.e.s.,"),
    ):
        lines = [f'{code},"{prefix} {code}"' for code in codes]
        (folder / f"{name}.csv").write_text("\n".join([label, *lines]) + "\n", "utf-8")
    return countries, products


def _descriptor(folder: Path, keys: bool) -> None:
    def reference(*names: str) -> Row:
        fields = [{"name": name, "type": "string", "constraints": {"required": True}} for name in names]
        return {"fields": fields, "primaryKey": [names[0]]}

    tables = [
        resource("trade", schema(keys)),
        resource("countries", reference("iso3", "name")),
        resource("products", reference("hs6", "description")),
    ]
    descriptor = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "trade",
        "resources": tables,
    }
    (folder / "datapackage.json").write_text(json.dumps(descriptor, indent=1) + "\n", "utf-8")


def _chance(salt: str, key: str = "record_id") -> str:
    """SQL for a number above 0 and at most 1, the same every time for the same row."""
    return f"((hash({key}, '{salt}') % 1000003 + 1) / 1000003.0)"


def _normal(salt: str, key: str = "record_id") -> str:
    """SQL for a standard normal number (Box and Muller 1958)."""
    return f"(sqrt(-2 * ln({_chance(salt + 'r', key)})) * cos(2 * pi() * {_chance(salt + 'a', key)}))"


def _rows(connection: duckdb.DuckDBPyConnection, folder: Path, rows: int, copies: int) -> str:
    """SQL for the valid rows, all text, ordered by key; with ``copies`` every key stands so often."""
    countries, products = _references(folder)
    kept = -(-rows // copies)
    for name, codes in (("countries", countries), ("products", products)):
        connection.execute(f"set variable {name} = {codes}")
    pair = "exporter * 1000 + importer"
    connection.execute(
        f"""create table pairs as with every as (
            select year, exporter, importer,
                least({LARGEST_PAIR}, exp(5 + 1.76 * {_normal("n", f"year * 1000000 + {pair}")})) as size
            from range({YEARS.start}, {YEARS.stop}) y(year), range({COUNTRIES}) e(exporter),
                range({COUNTRIES}) m(importer)
            where exporter <> importer and {_chance("p", pair)} <= {PAIRS_THAT_TRADE}
        ), placed as (
            select *, sum(size) over (order by year, exporter, importer) as upto, sum(size) over () as total from every
        ), ended as (select *, floor(upto / total * {kept} + 1e-6)::bigint as stop from placed
        ), begun as (select *, coalesce(lag(stop) over (order by upto), 0) as start from ended)
        select year, exporter, importer, stop - start as n, start from begun where n > 0 order by start"""
    )
    connection.execute("create view piece as from pairs")
    largest = connection.execute("select max(n) from pairs").fetchone()
    if not largest or largest[0] > PRODUCTS:
        raise SystemExit(f"{rows:,} rows are more than {len(YEARS)} years of trade hold: choose fewer.")
    # The products are cut into as many ranges as the pair has rows, and each row takes one product of its own range:
    # rows come out unique and in order, and nothing has to be sorted.
    low, high = f"(k * {PRODUCTS} // n)", f"((k + 1) * {PRODUCTS} // n)"
    again = "" if copies == 1 else f", unnest(range({copies})) as again"
    record = "start + k + 1" if copies == 1 else f"(start + k) * {copies} + again + 1"
    missing = f"v < 0.135 and {_chance('q', 'key_id')} < 0.2"
    return f"""
        select record_id, key_id, year, e, m, p, getvariable('countries')[e + 1] as exporter,
            getvariable('countries')[m + 1] as importer, getvariable('products')[p + 1] as hs6, v,
            case when not ({missing}) then v / exp(2.46 + 1.75 * {_normal("u", "key_id")}) end as q
        from (
            select *, exp(1.8 + 3.22 * {_normal("v", "key_id")}) as v,
                ({low} + hash(key_id, 'p') % ({high} - {low}))::int as p
            from (
                select {record} as record_id, start + k + 1 as key_id, k, n, year, exporter as e, importer as m from (
                    select *{again} from (select *, unnest(range(n)) as k from piece)
                )
            )
        ) where record_id <= {rows}"""


def _valid() -> dict[str, str]:
    """SQL for each column of a valid table."""
    flows = ", ".join(f"'{flow}'" for flow in FLOWS)
    return {
        "record_id": "record_id::varchar",
        "year": "year::varchar",
        "exporter": "exporter",
        "importer": "importer",
        "hs6": "hs6",
        "flow": f"[{flows}][record_id % {len(FLOWS)} + 1]",
        "value_kusd": "printf('%.3f', v)",
        "quantity_t": "printf('%.3f', q)",
        "note": "case when record_id % 1000 = 500 then 'first line' || chr(10) || 'second, \"quoted\" line' "
        "when hash(record_id) % 5 = 0 then '' "
        "when hash(record_id) % 5 = 1 then 'estimated, mirror flow ' || hash(record_id) % 1000 "
        "else 'customs office ' || hash(record_id) % 97 end",
        "reported_on": "(date '2017-06-01' + (hash(record_id) % 2000)::int)::varchar",
    }


def _copy(connection: duckdb.DuckDBPyConnection, selected: str, folder: Path, rows: int) -> None:
    """Write the rows piece by piece: DuckDB holds a whole ordered copy in memory."""
    part = folder / "part.csv"
    with (folder / "trade.csv").open("wb") as whole:
        for start in range(0, rows, PIECE):
            between = f"start >= {start} and start < {start + PIECE}"
            connection.execute(f"create or replace view piece as from pairs where {between}")
            connection.execute(f"copy ({selected}) to '{part}' (header {start == 0})")
            with part.open("rb") as file:
                shutil.copyfileobj(file, whole, 1 << 20)
    part.unlink()


def trade(connection: duckdb.DuckDBPyConnection, folder: Path, rows: int, variant: str, shuffled: bool) -> Row:
    """Write the package of the trade table; returns what a validator must find in it."""
    source = _rows(connection, folder, rows, copies=2 if variant == "pairs" else 1)
    columns, expected = wrong(connection, source, _valid(), rows, variant)
    listed = ", ".join(f"nullif({sql}, '') as {name}" for name, sql in columns.items())
    order = "order by hash(record_id, 'order'), record_id" if shuffled else ""
    selected = f"select {listed} from (select * from ({source}) {order})"
    if shuffled:
        connection.execute(f"copy ({selected}) to '{folder / 'trade.csv'}' (header)")
    else:
        _copy(connection, selected, folder, rows)
    _descriptor(folder, keys=variant != "keyless")
    if shuffled:  # the rows stand elsewhere, and which one of two equal keys is the second is another as well
        expected["where"] = []
    return expected
