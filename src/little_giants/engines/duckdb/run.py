"""Validate a package: plan, scan every table, check keys, run the package's own rules, apply waivers, report."""

from __future__ import annotations

import re
import shutil
import tempfile
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Protocol

import duckdb

from little_giants.engines.duckdb import answers, keys, locate, queries, waivers
from little_giants.engines.duckdb.connection import connect, lock
from little_giants.engines.duckdb.hits import Hit, Predicate, Tally
from little_giants.engines.duckdb.scan import Scan, read, scan
from little_giants.engines.duckdb.statement import bit, mask, sql_names
from little_giants.errors import UsageError
from little_giants.findings import NotJudged, Report, RuleText, TableReport
from little_giants.package.model import Package, Resource
from little_giants.rules.model import CompiledRule
from little_giants.schema import sql
from little_giants.schema.cells import cell_rules
from little_giants.schema.model import Schema

Progress = Callable[[int, int, str], None]  # tables done, tables in all, table under way


class Rules(Protocol):
    """The compiled rules of a package and the words of every rule."""

    @property
    def compiled(self) -> tuple[CompiledRule, ...]: ...
    @property
    def texts(self) -> Mapping[str, RuleText]: ...


@dataclass(slots=True)
class Run:
    """A validated read: the report, and a connection with every readable table as a typed view. Close it.

    ``package`` holds the tables that are there as views, each with a schema: one that was given none has a field of
    type ``any`` for each label of its file.
    """

    report: Report
    connection: duckdb.DuckDBPyConnection
    scratch: Path
    package: Package

    def close(self) -> None:
        """Close the connection and remove its private folder."""
        self.connection.close()
        shutil.rmtree(self.scratch, ignore_errors=True)


def run(
    package: Package,
    rules: Rules | None,
    *,
    texts: Mapping[str, RuleText],
    judges: Mapping[str, answers.Judge] | None = None,
    only: Collection[str] = (),
    limit: int = 1000,
    memory: str = "1GB",
    progress: Progress | None = None,
    today: date | None = None,
) -> Run:
    """Validate ``package`` (or the tables named in ``only``) with its schemas and ``rules``.

    ``rules`` is None when the package's own rules, which are code, must not run. ``limit`` caps the findings kept a
    table, never the counts. Raises UsageError for an unknown table or size, PackageError for a rule that cannot run.
    """
    began = time.perf_counter()
    compiled = rules.compiled if rules is not None else ()
    chosen = _chosen(package, only)
    needed = _needed(package, chosen, compiled)
    scratch = Path(tempfile.mkdtemp(prefix="little-giants-"))
    connection = None
    try:
        files = [file for name in needed for file in package.resource(name).files]
        connection = connect(files, scratch, memory)
        connection.execute("create schema read; create schema rules")
        job = _Job(package, connection, compiled, chosen, limit)
        for done, name in enumerate(needed):
            if progress:
                progress(done, len(needed), name)
            job.scan(package.resource(name), scratch)
        if progress:
            progress(len(needed), len(needed), "")
        job.align()
        job.keys()
        job.queries()
        job.answers(judges or {})
        waived = waivers.apply_waivers(connection, package, job.waivers, job.tallies, today or date.today())
        report = Report(
            package=package.name,
            version=package.version,
            tables=tuple(job.report(name, waived[name]) for name in chosen),
            texts=texts,
            seconds=time.perf_counter() - began,
            rules_run=rules is not None,
            not_judged=job.not_judged,
        )
        lock(connection)
        return Run(report, connection, scratch, replace(package, resources=job.tables()))
    except duckdb.OutOfMemoryException:
        _discard(connection, scratch)
        raise UsageError(f"{memory} of memory is not enough for {package.name}. Give more with --memory.") from None
    except BaseException:
        _discard(connection, scratch)
        raise


def _discard(connection: duckdb.DuckDBPyConnection | None, scratch: Path) -> None:
    if connection is not None:
        connection.close()
    shutil.rmtree(scratch, ignore_errors=True)


