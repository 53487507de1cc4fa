"""The Python interface: open a package, validate it, query it, get its tables."""

from __future__ import annotations

import shutil
import tempfile
import weakref
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from little_giants.errors import UsageError
from little_giants.findings import NotJudged, Report, RuleText
from little_giants.package import Package, read
from little_giants.package.paths import is_file

if TYPE_CHECKING:
    import duckdb
    import polars

    from little_giants.engines.duckdb import Run
    from little_giants.engines.duckdb.answers import Judge
    from little_giants.rules import RuleSet


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a validation is asked for. ``held``: rules that could have run were not, because they are not trusted."""

    rules: RuleSet | None
    texts: Mapping[str, RuleText]
    judges: Mapping[str, Judge]
    held: bool


class DataPackage:
    """An opened package. ``package`` is its descriptor as frozen records. ``trust_rules`` as in :func:`open`.

    ``apart`` is None but for a table that stands alone: then it has the keys that cannot be judged, and the rules and
    views of the folder in which the table lies are not its own.
    """

    def __init__(
        self, package: Package, trust_rules: bool | None = None, *, apart: tuple[str, ...] | None = None
    ) -> None:
        self.package = package
        self._trust_rules = trust_rules
        self._apart = apart
        self._rules: RuleSet | None = None

    @property
    def trusted(self) -> bool:
        """Whether the rules in ``validators/``, which are code, may run."""
        if self._apart is not None:
            return True
        from little_giants.rules.trust import trusted

        return trusted(self.package.root, self._trust_rules)

    def check_trusted(self) -> None:
        """Refuse rules that may not run. Raises UsageError."""
        if not self.trusted:
            raise UsageError(
                f"the rules of {self.package.name or self.package.root} are code, and it is not the package of the "
                "current folder. If you trust it, add --trust-rules (in Python trust_rules=True)."
            )

    @property
    def rules(self) -> RuleSet:
        """The package's own rules, compiled. Raises PackageError for a rule file that is wrong, UsageError for rules
        that are not trusted: to compile them is to run their files.
        """
        if self._rules is None:
            self.check_trusted()
            from little_giants.rules import RuleSet, load

            self._rules = load(self.package) if self._apart is None else RuleSet((), {})
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
        from little_giants.engines.duckdb import run

        asked = self._asked(only, limit, run_rules)
        done = run(
            self.package,
            asked.rules,
            texts=asked.texts,
            judges=asked.judges,
            only=only,
            limit=limit,
            memory=memory,
            progress=progress,
        )
        done.report = self._told(done.report, asked)
        return done

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
        limit, e.g. "512MB"; ``run_rules=False`` leaves out the rules in ``validators/``, which are code. They are left
        out, too, where they are not ``trusted``; then ``Report.rules_run`` and ``rules_trusted`` are false.
        Raises PackageError when descriptor, schema or rule is wrong, UsageError for an unknown table or size.
        """
        from little_giants.engines.validate import validate

        asked = self._asked(only, limit, run_rules)
        report = validate(
            self.package,
            asked.rules,
            texts=asked.texts,
            judges=asked.judges,
            only=only,
            limit=limit,
            memory=memory,
            progress=progress,
        )
        return self._told(report, asked)

    def _asked(self, only: Collection[str], limit: int, run_rules: bool) -> _Asked:
        """What is to be checked. Raises UsageError, PackageError."""
        if isinstance(only, str):
            raise UsageError(f"only takes a list of tables, such as [{only!r}].")
        if limit < 0:
            raise UsageError(f"limit is {limit}; it must be 0 or more.")
        from little_giants.rules.catalogue import BUILT_IN

        held = run_rules and not self.trusted
        rules = self.rules if run_rules and not held else None
        judges: Mapping[str, Judge] = {}
        if rules and any(rule.asks for rule in rules.compiled):
            from little_giants.evidence.claims import JUDGES

            judges = JUDGES
        return _Asked(rules, {**BUILT_IN, **(rules.texts if rules else {})}, judges, held)

    def _told(self, report: Report, asked: _Asked) -> Report:
        """The report, with what the engine cannot know."""
        if asked.held:
            report = replace(report, rules_trusted=False)
        if self._apart:
            alone = NotJudged("alone", self.package.place)
            report = replace(report, not_judged={**report.not_judged, **dict.fromkeys(self._apart, alone)})
        return report

    def connect(self, *, memory: str = "1GB", views: Collection[str] | None = None) -> duckdb.DuckDBPyConnection:
        """A DuckDB connection with the tables and the package's views. Cells that are not of their type are NULL.

        It reads nothing but the package, and its configuration is locked. ``views`` names those that are needed, which
        is faster; what they read from comes with them.
        """
        from little_giants.build.views import create_views

        run = self.run(run_rules=False, memory=memory, limit=0)
        shutil.rmtree(run.scratch, ignore_errors=True)  # DuckDB makes it again if a query must spill
        if self._apart is None:
            create_views(run.connection, self.package, views)
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


def open(path: str | Path = ".", *, schema: str | Path | None = None, trust_rules: bool | None = None) -> DataPackage:
    """Open the package at ``path``: a folder with a ``datapackage.json``, that file, or a ``.zip`` of the folder.

    With ``schema``, ``path`` is one table: a data file whose Table Schema is in that file. An archive is unpacked into
    a private folder that lasts as long as what is returned here.

    ``trust_rules``: whether the rules in ``validators/``, which are code, may run. None: only those of the package that
    holds the current folder. Raises UsageError when there is none, PackageError with every problem of descriptor and
    schemas, and for an archive that is broken or could do harm.
    """
    if schema is not None:
        from little_giants.package.single import read_single

        single = read_single(path, schema)
        return DataPackage(single.package, apart=single.apart)
    if Path(path).suffix.lower() == ".zip" and is_file(Path(path)):
        return _unpacked(Path(path), trust_rules)
    return DataPackage(read(path), trust_rules)


def _unpacked(file: Path, trust_rules: bool | None) -> DataPackage:
    from little_giants.package.archive import extract

    folder = tempfile.mkdtemp(prefix="little-giants-")
    try:
        opened = DataPackage(read(extract(file, Path(folder))), trust_rules)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    weakref.finalize(opened, shutil.rmtree, folder, ignore_errors=True)
    return opened
