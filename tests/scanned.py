"""The scanner held against the DuckDB engine: what tests of the scanner share."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pytest

from little_giants.engines.duckdb import run
from little_giants.engines.native.library import library
from little_giants.engines.native.turn import turn
from little_giants.engines.validate import validate
from little_giants.findings import Report
from little_giants.package import Package, read

needed = pytest.mark.skipif(library() is None, reason="needs the scanner: make native")


def judged(package: Package) -> set[str]:
    """The tables that the scanner judges; it refuses the others."""
    with tempfile.TemporaryDirectory() as scratch:
        found = turn(package, package.names, Path(scratch), 1000)
        for one in found.values():
            one.streamed.close()
    return set(found)


def agreed(package: Package, **options: Any) -> Report:
    """The report of a validation in which the scanner has its turn, after it was held against DuckDB's alone."""
    alone = run(package, None, texts={}, **options)
    alone.close()
    found = validate(package, None, texts={}, stream_from=0, **options)
    assert found.tables == alone.report.tables
    assert found.not_judged == alone.report.not_judged
    return found


def codes(root: Path, **options: Any) -> tuple[set[str], list[str]]:
    """Which tables of the package at ``root`` the scanner judges, and the codes of the findings on which both agree."""
    package = read(root)
    report = agreed(package, **options)
    return judged(package), [one.code for table in report.tables for one in table.findings]