class _Job:
    """The state of one run."""

    def __init__(
        self,
        package: Package,
        connection: duckdb.DuckDBPyConnection,
        compiled: tuple[CompiledRule, ...],
        chosen: tuple[str, ...],
        limit: int,
    ) -> None:
        self.package = package
        self.names = sql_names({one.name: one.schema for one in package.resources})
        self.connection = connection
        self.compiled = compiled
        self.limit = limit
        self.scans: dict[str, Scan] = {}
        self.tallies = {name: Tally() for name in chosen}
        self.not_judged: dict[str, NotJudged] = {}
        self.waivers: list[waivers.Waiver] = []

    def scan(self, resource: Resource, scratch: Path) -> None:
        predicates = [
            Predicate(
                rule.code,
                rule.pointer,
                "error",
                (rule.field,),
                rule.violated,
                rule.params,
                rule.choices,
                test=rule.test,
                sure=rule.sure,
            )
            for rule in cell_rules(self.names[resource.name].schema)
        ] + [
            _own(rule, rule.violated, resource.schema)
            for rule in self.compiled
            if rule.resource == resource.name and rule.violated
        ]
        names = self.names[resource.name]
        compared = keys.compared(self.names, resource.name)
        result = scan(self.connection, resource, names, predicates, compared, scratch)
        self.scans[resource.name] = result
        if result.failed:
            self.not_judged.update({p.code: NotJudged("unreadable", resource.path) for p in predicates if p.own})
        else:
            queries.expose(self.connection, resource.name, result.names)
            for predicate in predicates:
                if predicate.own and predicate not in result.predicates:
                    self.not_judged[predicate.code] = NotJudged("column", resource.path)
        if resource.name == waivers.TABLE and not result.failed:
            self.waivers = waivers.read_waivers(self.connection, self.package)

    def align(self) -> None:
        """Give both sides of every foreign key one form: the column, or a text of its own where one needs it."""
        for result in self.scans.values():
            for key in result.names.schema.foreign_keys:
                target = self.scans.get(key.target)
                if target is None or target.failed or result.failed:
                    continue
                for field, other in zip(key.fields, key.target_fields, strict=True):
                    for one, column, needed in (
                        (result, field, other in target.parts),
                        (target, other, field in result.parts),
                    ):
                        if needed and column not in one.parts and one.source:
                            compared = keys.compared(self.names, one.resource.name)
                            read(self.connection, one, one.source, compared, one.parts | {column})

    def keys(self) -> None:
        """Count the violated bits of every mask, then check keys: waivers are known now, so all hits are kept right."""
        for name, tally in self.tallies.items():
            result = self.scans[name]
            for hit in result.hits:
                tally.add([hit])
            for code, count in result.more.items():
                tally.counts[code] += count
            if result.failed:
                continue
            self._masks(result, tally)
            schema = result.names.schema
            for found in keys.duplicates(self.connection, name, schema, result.parts, result.absent, self._cap(name)):
                tally.add(found.hits, found.count)
            for i, key in enumerate(schema.foreign_keys):
                target = self.scans[key.target]
                unsure = (
                    target.failed
                    or target.cut
                    or target.absent.intersection(key.target_fields)
                    or self._mistyped(target, key.target_fields)
                )
                if unsure:
                    why = NotJudged("target", target.resource.path, ", ".join(key.target_fields))
                    self.not_judged[schema.where(f"/foreignKeys/{i}")] = why
                elif not result.absent.intersection(key.fields):
                    found = keys.foreign(self.connection, name, schema, i, result.parts, target.parts, self._cap(name))
                    tally.add(found.hits, found.count)

    def _masks(self, result: Scan, tally: Tally) -> None:
        table = keys.table(result.resource.name)
        masks = [mask(i) for i in range(0, len(result.predicates), 62)]
        if not masks:
            return
        joined = ", ".join(f"coalesce(bit_or({one}), 0)" for one in masks)
        seen = self.connection.execute(f"select {joined} from {table}").fetchall()[0]
        for i, predicate in enumerate(result.predicates):
            if not seen[i // 62] & bit(i):
                continue
            where = f"from {table} where {mask(i)} & {bit(i)} <> 0"
            count = int(self.connection.execute(f"select count(*) {where}").fetchall()[0][0])
            cap = count if result.padded else self._cap(result.resource.name)
            rows = self.connection.execute(f"select rowid + 1 {where} order by 1 limit {cap}").fetchall()
            records = [record for (record,) in rows if not _lacking(result, predicate, record)]
            count -= len(rows) - len(records) if result.padded else 0
            hits = [
                Hit(
                    predicate.code,
                    predicate.rule,
                    predicate.severity,
                    record=record,
                    fields=predicate.fields,
                    params=predicate.params,
                    choices=predicate.choices,
                )
                for record in records
            ]
            tally.add(hits, count)

    def _mistyped(self, target: Scan, fields: tuple[str, ...]) -> bool:
        table = keys.table(target.resource.name)
        bits = [
            f"{mask(i)} & {bit(i)} <> 0"
            for i, predicate in enumerate(target.predicates)
            if predicate.code == "type" and predicate.fields[0] in fields
        ]
        if target.mistyped.intersection(fields):
            return True
        return bool(bits) and bool(
            self.connection.execute(f"select count(*) from {table} where {' or '.join(bits)}").fetchall()[0][0]
        )

    def doubt(self) -> dict[str, str]:
        """The tables whose rows or values are already in doubt, and their files."""
        return {
            name: result.resource.path
            for name, result in self.scans.items()
            if result.broken or self._mistyped(result, result.names.schema.field_names)
        }

    def queries(self) -> None:
        """Run the rules across rows and tables, but not over tables whose rows or values are already in doubt."""
        doubt = self.doubt()
        self.connection.execute("set search_path = 'rules'")
        for rule in self.compiled:
            if not rule.query or rule.resource not in self.tallies:
                continue
            read = [doubt[name] for name in doubt if name == rule.resource or _names(rule.query, name)]
            if read:
                self.not_judged[rule.code] = NotJudged("doubt", ", ".join(read))
                continue
            found = queries.run_query(self.connection, rule)
            self.tallies[rule.resource].add(found.hits, found.count)
        self.connection.execute("set search_path = 'main'")

    def answers(self, judges: Mapping[str, answers.Judge]) -> None:
        """Run the queries that stand in cells, for the rules about them: over tables that are whole, or not at all."""
        asking = [rule for rule in self.compiled if rule.asks and rule.resource in self.tallies]
        for place in dict.fromkeys((rule.resource, rule.asks) for rule in asking):
            rules = [rule for rule in asking if (rule.resource, rule.asks) == place]
            if doubt := ", ".join(self.doubt().values()):
                self.not_judged.update({rule.code: NotJudged("doubt", doubt) for rule in rules})
                continue
            for rule, found in zip(rules, answers.run_asking(self.connection, rules, judges, self.scans), strict=True):
                self.tallies[rule.resource].add(found.hits, found.count)

    def report(self, name: str, waived: int) -> TableReport:
        """The report of one table, with the places of its findings looked up."""
        result, tally = self.scans[name], self.tallies[name]
        found = () if not tally.hits else tuple(locate.findings(result, tally.hits, self.limit))
        return TableReport(
            name=name,
            place=result.resource.path,
            rows=result.rows,
            bytes=result.facts.size,
            sha256=result.facts.sha256,
            counts=dict(sorted(tally.counts.items())),
            severities={code: tally.severities[code] for code in tally.counts},
            findings=found,
            truncated=len(found) < sum(tally.counts.values()),
            waived=waived,
        )

    def tables(self) -> tuple[Resource, ...]:
        """The tables that were read, with the schema that was found where none was given."""
        return tuple(
            one.resource if one.resource.schema.fields else replace(one.resource, schema=one.names.schema)
            for one in self.scans.values()
            if not one.failed
        )

    def _cap(self, name: str) -> int:
        """How many hits of one rule to keep: all where one of them may be waived, and one at least, to be counted."""
        return 2**62 if any(waiver.resource == name for waiver in self.waivers) else max(1, self.limit)


def _own(rule: CompiledRule, violated: str, schema: Schema) -> Predicate:
    """A rule of the package on one row. Where a cell that it reads is not of its type, it is not judged: the value is
    unknown, not missing."""
    reads = [field for field in schema.fields if field.name in rule.fields or sql.name(field.name) in violated]
    typed = [field for field in reads if field.sql_type != "VARCHAR"]
    known = "".join(f" and ({sql.raw(field.name)} is null or {sql.name(field.name)} is not null)" for field in typed)
    named = (*rule.fields, *rule.shown)
    fields = (*named, *(field.name for field in reads if field.name not in named))
    return Predicate(rule.code, rule.pointer, rule.severity, fields, f"({violated}){known}", own=True)


def _lacking(result: Scan, predicate: Predicate, record: int) -> bool:
    """Whether the hit only says again that the row is too short."""
    if predicate.own:
        return result.padded.record(record)
    return (record, predicate.fields[0]) in result.padded


def _chosen(package: Package, only: Collection[str]) -> tuple[str, ...]:
    unknown = [name for name in only if name not in package.names]
    if unknown:
        raise UsageError(f"there is no table {', '.join(unknown)}. The tables are {', '.join(package.names)}.")
    return tuple(name for name in package.names if not only or name in only)


def _needed(package: Package, chosen: tuple[str, ...], compiled: tuple[CompiledRule, ...]) -> tuple[str, ...]:
    """The chosen tables and those that their foreign keys and rules read; waivers always, so that they apply."""
    needed = set(chosen) | ({waivers.TABLE} & set(package.names))
    for name in chosen:
        needed.update(key.target for key in package.resource(name).schema.foreign_keys)
        for rule in compiled:
            if rule.resource == name and rule.asks:
                needed.update(package.names)
            elif rule.resource == name and rule.query:
                needed.update(other for other in package.names if _names(rule.query, other))
    return tuple(name for name in package.names if name in needed)


def _names(query: str, table: str) -> bool:
    """Whether a query may read a table: its name stands in the text. Too many is safe, too few is not."""
    return re.search(rf"\b{re.escape(table)}\b", query, re.IGNORECASE) is not None
