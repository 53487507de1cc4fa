"""Validate a package: the scanner proves what it can, and the DuckDB engine does the rest."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from little_giants.engines import tables
from little_giants.engines.memory import size_of
from little_giants.engines.native.turn import proven, turn
from little_giants.engines.passed import Passed
from little_giants.findings import Report, RuleText, TableReport
from little_giants.package.model import Package

if TYPE_CHECKING:
    from little_giants.engines.duckdb.answers import Judge
    from little_giants.engines.duckdb.job import Progress
    from little_giants.engines.duckdb.run import Rules


def validate(
    package: Package,
    rules: Rules | None,
    *,
    texts: Mapping[str, RuleText],
    judges: Mapping[str, Judge] | None = None,
    only: Collection[str] = (),
    limit: int = 1000,
    memory: str = "1GB",
    progress: Progress | None = None,
    stream_from: int = tables.LARGE,
) -> Report:
    """The report on ``package``; the arguments are those of :func:`little_giants.engines.duckdb.run`.

    Where the scanner was built, DuckDB is only loaded if something has to be queried, or is not valid.
    """
    began = time.perf_counter()
    compiled = rules.compiled if rules is not None else ()
    size_of(memory)  # wrong is wrong, also where DuckDB is not needed
    chosen = tables.chosen(package, only)
    needed = tables.needed(package, chosen, compiled)
    judged = {rule.resource for rule in compiled}
    alone = tables.WAIVERS not in needed and not judged & set(needed)
    passing = tables.passing(package, chosen, compiled, stream_from) - judged
    targets = {key.target for name in passing for key in package.resource(name).schema.foreign_keys}
    scratch = Path(tempfile.mkdtemp(prefix="little-giants-"))
    passed: dict[str, Passed] = {}
    try:
        if progress and (alone or passing):
            progress(0, len(needed), min(passing or needed, default=""))
        # Small tables are read by the scanner only where that may spare DuckDB, or where large ones point at them.
        passed = turn(package, needed if alone else passing | targets, scratch, max(1, limit))
        if alone and proven(package, needed, passed):
            if progress:
                progress(len(needed), len(needed), "")
            found = tuple(_valid(name, passed[name]) for name in chosen)
            seconds = time.perf_counter() - began
            return Report(package.name, package.version, found, texts, seconds, rules_run=rules is not None)
        from little_giants.engines.duckdb import run

        done = run(
            package,
            rules,
            texts=texts,
            judges=judges,
            only=only,
            limit=limit,
            memory=memory,
            progress=progress,
            tables=False,
            stream_from=stream_from,
            passed=passed,
        )
        done.close()
        return replace(done.report, seconds=time.perf_counter() - began)
    finally:
        for one in passed.values():
            one.streamed.close()
        shutil.rmtree(scratch, ignore_errors=True)


def _valid(name: str, passed: Passed) -> TableReport:
    seen = passed.seen
    return TableReport(
        name=name,
        place=seen.resource.path,
        rows=passed.streamed.rows,
        bytes=seen.facts.size,
        sha256=seen.facts.sha256,
        counts={},
        severities={},
        findings=(),
        truncated=False,
        waived=0,
    )
