"""Run one reading query on a package's connection, and say in one message what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import duckdb

from little_giants.cli.interrupt import interruptible
from little_giants.errors import UsageError

_ROWS = 2_000  # rows fetched at a time
_EXPLAIN = re.compile(r"explain\b\s*(analyze\b\s*|\(\s*(analyze|format)\b[^)]*\)\s*)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Result:
    """Columns with their DuckDB types, and the rows, read as they are asked for (once)."""

    columns: tuple[str, ...]
    types: tuple[str, ...]
    rows: Iterator[tuple[Any, ...]]


def check_query(query: str) -> None:
    """Refuse anything but one statement that reads: SELECT, FROM, WITH, PIVOT, DESCRIBE, SHOW, SUMMARIZE, EXPLAIN.

    Raises UsageError with DuckDB's own words for a syntax error.
    """
    with plain_errors():
        statements = duckdb.extract_statements(query)
    if not statements:
        raise UsageError("the query is empty.")
    if len(statements) > 1:
        raise UsageError(f"one query at a time, please; these are {len(statements)}.")
    kind = statements[0].type
    if kind == duckdb.StatementType.EXPLAIN:
        found = _EXPLAIN.match(statements[0].query)
        if found is None:
            raise UsageError("the query must begin with EXPLAIN.")
        return check_query(statements[0].query[found.end() :])
    # PIVOT is several statements to DuckDB, which looks up the values first, and so is a COPY of a PIVOT.
    if kind != duckdb.StatementType.SELECT and not (kind == duckdb.StatementType.MULTI and _selects(query)):
        name = "this statement" if kind == duckdb.StatementType.MULTI else kind.name
        raise UsageError(f"sql only reads; {name} is not allowed. To change data, edit the CSV files.")


def _selects(query: str) -> bool:
    """Whether one statement can stand where DuckDB's grammar takes nothing but a SELECT: in the brackets of FROM."""
    inside = query.rstrip("; \t\r\n")
    try:
        return len(duckdb.extract_statements(f"from (\n{inside}\n)")) == 1
    except duckdb.Error:
        return False


def run_query(connection: duckdb.DuckDBPyConnection, query: str) -> Result:
    """Run a query that :func:`check_query` let pass. Raises UsageError in plain words when it fails."""
    with plain_errors(connection):
        cursor = interruptible(connection, lambda: connection.execute(query))
        described = cursor.description or []
        first = cursor.fetchmany(_ROWS)

    def rows() -> Iterator[tuple[Any, ...]]:
        batch = first
        while batch:
            yield from batch
            with plain_errors(connection):
                batch = cursor.fetchmany(_ROWS)

    return Result(tuple(column[0] for column in described), tuple(str(column[1]) for column in described), rows())


@contextmanager
def plain_errors(connection: duckdb.DuckDBPyConnection | None = None) -> Iterator[None]:
    """Turn DuckDB's errors into UsageError: its message, its pointer into the query, and the tables there are."""
    try:
        yield
    except duckdb.InterruptException:
        raise KeyboardInterrupt from None
    except duckdb.Error as error:
        message = re.sub(r"\n{2,}", "\n", str(error).strip())
        if "No module named 'pytz'" in message:
            raise UsageError(
                "a time with a time zone cannot be shown: write it as text, for example now()::varchar."
            ) from None
        if connection is not None and "does not exist" in message and message.startswith("Catalog Error: Table"):
            names = [row[0] for row in connection.execute("show tables").fetchall()]
            message += f"\nTables and views: {', '.join(names)}."
        raise UsageError(message) from None
    except (RuntimeError, UnicodeError, OverflowError, ValueError) as error:  # a value Python cannot hold
        if str(error) == "Query interrupted":
            raise KeyboardInterrupt from None
        raise UsageError(f"the result cannot be shown: {error}") from None
