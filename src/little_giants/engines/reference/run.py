"""Validate a package the slow way: every table, every record, every cell, every rule, one after the other."""

from __future__ import annotations

import tempfile
import time
from collections import Counter
from collections.abc import Collection, Mapping
from pathlib import Path

from little_giants.engines.reference.keys import check_duplicates, check_foreign_keys
from little_giants.engines.reference.table import Row, Table, is_native_error, read_table
from little_giants.errors import UsageError
from little_giants.findings import NotJudged, Report, RuleText, TableReport
from little_giants.package.model import Package
from little_giants.schema.cells import cell_rules
from little_giants.schema.names import apart


def run(package: Package, *, texts: Mapping[str, RuleText], only: Collection[str] = (), limit: int = 1000) -> Report:
    """Validate ``package`` (or the tables named in ``only``) with its schemas.

    It takes no rules: the package's own rules (``validators/``) and its waivers are not its business.
    ``limit`` caps the findings kept a table, never the counts. Raises UsageError for an unknown table.
    """
    began = time.perf_counter()
    unknown = [name for name in only if name not in package.names]
    if unknown:
        raise UsageError(f"there is no table {', '.join(unknown)}. The tables are {', '.join(package.names)}.")
    names = apart({resource.name: resource.schema for resource in package.resources})
    with tempfile.TemporaryDirectory(prefix="little-giants-") as scratch:
        tables = {one.name: read_table(one, names[one.name], Path(scratch)) for one in package.resources}
    doubtful = {name: _check_cells(table) for name, table in tables.items()}
    not_judged: dict[str, NotJudged] = {}
    chosen = [tables[name] for name in package.names if not only or name in only]
    for table in chosen:
        if table.failed:
            continue
        check_duplicates(table)
        not_judged.update(check_foreign_keys(table, tables, doubtful))
    return Report(
        package=package.name,
        version=package.version,
        tables=tuple(_report(table, limit) for table in chosen),
        texts=texts,
        seconds=time.perf_counter() - began,
        rules_run=False,
        not_judged=not_judged,
    )


def _check_cells(table: Table) -> set[str]:
    """Ask every rule about every cell that is there. Returns the fields that hold a value not of its type."""
    mistyped: set[str] = set()
    schema = table.names.schema
    for i, field in enumerate(schema.fields):
        for row in table.rows:
            if table.has(row, field.name) and is_native_error(table, row, field.name):
                mistyped.add(field.name)
                params = {"type": field.type, "format": field.format}
                _wrong(table, "type", row, field.name, schema.where(f"/fields/{i}/type"), params)
    for rule in cell_rules(schema):
        for row in table.rows:
            if not table.has(row, rule.field) or is_native_error(table, row, rule.field):
                continue  # reported already, for its row, its label or its own type
            if rule.test(table.value(row, rule.field)):
                if rule.code == "type":
                    mistyped.add(rule.field)
                _wrong(table, rule.code, row, rule.field, rule.pointer, rule.params)
    return mistyped


def _wrong(table: Table, code: str, row: Row, name: str, rule: str, params: Mapping[str, str]) -> None:
    text = table.shown(row, name)
    table.report(
        code,
        {table.names.given[name]: text, **params},
        rule=rule,
        at=row,
        name=name,
        number=table.columns[name] + 1,
        cell=text,
    )


def _report(table: Table, limit: int) -> TableReport:
    found = sorted(table.findings, key=lambda one: (one.row_number or 0, one.field_number or 0, one.code))
    counts = Counter(finding.code for finding in found)
    return TableReport(
        name=table.resource.name,
        place=table.resource.path,
        rows=len(table.rows),
        bytes=table.seen.facts.size,
        sha256=table.seen.facts.sha256,
        counts=dict(sorted(counts.items())),
        severities=dict.fromkeys(counts, "error"),
        findings=tuple(found[:limit]),
        truncated=len(found) > limit,
    )
