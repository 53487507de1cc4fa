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
_EXPLAIN = re.compile(r"explain\s+(analyze\s+|\([^)]*\)\s*)?", re.IGNORECASE)


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
        return check_query(_EXPLAIN.sub("", statements[0].query.strip(), count=1))
    # PIVOT is several statements to DuckDB: it looks up the values first.
    pivots = kind == duckdb.StatementType.MULTI and re.search(r"\bpivot\b", query, re.IGNORECASE) is not None
    if kind != duckdb.StatementType.SELECT and not pivots:
        raise UsageError(f"sql only reads; {kind.name} is not allowed. To change data, edit the CSV files.")


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
        if connection is not None and "does not exist" in message and message.startswith("Catalog Error: Table"):
            names = [row[0] for row in connection.execute("show tables").fetchall()]
            message += f"\nTables and views: {', '.join(names)}."
        raise UsageError(message) from None
    except (RuntimeError, UnicodeError, OverflowError, ValueError) as error:  # a value Python cannot hold
        if str(error) == "Query interrupted":
            raise KeyboardInterrupt from None
        raise UsageError(f"the result cannot be shown: {error}") from None
