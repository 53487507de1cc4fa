"""The views of a package: ``publish/views/*.sql``, one SELECT each, the same text for DuckDB and SQLite.

The file's name is the view's name; its first line, a comment, is the description.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING

from little_giants.errors import PackageError, Problem
from little_giants.package.model import Package

if TYPE_CHECKING:
    import duckdb

FOLDER = "publish/views"
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_WORD = re.compile(r"""'[^']*'|--.*|("[^"]*"|\w+)""")
_CATALOG = re.compile(  # what lists tables, or reads one whose name is put together; "order by x desc" is not meant
    r"\b(show|describe|query|information_schema|duckdb_|pg_|sqlite_|pragma)|(^|[(\n/])\s*desc\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class View:
    """``sql`` is one SELECT without a semicolon, its leading comment left out."""

    name: str
    description: str
    sql: str

    def problem(self, message: str) -> PackageError:
        """The error that names the file of the view."""
        return PackageError([Problem(f"{FOLDER}/{self.name}.sql", "", message)])


def read_views(package: Package, names: Collection[str] | None = None) -> tuple[View, ...]:
    """The views of ``package``, each after those it reads from. Raises PackageError with every problem.

    With ``names``: only the views called so, and those that they read from. A name of no view counts for nothing.
    """
    problems: list[Problem] = []
    views: dict[str, View] = {}
    reads: dict[str, set[str]] = {}
    files = {file.stem: file for file in sorted((package.root / FOLDER).glob("*.sql"))}
    ahead = [name for name in files if names is None or name in names]
    for name in ahead:  # it grows
        place = f"{FOLDER}/{name}.sql"
        try:
            first, _, rest = files[name].read_text("utf-8").strip().partition("\n")
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
            reads[name] = (_words(sql) & files.keys()) - {name}
            ahead += sorted(reads[name] - set(ahead))
    if problems:
        raise PackageError(problems)
    try:
        order = tuple(TopologicalSorter(reads).static_order())
    except CycleError as error:
        raise PackageError([Problem(FOLDER, "", f"views read each other: {' → '.join(error.args[1])}.")]) from None
    return tuple(views[name] for name in order)


def named_in(query: str) -> set[str] | None:
    """The names that may be views' in ``query``: all its words. None, all views, for one that asks what there is."""
    return None if _CATALOG.search(query) else set(re.findall(r"\w+", query.lower()))


def create_views(connection: duckdb.DuckDBPyConnection, package: Package, names: Collection[str] | None = None) -> None:
    """Create the views of ``package`` on a connection that has its tables. Raises PackageError for one that fails.

    With ``names``: only those views and what they read, as in :func:`read_views`. A large view takes 50 ms to create.
    """
    for view in read_views(package, names):
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


def _words(sql: str) -> set[str]:
    """The names in ``sql``, in small letters, without what stands in strings and comments."""
    return {word.strip('"').lower() for word in _WORD.findall(sql)}
