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

from little_giants.engines import tables as tables_of
from little_giants.engines.duckdb import answers, waivers
from little_giants.engines.duckdb.connection import connect, lock
from little_giants.engines.duckdb.job import Job, Progress
from little_giants.engines.passed import Passed
from little_giants.errors import UsageError
from little_giants.findings import Report, RuleText
from little_giants.package.model import Package
from little_giants.rules.model import CompiledRule


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
    stream_from: int = tables_of.LARGE,
    passed: Mapping[str, Passed] | None = None,
) -> Run:
    """Validate ``package`` (or the tables named in ``only``) with its schemas and ``rules``.

    ``rules`` is None when the package's own rules, which are code, must not run. ``limit`` caps the findings kept a
    table, never the counts. ``tables=False``: the caller wants the report and no connection, so that a file of
    ``stream_from`` bytes or more need not become a typed table. Tables with fewer in all are read side by side.
    ``passed``: tables that were read already, if they need not.
    Raises UsageError for an unknown table or size, PackageError for a rule that cannot run.
    """
    began = time.perf_counter()
    compiled = rules.compiled if rules is not None else ()
    chosen = tables_of.chosen(package, only)
    needed = tables_of.needed(package, chosen, compiled)
    scratch = Path(tempfile.mkdtemp(prefix="little-giants-"))
    connection = None
    try:
        files = [file for name in needed for file in package.resource(name).files]
        connection = connect(files, scratch, memory)
        connection.execute("create schema read; create schema rules")
        streams = frozenset() if tables else tables_of.passing(package, chosen, compiled, stream_from)
        small = not streams and tables_of.small(package, needed, stream_from)
        job = Job(package, connection, compiled, chosen, limit, scratch, small=small)
        if small:
            job.scan_small([package.resource(name) for name in needed], whole=tables, progress=progress)
        # A table that is streamed needs to know the targets of its keys, and the waivers, beforehand.
        for done, name in enumerate(() if small else sorted(needed, key=streams.__contains__)):
            if progress:
                progress(done, len(needed), name)
            job.scan(package.resource(name), whole=tables, passes=name in streams, passed=(passed or {}).get(name))
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
