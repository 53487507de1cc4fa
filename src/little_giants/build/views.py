"""The views of a package: ``publish/views/*.sql``, one SELECT each, the same text for DuckDB and SQLite.

The file's name is the view's name; its first line, a comment, is the description.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING

from little_giants.errors import PackageError, Problem
from little_giants.package.model import Package

if TYPE_CHECKING:
    import duckdb

FOLDER = "publish/views"
_NAME = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True, slots=True)
class View:
    """``sql`` is one SELECT without a semicolon, its leading comment left out."""

    name: str
    description: str
    sql: str

    def problem(self, message: str) -> PackageError:
        """The error that names the file of the view."""
        return PackageError([Problem(f"{FOLDER}/{self.name}.sql", "", message)])


def read_views(package: Package) -> tuple[View, ...]:
    """The views of ``package``, each after those it reads from. Raises PackageError with every problem."""
    problems: list[Problem] = []
    views: dict[str, View] = {}
    for file in sorted((package.root / FOLDER).glob("*.sql")):
        place, name = f"{FOLDER}/{file.name}", file.stem
        try:
            first, _, rest = file.read_text("utf-8").strip().partition("\n")
        except UnicodeDecodeError:
            problems.append(Problem(place, "", "not UTF-8.", "Save the file as UTF-8."))
            continue
        sql = rest.strip().removesuffix(";").rstrip()
        if not _NAME.fullmatch(name):
            problems.append(Problem(place, "", f"{name!r} is not a view's name.", "Use small letters, digits and _."))
        elif name in package.names:
            problems.append(Problem(place, "", f"there is a table {name!r} already.", "Rename the file."))
        elif not first.startswith("--"):
            problems.append(Problem(place, "line 1", "the first line must be a comment that describes the view."))
        elif wrong := _why_not_select(sql):
            problems.append(Problem(place, "", wrong))
        else:
            views[name] = View(name, first.removeprefix("--").strip(), sql)
    if problems:
        raise PackageError(problems)
    reads = {name: {other for other in views if other != name and _mentions(views[name].sql, other)} for name in views}
    try:
        order = tuple(TopologicalSorter(reads).static_order())
    except CycleError as error:
        raise PackageError([Problem(FOLDER, "", f"views read each other: {' → '.join(error.args[1])}.")]) from None
    return tuple(views[name] for name in order)


def create_views(connection: duckdb.DuckDBPyConnection, package: Package) -> None:
    """Create the views of ``package`` on a connection that has its tables. Raises PackageError for one that fails."""
    for view in read_views(package):
        create_view(connection, view)


def create_view(connection: duckdb.DuckDBPyConnection, view: View) -> None:
    """Create one view in DuckDB. Raises PackageError when it cannot run on the tables that are there."""
    import duckdb

    try:
        connection.execute(f'create or replace view "{view.name}" as {view.sql}')
    except duckdb.Error as error:
        raise view.problem(str(error).splitlines()[0]) from None


def _why_not_select(sql: str) -> str:
    """Why ``sql`` may not become a view, or "": a second statement would run, with all that a database can do."""
    import duckdb

    try:
        statements = duckdb.extract_statements(sql)
    except duckdb.Error as error:
        return str(error).splitlines()[0]
    one = len(statements) == 1 and statements[0].type == duckdb.StatementType.SELECT
    return "" if one and re.match(r"(--.*\n|\s)*(select|with)\b", sql, re.IGNORECASE) else "a view is one SELECT."


def _mentions(sql: str, name: str) -> bool:
    return re.search(rf"\b{re.escape(name)}\b", re.sub(r"--.*|'[^']*'", "", sql)) is not None
