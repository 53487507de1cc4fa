"""Waivers: findings that the package's authors accept for now, with a reason, an owner and an end.

A package that has a table ``waivers`` with the fields below, ``expires`` of type date, uses them. A waiver takes its
finding out of the report until it expires. One that is expired or has no date, and one that waives nothing, is a
finding itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import duckdb

from little_giants.engines.duckdb.hits import Hit, Tally
from little_giants.engines.duckdb.keys import table
from little_giants.engines.tables import WAIVERS
from little_giants.package.model import Package
from little_giants.schema.sql import name

FIELDS = ("waiver_id", "rule", "resource", "row_key", "expires")


@dataclass(frozen=True, slots=True)
class Waiver:
    """One row of ``waivers``. ``row_key``: the primary key values of the row, joined by ``|``.

    ``expires`` is None where the cell is empty or no date: such a waiver does not hold.
    """

    record: int
    waiver_id: str
    rule: str
    resource: str
    row_key: str
    expires: date | None


def read_waivers(connection: duckdb.DuckDBPyConnection, package: Package) -> list[Waiver]:
    """The waivers of a package; none when it has no table of that name and shape."""
    if WAIVERS not in package.names:
        return []
    types = {field.name: field.type for field in package.resource(WAIVERS).schema.fields}
    if not set(FIELDS) <= types.keys() or types["expires"] != "date":
        return []
    columns = ", ".join([*(f"{field}::varchar" for field in FIELDS[:-1]), "expires"])
    rows = connection.execute(f"select rowid + 1, {columns} from {table(WAIVERS)} order by 1").fetchall()
    return [Waiver(row[0], row[1] or "", row[2] or "", row[3] or "", row[4] or "", row[5]) for row in rows]


def apply_waivers(
    connection: duckdb.DuckDBPyConnection,
    package: Package,
    waivers: list[Waiver],
    tallies: Mapping[str, Tally],
    today: date,
) -> dict[str, int]:
    """Take waived hits out of ``tallies`` and add what is wrong with the waivers. Returns waived hits by table."""
    waived = dict.fromkeys(tallies, 0)
    for waiver in waivers:
        tally = tallies.get(waiver.resource)
        if tally is None:
            continue  # not part of this run
        records = _records(connection, package, waiver)
        found = [hit for hit in tally.hits if hit.code == waiver.rule and hit.record in records]
        expired = waiver.expires is None or waiver.expires < today
        if found and not expired:
            tally.hits = [hit for hit in tally.hits if hit not in found]
            tally.counts[waiver.rule] -= len(found)
            if not tally.counts[waiver.rule]:
                del tally.counts[waiver.rule]
            waived[waiver.resource] += len(found)
            continue
        params = {"waiver": waiver.waiver_id, "rule": waiver.rule, "expires": str(waiver.expires or "")}
        code, severity = ("waiver-expired", "error") if expired else ("waiver-unused", "warning")
        if WAIVERS in tallies:
            tallies[WAIVERS].add(
                [Hit(code, severity=severity, record=waiver.record, fields=("expires",), params=params)]
            )
    return waived


def _records(connection: duckdb.DuckDBPyConnection, package: Package, waiver: Waiver) -> frozenset[int]:
    key = package.resource(waiver.resource).schema.primary_key
    if not key:
        return frozenset()
    joined = ", ".join(f"coalesce({name(field)}::varchar, '')" for field in key)
    rows = connection.execute(
        f"select rowid + 1 from {table(waiver.resource)} where concat_ws('|', {joined}) = ?", [waiver.row_key]
    ).fetchall()
    return frozenset(int(row[0]) for row in rows)
