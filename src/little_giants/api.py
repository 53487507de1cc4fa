"""The Python interface: open a package, validate it, query it, get its tables."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Collection
from pathlib import Path
from typing import TYPE_CHECKING

from little_giants.errors import UsageError
from little_giants.findings import Report
from little_giants.package import Package, read

if TYPE_CHECKING:
    import duckdb
    import polars

    from little_giants.engines.duckdb import Run
    from little_giants.rules import RuleSet


class DataPackage:
    """An opened package. ``package`` is its descriptor as frozen records."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self._rules: RuleSet | None = None

    @property
    def rules(self) -> RuleSet:
        """The package's own rules, compiled. Raises PackageError for a rule file that is wrong."""
        if self._rules is None:
            from little_giants.rules import load

            self._rules = load(self.package)
        return self._rules

    def run(
        self,
        *,
        only: Collection[str] = (),
        limit: int = 1000,
        memory: str = "1GB",
        run_rules: bool = True,
        progress: Callable[[int, int, str], None] | None = None,
    ) -> Run:
        """Validate and keep the connection: ``Run.report`` and ``Run.connection``. The caller closes it."""
        if isinstance(only, str):
            raise UsageError(f"only takes a list of tables, such as [{only!r}].")
        if limit < 0:
            raise UsageError(f"limit is {limit}; it must be 0 or more.")
        from little_giants.engines.duckdb import run
        from little_giants.rules.catalogue import BUILT_IN

        rules = self.rules if run_rules else None
        texts = {**BUILT_IN, **(rules.texts if rules else {})}
        return run(self.package, rules, texts=texts, only=only, limit=limit, memory=memory, progress=progress)

    def validate(
        self,
        *,
        only: Collection[str] = (),
        limit: int = 1000,
        memory: str = "1GB",
        run_rules: bool = True,
        progress: Callable[[int, int, str], None] | None = None,
    ) -> Report:
        """Check everything and return the report. Wrong data is in the report, never an exception.

        ``only`` names tables; ``limit`` caps the findings kept a table (counts stay exact); ``memory`` is DuckDB's
        limit, e.g. "512MB"; ``run_rules=False`` leaves out the rules in ``validators/``, which are code.
        Raises PackageError when descriptor, schema or rule is wrong, UsageError for an unknown table or size.
        """
        run = self.run(only=only, limit=limit, memory=memory, run_rules=run_rules, progress=progress)
        run.close()
        return run.report

    def connect(self, *, memory: str = "1GB") -> duckdb.DuckDBPyConnection:
        """A DuckDB connection with the tables and the package's views. Cells that are not of their type are NULL.

        It reads nothing but the package, and its configuration is locked.
        """
        from little_giants.build.views import create_views

        run = self.run(run_rules=False, memory=memory, limit=0)
        shutil.rmtree(run.scratch, ignore_errors=True)  # DuckDB makes it again if a query must spill
        create_views(run.connection, self.package)
        return run.connection

    def table(self, name: str) -> polars.DataFrame:
        """One table as a polars frame with its logical types. Raises UsageError for an unknown name."""
        if name not in self.package.names:
            raise UsageError(f"there is no table {name}. The tables are {', '.join(self.package.names)}.")
        run = self.run(only=[name], run_rules=False, limit=0)
        try:
            frame: polars.DataFrame = run.connection.table(name).pl()
            return frame
        finally:
            run.close()


def open(path: str | Path = ".") -> DataPackage:
    """Open the package at ``path``: a folder with a ``datapackage.json``, or that file.

    Raises UsageError when there is none, PackageError with every problem of descriptor and schemas.
    """
    return DataPackage(read(path))
