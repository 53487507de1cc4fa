"""Validate a package: plan, scan every table, check keys, run the package's own rules, apply waivers, report."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Protocol

import duckdb

from little_giants.engines.duckdb import answers, waivers
from little_giants.engines.duckdb.connection import connect, lock
from little_giants.engines.duckdb.job import Job, Progress, names_table
from little_giants.errors import UsageError
from little_giants.findings import Report, RuleText
from little_giants.package.model import Package, Resource
from little_giants.rules.model import CompiledRule

LARGE = 16 << 20  # bytes of a file from which on a table passes by and is not kept


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
    tables: bool = True,
    stream_from: int = LARGE,
) -> Run:
    """Validate ``package`` (or the tables named in ``only``) with its schemas and ``rules``.

    ``rules`` is None when the package's own rules, which are code, must not run. ``limit`` caps the findings kept a
    table, never the counts. ``tables=False``: the caller wants the report and no connection, so that a file of
    ``stream_from`` bytes or more need not become a typed table. Tables with fewer in all are read side by side.
    Raises UsageError for an unknown table or size, PackageError for a rule that cannot run.
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
        streams = set() if tables else _streams(package, needed, chosen, compiled, stream_from)
        small = not streams and _small(package, needed, stream_from)
        job = Job(package, connection, compiled, chosen, limit, scratch, small=small)
        if small:
            job.scan_small([package.resource(name) for name in needed], whole=tables, progress=progress)
        # A table that is streamed needs to know the targets of its keys, and the waivers, beforehand.
        for done, name in enumerate(() if small else sorted(needed, key=streams.__contains__)):
            if progress:
                progress(done, len(needed), name)
            job.scan(package.resource(name), whole=tables, passes=name in streams)
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
        job.close()
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
                needed.update(other for other in package.names if names_table(rule.query, other))
    return tuple(name for name in package.names if name in needed)


def _streams(
    package: Package,
    needed: tuple[str, ...],
    chosen: tuple[str, ...],
    compiled: tuple[CompiledRule, ...],
    least: int,
) -> set[str]:
    """The tables that nobody asks anything but what they violate: no foreign key and no query reads them."""
    targets = {key.target for name in needed for key in package.resource(name).schema.foreign_keys}
    asked = [rule for rule in compiled if (rule.query or rule.asks) and rule.resource in chosen]
    if any(rule.asks for rule in asked):
        return set()  # a query that stands in a cell may read any table
    return {
        name
        for name in chosen
        if name not in targets
        and name != waivers.TABLE
        and not any(rule.resource == name or names_table(rule.query or "", name) for rule in asked)
        and _size(package.resource(name)) >= least
    }


def _small(package: Package, needed: tuple[str, ...], large: int) -> bool:
    """Whether the tables are so small that reading them takes no longer than planning to."""
    resources = [package.resource(name) for name in needed]
    return not any(one.compression for one in resources) and sum(map(_size, resources)) < large


def _size(resource: Resource) -> int:
    try:
        return sum(file.stat().st_size for file in resource.files)
    except OSError:
        return 0
